import { chart, PALETTE } from "./chart.ts";
import type { Chart } from "./chart_type.ts";

/** One bin of a reliability diagram. */
export interface ReliabilityRow {
  /** The system. */
  readonly system: string;
  /** Mean score of the items in the bin. */
  readonly score: number;
  /** The part of them that was right. */
  readonly accuracy: number;
  /** Lower end of the interval of that part. */
  readonly low: number;
  /** Upper end of the interval of that part. */
  readonly high: number;
  /** How many items are in the bin. */
  readonly n: number;
}

/**
 * A reliability diagram: how often a system is right, by the score that it gave. On the diagonal, scores are probabilities.
 *
 * @param rows the bins that hold items
 * @param options `title`
 * @returns the chart
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const rows = [{ system: "s", score: 0.8, accuracy: 0.7, low: 0.6, high: 0.8, n: 100 }];
 * assertStringIncludes(reliabilityChart(rows).description, "1 bin");
 * ```
 */
export function reliabilityChart(rows: readonly ReliabilityRow[], options: { title?: string } = {}): Chart {
  const { title = "Reliability of the scores" } = options;
  const systems = [...new Set(rows.map(({ system }) => system))];
  const unit = { domain: [0, 1] };
  const color = {
    field: "system",
    type: "nominal",
    scale: { domain: systems, range: systems.map((_, i) => PALETTE[i % PALETTE.length]) },
    legend: { orient: "top", title: null, symbolOpacity: 1, columns: 3 },
  };
  const x = { field: "score", type: "quantitative", title: "mean score", scale: unit };
  return chart({
    description: `${title}: accuracy by mean score in ${rows.length} bin${rows.length === 1 ? "" : "s"}`,
    title: { text: title },
    width: 320,
    height: 320,
    layer: [
      {
        data: { values: [{ score: 0, accuracy: 0 }, { score: 1, accuracy: 1 }] },
        mark: { type: "line", color: "currentColor", strokeDash: [4, 3], opacity: 0.5 },
        encoding: { x, y: { field: "accuracy", type: "quantitative", title: "accuracy", scale: unit } },
      },
      {
        data: { values: rows },
        mark: { type: "rule", strokeWidth: 2, opacity: 0.5 },
        encoding: { x, y: { field: "low", type: "quantitative", title: "accuracy" }, y2: { field: "high" }, color },
      },
      {
        data: { values: rows },
        mark: { type: "point", filled: true, opacity: 1, tooltip: true },
        encoding: {
          x,
          y: { field: "accuracy", type: "quantitative" },
          color,
          size: { field: "n", type: "quantitative", legend: null, scale: { range: [30, 200] } },
        },
      },
    ],
  });
}
