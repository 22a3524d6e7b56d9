import { ACCENT, chart, chartTitle } from "./chart.ts";
import type { Chart } from "./chart_type.ts";

const MOST_LABELS = 40;

/**
 * How many rows each label has, most frequent first.
 *
 * Of more than 40 labels the most frequent are shown, and the title says so.
 *
 * @param counts the labels with their rows, most frequent first
 * @param options `title`
 * @returns the chart
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * assertStringIncludes(labelDistributionChart([{ label: "a", count: 3 }]).description, "1 label");
 * ```
 */
export function labelDistributionChart(
  counts: readonly { label: string; count: number }[],
  options: { title?: string } = {},
): Chart {
  const { title = "Rows by label" } = options;
  const shown = counts.slice(0, MOST_LABELS);
  const subtitle = shown.length < counts.length
    ? `the ${shown.length} most frequent of ${counts.length} labels`
    : undefined;
  return chart({
    description: `${title}: ${counts.length} label${counts.length === 1 ? "" : "s"}`,
    title: chartTitle(title, subtitle),
    width: 460,
    height: { step: 22 },
    data: { values: shown },
    encoding: {
      y: { field: "label", type: "nominal", sort: null, title: null, axis: { ticks: false } },
      x: { field: "count", type: "quantitative", title: "rows", axis: { tickMinStep: 1 } },
    },
    layer: [
      { mark: { type: "bar", color: ACCENT, tooltip: true, cornerRadiusEnd: 2 } },
      {
        mark: { type: "text", align: "left", dx: 4, color: "currentColor" },
        encoding: { text: { field: "count", type: "quantitative" } },
      },
    ],
  });
}
