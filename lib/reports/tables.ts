import { formatCount, formatNumber, formatP } from "../core/format.ts";
import type { Comparison } from "../metrics/compare.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import type { Estimate } from "../stats/estimate.ts";
import type { Table } from "./content.ts";

const RIGHT = "right";
const MOST_TOLD = 100_000;
const MOST_HEADLINES = 4;
const USUAL = ["accuracy", "f1_macro", "f1_weighted", "ece"];

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
  const primary = evaluations[0]?.primary ?? "accuracy";
  const names = headlineMetrics(evaluations);
  const bounded = evaluations.some(({ metrics }) => metrics[primary]?.worst !== undefined);
  return {
    caption: `Systems: estimates with ${levelOf(evaluations)} intervals`,
    columns: [
      { title: "system" },
      ...names.map((title) => ({ title, align: RIGHT } as const)),
      { title: "answered", align: RIGHT },
      ...(bounded ? [{ title: `${primary} if all others were wrong / right`, align: RIGHT } as const] : []),
    ],
    rows: evaluations.map(({ system, metrics, n, total }) => [
      system,
      ...names.map((name) => formatEstimate(metrics[name])),
      n === total ? formatCount(n) : `${formatCount(n)} of ${formatCount(total)}`,
      ...(bounded ? [formatBounds(metrics[primary])] : []),
    ]),
  };
}

/**
 * All metrics of the systems; {@linkcode undefinedReasons} tells why some are undefined.
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
      ...evaluations.map(({ metrics }) => formatEstimate(Object.hasOwn(metrics, name) ? metrics[name] : undefined)),
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
  return evaluations.filter(({ classes }) => classes.length > 0).map(({ system, classes }) => ({
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
 * The systems by the metric that was compared, with the ranks that other items could have given.
 *
 * @param comparison the comparison
 * @returns the table
 */
export function rankingTable({ ranking, metric }: Comparison): Table {
  return {
    caption: `Ranking by ${metric}`,
    columns: [{ title: "rank", align: RIGHT }, { title: "could be", align: RIGHT }, { title: "system" }, {
      title: metric,
      align: RIGHT,
    }],
    rows: ranking.map(({ rank, best, worst, system, estimate }) => [
      rank === null ? "–" : String(rank),
      best === null ? "–" : best === worst ? String(best) : `${best} to ${worst}`,
      system,
      formatEstimate(estimate),
    ]),
  };
}

/**
 * Why values or intervals of metrics are undefined.
 *
 * @param evaluations one a system
 * @returns one line for each
 */
export function undefinedReasons(evaluations: readonly Evaluation[]): string[] {
  return evaluations.flatMap(({ system, metrics }) =>
    Object.entries(metrics).flatMap(([name, { value, reason }]) => {
      if (reason === undefined) return [];
      return [`${name} of ${system} ${value === null ? "is undefined" : "has no interval"}: ${reason}`];
    })
  );
}

/**
 * The pairs of a comparison: verdict, difference, p-value.
 *
 * @param comparison the comparison
 * @returns the table
 */
export function pairTable({ pairs, metric }: Comparison): Table {
  return {
    caption: `Verdicts: ${metric} of the first minus that of the second, on the items that both answered`,
    columns: [
      { title: "first" },
      { title: "second" },
      { title: "the first is", short: true },
      { title: "difference", align: RIGHT },
      { title: "p (Holm)", align: RIGHT },
      { title: "more items to decide", align: RIGHT },
      { title: "items", align: RIGHT },
    ],
    rows: pairs.map((pair) => [
      pair.first,
      pair.second,
      pair.verdict,
      formatEstimate(pair.difference),
      formatP(pair.adjustedP),
      formatMore(pair.moreItems),
      formatCount(pair.n),
    ]),
  };
}

/**
 * The numbers behind the verdicts.
 *
 * @param comparison the comparison
 * @returns the table
 */
export function pairDetailTable({ pairs, power }: Comparison): Table {
  const hasCounts = pairs.some(({ counts }) => counts !== null);
  const hasF1 = pairs.some(({ f1Difference }) => f1Difference !== null);
  const right = (...titles: string[]) => titles.map((title) => ({ title, align: RIGHT } as const));
  return {
    caption: hasCounts
      ? "Behind the verdicts: discordant items, McNemar's test before correction, power" + (hasF1 ? ", macro-F1" : "")
      : "Behind the verdicts: the test before correction, power" + (hasF1 ? ", macro-F1" : ""),
    columns: [
      { title: "first" },
      { title: "second" },
      ...(hasCounts
        ? right("only first right", "only second right", "mid-p", "exact p")
        : [{ title: "test" }, ...right("p")]),
      ...right(`detectable at ${Math.round(power * 100)} % power`),
      ...(hasF1 ? right("macro-F1 difference") : []),
    ],
    rows: pairs.map((pair) => [
      pair.first,
      pair.second,
      ...(hasCounts
        ? [
          formatCount(pair.counts?.onlyFirst ?? null),
          formatCount(pair.counts?.onlySecond ?? null),
          formatP(pair.mcnemar?.midP ?? pair.pValue),
          formatP(pair.mcnemar?.exact ?? null),
        ]
        : [pair.test, formatP(pair.pValue)]),
      formatNumber(pair.detectable),
      ...(hasF1 ? [formatEstimate(pair.f1Difference ?? undefined)] : []),
    ]),
  };
}

/**
 * A number of further items; beyond 100,000 only that.
 *
 * @param items the number, null when there is none to tell
 * @returns the text
 */
export function formatMore(items: number | null): string {
  return items !== null && items > MOST_TOLD ? `> ${formatCount(MOST_TOLD)}` : formatCount(items);
}

/** The metrics that a reader sees first: the primary one, and a few others. */
function headlineMetrics(evaluations: readonly Evaluation[]): string[] {
  const all = [...new Set(evaluations.flatMap(({ metrics }) => Object.keys(metrics)))];
  const isLabels = evaluations.every(({ task }) => task === "classification");
  const usual = isLabels ? all.filter((name) => USUAL.includes(name)) : all;
  const primary = evaluations.map(({ primary }) => primary).filter((name) => all.includes(name));
  return [...new Set([...primary, ...usual])].slice(0, MOST_HEADLINES);
}

function formatBounds(estimate: Estimate | undefined): string {
  if (estimate?.worst === undefined || estimate.best === undefined) return formatNumber(estimate?.value ?? null);
  return `${formatNumber(estimate.worst)} / ${formatNumber(estimate.best)}`;
}

function levelOf(evaluations: readonly Evaluation[]): string {
  const [first] = evaluations.flatMap(({ metrics }) => Object.values(metrics));
  return formatLevel(first?.level ?? 0.95);
}

/**
 * A confidence level for people.
 *
 * @param level 0 to 1
 * @returns such as "95 %"
 */
export function formatLevel(level: number): string {
  return `${Number((level * 100).toFixed(4))} %`;
}
