import type { Chart } from "../charts/chart_type.ts";
import { classScoreChart } from "../charts/class_score_chart.ts";
import { confusionMatrixChart } from "../charts/confusion_matrix_chart.ts";
import { intervalChart } from "../charts/interval_chart.ts";
import { labelDistributionChart } from "../charts/label_distribution_chart.ts";
import { lengthDistributionChart } from "../charts/length_distribution_chart.ts";
import { reliabilityChart } from "../charts/reliability_chart.ts";
import type { Comparison } from "../metrics/compare.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import { METRIC_FACTS } from "../metrics/metric_table.ts";
import { negated } from "../stats/estimate.ts";

/** A chart and its place in a report. */
export interface NamedChart {
  /** Letters, digits, `-` and `_`: the file's name, and the prefix of ids. */
  readonly id: string;
  /** The part of the report that shows it. */
  readonly part: "data" | "systems" | "comparison" | "details";
  /** The chart. */
  readonly chart: Chart;
}

const MOST_CLASS_SYSTEMS = 6;
const TITLES: Readonly<Record<string, string>> = { accuracy: "Accuracy", f1_macro: "Macro-F1" };

/**
 * The charts of a dataset: rows by label, texts by length.
 *
 * @param profile label counts and text lengths, as `data.profile` gives them
 * @returns the charts
 */
export function datasetCharts(
  profile: { labels: readonly { label: string; count: number }[]; lengths: readonly number[] },
): NamedChart[] {
  return [
    { id: "labels", part: "data", chart: labelDistributionChart(profile.labels) },
    { id: "lengths", part: "data", chart: lengthDistributionChart(profile.lengths) },
  ];
}

/**
 * The charts of evaluated systems, best first: the primary metric, and for labels macro-F1, F1 by class, reliability and a
 * confusion matrix each.
 *
 * @param evaluations one a system
 * @returns the charts
 */
export function evaluationCharts(evaluations: readonly Evaluation[]): NamedChart[] {
  return chartsInOrder(byPrimary(evaluations));
}

/**
 * Systems by their primary metric, best first; those without one last.
 *
 * @param evaluations one a system
 * @returns a sorted copy
 */
export function byPrimary(evaluations: readonly Evaluation[]): Evaluation[] {
  const valueOf = ({ metrics, primary, higherIsBetter }: Evaluation) => {
    const value = metrics[primary]?.value ?? null;
    return value === null ? -Infinity : higherIsBetter ? value : -value;
  };
  // Two that have none are equal, though infinity minus itself is no number.
  return evaluations.toSorted((a, b) => valueOf(a) === valueOf(b) ? 0 : valueOf(b) - valueOf(a));
}

function chartsInOrder(evaluations: readonly Evaluation[]): NamedChart[] {
  const wanted = [evaluations[0]?.primary ?? "accuracy", "accuracy", "f1_macro"];
  const metrics = [...new Set(wanted)].filter((name) =>
    evaluations.some(({ metrics }) => Object.hasOwn(metrics, name) && metrics[name].value !== null)
  );
  const bins = evaluations.flatMap(({ system, calibration }) =>
    (calibration?.bins ?? []).flatMap(({ meanScore, accuracy: { value, low, high }, n }) => {
      if (meanScore === null || value === null || low === null || high === null) return [];
      return [{ system, score: meanScore, accuracy: value, low, high, n }];
    })
  );
  const shown = evaluations.slice(0, MOST_CLASS_SYSTEMS);
  return [
    ...metrics.map((name): NamedChart => ({
      id: idOf(name),
      part: "systems",
      chart: intervalChart(
        evaluations.map(({ system, metrics: { [name]: one } }) => ({
          name: system,
          value: one?.value ?? null,
          low: one?.low ?? null,
          high: one?.high ?? null,
        })),
        { title: `${TITLES[name] ?? name} by system`, axis: name },
      ),
    })),
    ...(evaluations.some(({ task }) => task === "classification") ? [f1Chart(shown, evaluations.length)] : []),
    ...shown.flatMap(({ system, confusion }, i): NamedChart[] => {
      if (confusion === null) return [];
      const chart = confusionMatrixChart(confusion, { title: `Confusion matrix: ${system}` });
      return [{ id: `confusion_${i + 1}`, part: "details", chart }];
    }),
    ...(bins.length > 0 ? [{ id: "reliability", part: "details", chart: reliabilityChart(bins) } as const] : []),
  ];
}

/** A metric's name as a chart's id: that of no other chart. */
function idOf(metric: string): string {
  const name = metric.replace(/\W/g, "_");
  return Object.hasOwn(METRIC_FACTS, metric) ? name : `metric_${name}`;
}

function f1Chart(shown: readonly Evaluation[], total: number): NamedChart {
  const rows = shown.flatMap(({ system, classes }) => {
    return classes.map(({ label, f1: { value, low, high } }) => ({ system, label, value, low, high }));
  });
  const title = shown.length < total ? `F1 by class, first ${shown.length} systems` : "F1 by class";
  return { id: "f1_by_class", part: "details", chart: classScoreChart(rows, { title, axis: "F1" }) };
}

/**
 * The chart of a comparison: the leader's metric minus that of every other system, or each system's minus the baseline's.
 *
 * @param comparison the comparison
 * @returns the chart
 */
export function comparisonCharts({ pairs, ranking, metric }: Comparison): NamedChart[] {
  const [{ second: baseline }] = pairs;
  const isBaseline = pairs.every(({ second }) => second === baseline);
  const anchor = isBaseline ? baseline : ranking[0].system;
  const rows = pairs.filter(({ first, second }) => first === anchor || second === anchor).map((pair) => {
    const isAsIs = isBaseline ? pair.second === anchor : pair.first === anchor;
    const { value, low, high } = isAsIs ? pair.difference : negated(pair.difference);
    return { name: pair.first === anchor ? pair.second : pair.first, value, low, high };
  }).sort((a, b) => (a.value ?? Infinity) - (b.value ?? Infinity));
  const name = TITLES[metric] ?? metric;
  const title = isBaseline ? `${name} minus that of ${anchor}` : `${name} of ${anchor} minus that of …`;
  return [{
    id: "differences",
    part: "comparison",
    chart: intervalChart(rows, { title, axis: "difference", zero: true }),
  }];
}
