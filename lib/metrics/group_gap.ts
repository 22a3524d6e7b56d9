import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import type { GroupComparison } from "./_group_comparison.ts";
import { codeGroups, type GroupColumns, type GroupOptions, groupSettings } from "./_group_items.ts";
import { compareMeans } from "./_group_means.ts";
import { compareRates } from "./_group_rates.ts";

/**
 * How any score of items, such as their accuracy, differs between groups.
 *
 * The gap is fairlearn's `MetricFrame.difference()` (method "between_groups"), the ratio its `ratio()`. Scores that are all 0 or 1 are
 * rates, with the intervals and tests of {@linkcode demographicParity}. Other scores are means, with t intervals, pairs by Welch's t test,
 * and a gap whose interval comes from a bootstrap within each group.
 *
 * @param scores the score of each item, at most 1e150 in size; null leaves the item out
 * @param groups the group of each item in the same order, or several attributes by name
 * @param options see {@linkcode GroupOptions}
 * @returns the score of each group and how they differ; the ratio is undefined for negative scores
 * @throws {RangeError} if lengths differ, a score is not finite or an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { gap, ratio } = groupGap([0.5, 1, 0.25, 0.5], ["x", "x", "y", "y"], { minimumGroupSize: 2 });
 * assertEquals([gap.value, ratio.value], [0.375, 0.5]);
 * ```
 */
export function groupGap(
  scores: readonly (number | null)[],
  groups: GroupColumns,
  options: GroupOptions = {},
): GroupComparison {
  const doing = "compare groups";
  const settings = groupSettings(doing, options);
  const coded = codeGroups(doing, groups);
  checkSameLength(doing, { scores, groups: coded.codes });
  const values = Float64Array.from(scores, (score, i) => {
    if (score === null) return NaN;
    if (Number.isFinite(score) && Math.abs(score) <= 1e150) return score;
    throw new RangeError(
      `Cannot ${doing}: scores[${i}] must be a finite number of at most 1e150 in size, or null, received ${
        describeValue(score)
      }`,
    );
  });
  if (values.some((score) => !Number.isNaN(score) && score !== 0 && score !== 1)) {
    return compareMeans(coded, values, settings);
  }
  const binary = Int8Array.from(values, (score) => Number.isNaN(score) ? -1 : score);
  return compareRates(coded, { values: binary, among: null, empty: "none of its items has a score" }, settings)
    .comparison;
}
