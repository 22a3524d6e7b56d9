import type { Chart } from "../../lib/charts/chart_type.ts";
import { classScoreChart } from "../../lib/charts/class_score_chart.ts";
import { confusionMatrixChart } from "../../lib/charts/confusion_matrix_chart.ts";
import { intervalChart } from "../../lib/charts/interval_chart.ts";
import { labelDistributionChart } from "../../lib/charts/label_distribution_chart.ts";
import { lengthDistributionChart } from "../../lib/charts/length_distribution_chart.ts";
import { reliabilityChart } from "../../lib/charts/reliability_chart.ts";

/** Every chart of the room on a small fixed input, its names made of `a` and `b`. */
export function exampleCharts(a = "alpha", b = "beta"): Record<string, Chart> {
  return {
    class_score: classScoreChart([
      { system: a, label: b, value: 0.5, low: 0.25, high: 0.75 },
      { system: b, label: b, value: 0.75, low: 0.5, high: 1 },
    ], { title: `Scores of ${a}`, axis: "F1" }),
    confusion_matrix: confusionMatrixChart({ labels: [a, b], counts: [[3, 1], [0, 2]], other: [0, 1] }),
    interval: intervalChart([
      { name: a, value: 0.5, low: 0.25, high: 0.75 },
      { name: b, value: null, low: null, high: null },
    ], { title: `Accuracy of ${a}`, axis: "accuracy" }),
    label_distribution: labelDistributionChart([{ label: a, count: 3 }, { label: b, count: 1 }]),
    length_distribution: lengthDistributionChart([1, 2, 2, 9], { title: `Lengths of ${a}` }),
    reliability: reliabilityChart([
      { system: a, score: 0.25, accuracy: 0.5, low: 0.25, high: 0.75, n: 8 },
      { system: b, score: 0.75, accuracy: 0.5, low: 0.25, high: 0.75, n: 4 },
    ]),
  };
}

/** An object and all below it, with its lists, that hold `data.values`: the rows that a specification draws, layer by layer. */
export function rowsOf(spec: unknown): unknown[][] {
  if (typeof spec !== "object" || spec === null) return [];
  if (Array.isArray(spec)) return spec.flatMap(rowsOf);
  const { data, ...rest } = spec as { data?: { values: unknown[] } };
  return [...(data === undefined ? [] : [data.values]), ...Object.values(rest).flatMap(rowsOf)];
}
