import type { TopLevelSpec } from "vega-lite";
import type { Chart } from "./chart_type.ts";

/**
 * Draws a chart as SVG, without a browser.
 *
 * The same chart and name give the same bytes. Ids inside the picture start with the name, so that several pictures can
 * stand in one page.
 *
 * @param spec the chart
 * @param options `name`: the prefix of ids, letters, digits, `-` and `_`, default "chart"
 * @returns the SVG element
 * @throws {Error} if Vega-Lite rejects the specification
 *
 * @example
 * ```ts ignore
 * await Deno.writeTextFile("labels.svg", await renderSvg(labelDistributionChart(counts)));
 * ```
 */
export async function renderSvg(spec: Chart, options: { name?: string } = {}): Promise<string> {
  const { name = "chart" } = options;
  // Loaded on first use: a run without charts does not pay for it.
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  vega.resetSVGDefIds();
  const compiled = vegaLite.compile(spec as unknown as TopLevelSpec, { logger: strictLogger }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return svg.replace(/\b(id="|="url\(#)((?:clip|gradient_)\d+)/g, `$1${name}-$2`);
}

// Vega-Lite warns where it guesses; a chart of ours must not leave it guessing.
const strictLogger = {
  level: () => strictLogger,
  error: (message: unknown): never => {
    throw new Error(`Cannot draw the chart: ${message}`);
  },
  warn: (message: unknown): never => strictLogger.error(message),
  info: () => strictLogger,
  debug: () => strictLogger,
};
