import { type GroupedPredictions, readFairItems } from "./_fair_items.ts";
import type { GroupComparison } from "./_group_comparison.ts";
import type { FairnessOptions } from "./_group_items.ts";
import { rateComparison } from "./_group_rates.ts";
import { judgeAtLeast, type LimitVerdict } from "./_limit_verdict.ts";

/** The result of {@linkcode demographicParity}. */
export interface DemographicParity extends GroupComparison {
  /** The four-fifths rule: whether the smallest selection rate is at least 0.8 of the largest, by the interval of the ratio. */
  readonly fourFifths: LimitVerdict;
}

/**
 * Whether the favourable label is predicted equally often in every group: demographic (statistical) parity.
 *
 * Gap and ratio equal fairlearn's `demographic_parity_difference` and `demographic_parity_ratio` (method "between_groups"); AIF360's
 * `statistical_parity_difference` and `disparate_impact` are those of two groups, unprivileged first. The four-fifths rule is that of
 * the Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D (1978). Intervals of gap and ratio come from a bootstrap
 * within each group, with one success and one failure added: the quantile of the range of deviations, which holds for any number of
 * groups. Rates have Wilson intervals, pairs Newcombe's interval and Fisher's exact test.
 *
 * @param data predicted labels and groups; an item without a label is excluded from its group's rate, and bounds it
 * @param options see {@linkcode FairnessOptions}
 * @returns the selection rate of each group and how they differ; gap and ratio are undefined for fewer than two groups of that size
 * @throws {RangeError} if lengths differ, an option is out of range, or `positive` is missing or does not occur
 * @throws {AssayError} if a label is neither a text, a number nor a boolean
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const predictions = [1, 1, 0, 1, 1, 0, 0, 0];
 * const groups = ["x", "x", "x", "x", "y", "y", "y", "y"];
 * const { gap, fourFifths } = demographicParity({ predictions, groups }, { minimumGroupSize: 4 });
 * assertEquals([gap.value, fourFifths.verdict], [0.5, "inconclusive"]);
 * ```
 */
export function demographicParity(data: GroupedPredictions, options: FairnessOptions = {}): DemographicParity {
  const { predictions } = data;
  const { settings, groups, labels } = readFairItems(
    "measure demographic parity",
    { lists: { predictions }, groups: data.groups },
    options,
  );
  const items = { values: labels.predictions, among: null, empty: "none of its items has a prediction" };
  const comparison = rateComparison(groups, items, settings);
  return { ...comparison, fourFifths: judgeAtLeast(comparison.ratio, 0.8) };
}
