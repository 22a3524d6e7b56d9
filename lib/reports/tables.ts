import { formatCount, formatNumber, formatP } from "../core/format.ts";
import type { Comparison } from "../metrics/compare.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import type { Estimate } from "../stats/estimate.ts";
import type { Table } from "./content.ts";

const RIGHT = "right";

/**
 * An estimate in a table cell: the value and its interval.
 *
 * @param estimate the estimate; undefined gives an en dash
 * @returns such as "0.713 [0.652, 0.767]"
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatEstimate({ value: 0.5, low: 0.4, high: 0.6, level: 0.95, n: 9, method: "wilson" }), "0.500 [0.400, 0.600]");
 * ```
 */
export function formatEstimate(estimate: Estimate | undefined): string {
  if (estimate === undefined || estimate.value === null) return "–";
  if (estimate.low === null || estimate.high === null) return `${formatNumber(estimate.value)} [–]`;
  return `${formatNumber(estimate.value)} [${formatNumber(estimate.low)}, ${formatNumber(estimate.high)}]`;
}

/**
 * The systems side by side: headline metrics, items and failures.
 *
 * @param evaluations one a system
 * @returns the table
 */
export function systemTable(evaluations: readonly Evaluation[]): Table {
  const wanted = ["accuracy", "f1_macro", "f1_weighted", "ece"];
  const names = wanted.filter((name) => evaluations.some(({ metrics }) => metrics[name] !== undefined));
  const bounded = evaluations.some(({ metrics }) => metrics.accuracy?.excluded !== undefined);
  return {
    caption: `Systems: estimates with ${levelOf(evaluations)} intervals`,
    columns: [
      { title: "system" },
      ...names.map((title) => ({ title, align: RIGHT } as const)),
      { title: "answered", align: RIGHT },
      ...(bounded ? [{ title: "accuracy if all others were wrong / right", align: RIGHT } as const] : []),
    ],
    rows: evaluations.map(({ system, metrics, n, total }) => [
      system,
      ...names.map((name) => formatEstimate(metrics[name])),
      n === total ? formatCount(n) : `${formatCount(n)} of ${formatCount(total)}`,
      ...(bounded ? [formatBounds(metrics.accuracy)] : []),
    ]),
  };
}

/**
 * All metrics of the systems, with the reason where one is undefined.
 *
 * @param evaluations one a system
 * @returns the table, one row a metric
 */
export function metricTable(evaluations: readonly Evaluation[]): Table {
  const names = [...new Set(evaluations.flatMap(({ metrics }) => Object.keys(metrics)))];
  return {
    caption: `Metrics with ${levelOf(evaluations)} intervals`,
    columns: [{ title: "metric" }, ...evaluations.map(({ system }) => ({ title: system, align: RIGHT } as const))],
    rows: names.map((name) => [
      name,
      ...evaluations.map(({ metrics: { [name]: estimate } }) => {
        return estimate?.value === null ? `– (${estimate.reason})` : formatEstimate(estimate);
      }),
    ]),
  };
}

/**
 * Precision, recall and F1 by class, one table a system.
 *
 * @param evaluations one a system
 * @returns the tables
 */
export function classTables(evaluations: readonly Evaluation[]): Table[] {
  return evaluations.map(({ system, classes }) => ({
    caption: `Classes: ${system}`,
    columns: [
      { title: "class" },
      ...["precision", "recall", "F1", "items", "predicted"].map((title) => ({ title, align: RIGHT } as const)),
    ],
    rows: classes.map(({ label, precision, recall, f1, support, predicted }) => [
      label,
      ...[precision, recall, f1].map(formatEstimate),
      formatCount(support),
      formatCount(predicted),
    ]),
  }));
}

/**
 * The systems by accuracy, with the ranks that other items could have given.
 *
 * @param comparison the comparison
 * @returns the table
 */
export function rankingTable({ ranking }: Comparison): Table {
  return {
    caption: "Ranking by accuracy",
    columns: [{ title: "rank", align: RIGHT }, { title: "could be", align: RIGHT }, { title: "system" }, {
      title: "accuracy",
      align: RIGHT,
    }],
    rows: ranking.map(({ rank, best, worst, system, accuracy }) => [
      rank === null ? "–" : String(rank),
      best === null ? "–" : best === worst ? String(best) : `${best} to ${worst}`,
      system,
      formatEstimate(accuracy),
    ]),
  };
}

/**
 * The pairs of a comparison, with verdicts.
 *
 * @param comparison the comparison
 * @returns the table
 */
export function pairTable({ pairs, power }: Comparison): Table {
  return {
    caption: `Paired comparisons: first minus second, on the items that both answered`,
    columns: [
      { title: "first" },
      { title: "second" },
      { title: "verdict on the first" },
      { title: "accuracy difference", align: RIGHT },
      { title: "p (mid-p, Holm)", align: RIGHT },
      { title: "p (mid-p / exact)", align: RIGHT },
      { title: "only first / only second right", align: RIGHT },
      { title: "macro-F1 difference", align: RIGHT },
      { title: `detectable at ${Math.round(power * 100)} % power`, align: RIGHT },
      { title: "items", align: RIGHT },
    ],
    rows: pairs.map((pair) => [
      pair.first,
      pair.second,
      pair.moreItems === null ? pair.verdict : `${pair.verdict} (about ${formatCount(pair.moreItems)} more items)`,
      formatEstimate(pair.difference),
      formatP(pair.adjustedP),
      `${formatP(pair.mcnemar.midP)} / ${formatP(pair.mcnemar.exact)}`,
      `${formatCount(pair.counts.onlyFirst)} / ${formatCount(pair.counts.onlySecond)}`,
      formatEstimate(pair.f1Difference),
      formatNumber(pair.detectable),
      formatCount(pair.n),
    ]),
  };
}

function formatBounds(accuracy: Estimate | undefined): string {
  if (accuracy?.worst === undefined || accuracy.best === undefined) return formatNumber(accuracy?.value ?? null);
  return `${formatNumber(accuracy.worst)} / ${formatNumber(accuracy.best)}`;
}

function levelOf(evaluations: readonly Evaluation[]): string {
  const [first] = evaluations.flatMap(({ metrics }) => Object.values(metrics));
  return `${Number(((first?.level ?? 0.95) * 100).toFixed(2))} %`;
}
