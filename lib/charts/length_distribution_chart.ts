import { ACCENT, chart } from "./chart.ts";
import type { Chart } from "./chart_type.ts";

const BINS = 30;

/**
 * A histogram of text lengths.
 *
 * Bins are whole numbers of words wide and cover the longest text; the counting is done here, so that the chart stays small
 * whatever the size of the data.
 *
 * @param lengths the number of words of each text
 * @param options `title`
 * @returns the chart
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * assertStringIncludes(lengthDistributionChart([1, 2, 2, 9]).description, "4 texts");
 * ```
 */
export function lengthDistributionChart(lengths: readonly number[], options: { title?: string } = {}): Chart {
  const { title = "Texts by length" } = options;
  let longest = 0;
  for (const length of lengths) if (length > longest) longest = length;
  const width = Math.max(1, Math.ceil((longest + 1) / BINS));
  const counts = new Array<number>(Math.floor(longest / width) + 1).fill(0);
  for (const length of lengths) counts[Math.floor(length / width)]++;
  return chart({
    description: `${title}: ${lengths.length} texts of up to ${longest} words`,
    title: { text: title },
    width: 460,
    height: 180,
    data: { values: counts.map((count, i) => ({ from: i * width, to: (i + 1) * width, count })) },
    mark: { type: "bar", color: ACCENT, tooltip: true },
    encoding: {
      x: {
        field: "from",
        type: "quantitative",
        bin: { binned: true, step: width },
        title: "words",
        axis: { grid: false },
      },
      x2: { field: "to" },
      y: { field: "count", type: "quantitative", title: "texts", axis: { tickMinStep: 1 } },
    },
  });
}
