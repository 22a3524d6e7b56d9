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
  narrowText(vega);
  const compiled = vegaLite.compile(structuredClone(spec) as unknown as TopLevelSpec, { logger: strictLogger }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return renameIds(svg, name);
}

interface TextItem {
  fontSize?: number;
  limit?: number;
}

const CHARACTER_WIDTH = 0.6;

/** Vega estimates 0.8 of the font size a character, which leaves wide gaps; what is longer than its limit will be cut. */
function narrowText(vega: object): void {
  const width = ({ fontSize = 11, limit = 0 }: TextItem, text: unknown) => {
    const whole = CHARACTER_WIDTH * fontSize * String(text ?? "").length;
    return limit > 0 ? Math.min(limit, whole) : whole;
  };
  // Vega's types leave textMetrics out.
  (vega as { textMetrics: { width: typeof width } }).textMetrics.width = width;
}

/** Vega numbers its ids by a counter of the process; here they are numbered by their order in the picture. */
function renameIds(svg: string, name: string): string {
  const names = new Map<string, string>();
  const renamed = (id: string) => {
    if (!names.has(id)) names.set(id, `${name}-${names.size}`);
    return names.get(id)!;
  };
  return svg.replace(
    /<[^>]+>/g,
    (tag) =>
      tag.replace(/ id="((?:clip|gradient_)\d+)"/g, (_, id) => ` id="${renamed(id)}"`)
        .replace(
          / (clip-path|fill|stroke|mask)="url\(#([^)"]+)\)"/g,
          (_, kind, id) => ` ${kind}="url(#${renamed(id)})"`,
        ),
  );
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
