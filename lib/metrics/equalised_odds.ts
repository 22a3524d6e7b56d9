import type { Estimate } from "../stats/estimate.ts";
import type { TestResult } from "../stats/test_result.ts";
import { type GroupedAnswers, readFairItems } from "./_fair_items.ts";
import { gapEstimate, gapTest, ratioEstimate } from "./_gap_estimates.ts";
import type { ComparedGroups, GroupComparison } from "./_group_comparison.ts";
import type { FairnessOptions } from "./_group_items.ts";
import { compareRates } from "./_group_rates.ts";
import { judgeAtMost, type LimitVerdict } from "./_limit_verdict.ts";

/** The result of {@linkcode equalisedOdds}. */
export interface EqualisedOdds {
  /** How the rates differ at which the truly positive are predicted positive. */
  readonly truePositive: GroupComparison;
  /** How the rates differ at which the truly negative are predicted positive. */
  readonly falsePositive: GroupComparison;
  /** The larger of both gaps. */
  readonly gap: Estimate;
  /** The smaller of both ratios. */
  readonly ratio: Estimate;
  /** The permutation test that no group differs in either rate; items change groups among those of the same true label only. */
  readonly test: TestResult;
  /** The mean of the larger gap over the permutations; null without permutations. */
  readonly chanceGap: number | null;
  /** Whether the larger gap is at most the tolerance; null where none was given. */
  readonly verdict: LimitVerdict | null;
}

/**
 * Whether true and false positive rates are equal in every group: equalised odds.
 *
 * Hardt, Price and Srebro, "Equality of Opportunity in Supervised Learning" (NeurIPS 2016). Gap and ratio equal fairlearn's
 * `equalized_odds_difference` and `equalized_odds_ratio` (agg "worst_case"). A group counts for either rate by its items of that true
 * label; fairlearn takes the rate of a group without such items as 0, here it is left out. Intervals and tests are those of
 * {@linkcode demographicParity}, made for both rates at once.
 *
 * @param data predicted and true labels, and groups
 * @param options see {@linkcode FairnessOptions}
 * @returns both comparisons, and the worse of both; undefined where either is
 * @throws {RangeError} if lengths differ, an option is out of range, or `positive` is missing or does not occur
 * @throws {AssayError} if a label is neither a text, a number nor a boolean
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const references = [1, 1, 0, 0, 1, 1, 0, 0];
 * const predictions = [1, 1, 0, 0, 1, 0, 1, 1];
 * const groups = ["x", "x", "x", "x", "y", "y", "y", "y"];
 * const found = equalisedOdds({ references, predictions, groups }, { minimumGroupSize: 2 });
 * assertEquals([found.truePositive.gap.value, found.falsePositive.gap.value, found.gap.value], [0.5, 1, 1]);
 * ```
 */
export function equalisedOdds(data: GroupedAnswers, options: FairnessOptions = {}): EqualisedOdds {
  const { references, predictions } = data;
  const lists = { references, predictions };
  const { settings, groups, labels } = readFairItems("measure equalised odds", { lists, groups: data.groups }, options);
  const values = labels.predictions;
  const hits = compareRates(groups, {
    values,
    among: labels.references,
    empty: "none of its items with a prediction is truly positive",
  }, settings);
  const alarms = compareRates(groups, {
    values,
    among: labels.references.map((label) => label < 0 ? label : 1 - label),
    empty: "none of its items with a prediction is truly negative",
    // Other draws than for the true positives, whose errors are independent of these.
  }, { ...settings, seed: settings.seed < Number.MAX_SAFE_INTEGER ? settings.seed + 1 : 0 });
  const both = worseOf(hits, alarms, settings.level);
  const verdict = settings.tolerance === null ? null : judgeAtMost(both.gap, settings.tolerance);
  return { truePositive: hits.comparison, falsePositive: alarms.comparison, ...both, verdict };
}

function worseOf(hits: ComparedGroups, alarms: ComparedGroups, level: number) {
  const [first, second] = [hits.comparison, alarms.comparison];
  const missing = [first, second].find(({ gap }) => gap.value === null);
  const n = first.gap.n + second.gap.n;
  if (missing !== undefined || hits.ranges === null || alarms.ranges === null) {
    const { gap, ratio, test } = missing ?? first;
    return { gap: { ...gap, n }, ratio: { ...ratio, n }, test: { ...test, n }, chanceGap: null };
  }
  const gap = Math.max(first.gap.value!, second.gap.value!);
  const larger = (a: Float64Array, b: Float64Array) => a.map((value, r) => Math.max(value, b[r]));
  const tested = gapTest(gap, larger(hits.permuted, alarms.permuted), n);
  return {
    gap: gapEstimate(gap, larger(hits.ranges, alarms.ranges), { n, level, most: 1 }),
    ratio: worseRatio(hits, alarms, { n, level }),
    ...tested,
  };
}

/** Undefined where either ratio is, as rates that are all 0 have none. */
function worseRatio(hits: ComparedGroups, alarms: ComparedGroups, about: { n: number; level: number }): Estimate {
  const [first, second] = [hits.comparison.ratio, alarms.comparison.ratio];
  if (first.value === null || second.value === null) return { ...(first.value === null ? first : second), n: about.n };
  const ranges = hits.logRanges!.map((range, r) => Math.max(range, alarms.logRanges![r]));
  const centre = Math.min(hits.ratioCentre, alarms.ratioCentre);
  return ratioEstimate([Math.min(first.value, second.value), 1], ranges, { ...about, centre });
}
