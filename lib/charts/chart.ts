import { displayable } from "../core/displayable.ts";
import { visible } from "../core/escape.ts";
import type { Chart } from "./chart_type.ts";
import { renderSvg } from "./render_svg.ts";

// Jupyter front ends draw version 5; nothing here needs a later one.
const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";
const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
const INK = "currentColor";

/** The colour of single-series marks: readable on light and dark ground. */
export const ACCENT = "#3f7fd0";

/** The colours of systems, in order: distinct also for most colour-blind readers, readable on light and dark ground. */
export const PALETTE: readonly string[] = [
  "#3f7fd0",
  "#dd7c26",
  "#2a9d74",
  "#b05fb4",
  "#c9a227",
  "#5aa9c9",
  "#d0506a",
  "#8a8f98",
];

const CONFIG = {
  background: null,
  font: FONT,
  view: { stroke: null },
  axis: {
    labelColor: INK,
    titleColor: INK,
    domainColor: INK,
    tickColor: INK,
    gridColor: INK,
    gridOpacity: 0.12,
    domainOpacity: 0.35,
    tickOpacity: 0.35,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: "normal",
    labelPadding: 6,
    labelLimit: 520,
  },
  legend: { labelColor: INK, titleColor: INK, labelFontSize: 12, titleFontSize: 12, labelLimit: 260 },
  title: { color: INK, subtitleColor: INK, fontSize: 14, anchor: "start", offset: 12 },
  header: { labelColor: INK, titleColor: INK },
};

/**
 * Completes a specification with the house style and lets notebooks draw it: live Vega-Lite, or SVG where that is unknown.
 *
 * Text takes the colour of its surroundings, so that a chart suits light and dark pages.
 *
 * @param spec marks, encodings and data, and a `description`
 * @returns the chart
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const bar = chart({ description: "One bar", data: { values: [{ x: 1 }] }, mark: "bar", encoding: { x: { field: "x" } } });
 * assertEquals(bar.mark, "bar");
 * ```
 */
export function chart(spec: Chart): Chart {
  return displayable({ $schema: SCHEMA, ...visibleText(spec), config: CONFIG }, async (complete) => {
    const svg = await renderSvg(complete);
    return {
      "application/vnd.vegalite.v5+json": complete,
      "image/svg+xml": svg,
      // Some exporters empty an SVG for safety, but leave it whole inside HTML.
      "text/html": svg,
      "text/plain": complete.description,
    };
  });
}

/** A copy in which no text holds characters that cannot be seen. */
function visibleText<T>(value: T): T {
  if (typeof value === "string") return visible(value) as T;
  if (Array.isArray(value)) return value.map(visibleText) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visibleText(item)])) as T;
}

/**
 * The title block of a chart, with an optional second line that says what was left out.
 *
 * @param text the title
 * @param subtitle the second line
 * @returns the `title` member of a specification
 */
export function chartTitle(text: string, subtitle?: string): Record<string, unknown> {
  return subtitle === undefined ? { text } : { text, subtitle };
}
