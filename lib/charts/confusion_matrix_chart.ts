import { ACCENT, chart, chartTitle } from "./chart.ts";
import type { Chart } from "./chart_type.ts";

/** Counts of a classification, as `metrics.confusionMatrix` gives them. */
export interface ConfusionCounts {
  /** The classes. */
  readonly labels: readonly string[];
  /** `counts[i][j]`: items of class i predicted as class j. */
  readonly counts: readonly (readonly number[])[];
  /** `other[i]`: items of class i whose answer is no class. */
  readonly other: readonly number[];
}

const MOST_CLASSES = 25;

/**
 * A confusion matrix: rows are references, columns predictions, the shade is the share of the row.
 *
 * Of more than 25 classes, those with the most errors are shown, and the title says so.
 *
 * @param matrix the counts
 * @param options `title`
 * @returns the chart
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const { description } = confusionMatrixChart({ labels: ["a", "b"], counts: [[3, 1], [0, 2]], other: [0, 0] });
 * assertStringIncludes(description, "2 classes");
 * ```
 */
export function confusionMatrixChart(matrix: ConfusionCounts, options: { title?: string } = {}): Chart {
  const { title = "Confusion matrix" } = options;
  const shown = mostConfused(matrix);
  const other = unusedName("(other)", matrix.labels);
  const columns = [...shown.map((i) => matrix.labels[i]), ...(matrix.other.some((count) => count > 0) ? [other] : [])];
  const rows = shown.flatMap((i) => {
    const total = matrix.counts[i].reduce((sum, count) => sum + count, 0) + matrix.other[i];
    const cells = [...shown.map((j) => matrix.counts[i][j]), matrix.other[i]].slice(0, columns.length);
    return cells.map((count, k) => ({
      reference: matrix.labels[i],
      prediction: columns[k],
      count,
      share: total === 0 ? 0 : count / total,
      text: count === 0 ? "" : String(count),
    }));
  });
  const all = matrix.labels.length;
  const cut = shown.length < all ? `the ${shown.length} of ${all} classes with the most errors; ` : "";
  const subtitle = `${cut}shade: share of the row`;
  const cell = shown.length > 12 ? 24 : 36;
  const position = {
    x: {
      field: "prediction",
      type: "nominal",
      sort: columns,
      title: "predicted",
      axis: { labelAngle: -45, ticks: false },
    },
    y: { field: "reference", type: "nominal", sort: columns, title: "reference", axis: { ticks: false } },
  };
  return chart({
    description: `${title}: references by predictions, ${all} classes, ${subtitle}`,
    title: chartTitle(title, subtitle),
    width: { step: cell },
    height: { step: cell },
    data: { values: rows },
    encoding: position,
    layer: [
      {
        mark: { type: "rect", color: ACCENT, tooltip: true, cornerRadius: 2 },
        encoding: {
          fillOpacity: {
            field: "share",
            type: "quantitative",
            scale: { domain: [0, 1], range: [0.04, 0.8] },
            legend: null,
          },
        },
      },
      {
        mark: { type: "text", color: "currentColor", fontSize: 11 },
        encoding: { text: { field: "text", type: "nominal" } },
      },
    ],
  });
}

function mostConfused({ labels, counts, other }: ConfusionCounts): number[] {
  const all = Array.from(labels.keys());
  if (labels.length <= MOST_CLASSES) return all;
  const errors = all.map((i) => {
    const missed = counts[i].reduce((sum, count) => sum + count, 0) + other[i] - counts[i][i];
    const taken = counts.reduce((sum, row) => sum + row[i], 0) - counts[i][i];
    return missed + taken;
  });
  return all.sort((a, b) => errors[b] - errors[a] || a - b).slice(0, MOST_CLASSES).sort((a, b) => a - b);
}

function unusedName(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? unusedName(`(${name})`, taken) : name;
}
