import { checkFraction } from "../core/checks.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { normalCdf } from "../stats/normal_cdf.ts";
import { normalQuantile } from "../stats/normal_quantile.ts";
import { delongCovariance, delongParts, delongPartsSorted } from "./_delong.ts";
import { scoredItems } from "./_scored_classes.ts";

const DOING = "compute the area under the ROC curve";
const ONE_KIND = "there are no positives, or no negatives";

/**
 * The area under the ROC curve of two classes, with DeLong's interval.
 *
 * It is the chance that a positive has a higher score than a negative, ties counting a half; equal to scikit-learn's
 * `roc_auc_score`. The interval is value ± z · standard error (DeLong et al., Biometrics 44 (1988) 837-845), cut at 0 and 1; it is
 * too short with few items or an area near 1.
 *
 * @param positives whether each item is a positive; null leaves the item out
 * @param scores the higher, the likelier positive; null leaves the item out; infinite ones are allowed
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, 0 to 1, method "delong"; undefined without positives or without negatives
 * @throws {RangeError} if the lengths differ or a score is not a number
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rocAuc([false, false, true, true], [0.1, 0.4, 0.35, 0.8]).value, 0.75);
 * ```
 */
export function rocAuc(
  positives: readonly (boolean | null)[],
  scores: readonly (number | null)[],
  options: { level?: number } = {},
): Estimate {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  const items = scoredItems(DOING, positives, scores);
  const left = items.excluded === 0 ? {} : { excluded: items.excluded };
  const about = { n: items.scores.length, method: "delong", level };
  if (!items.isPositive.includes(0) || !items.isPositive.includes(1)) {
    return { ...undefinedEstimate(ONE_KIND, about), ...left };
  }
  const parts = delongPartsSorted(items);
  const error = Math.sqrt(delongCovariance(parts, parts));
  if (!(error > 0)) {
    const why = error === 0 ? "DeLong's variance is 0" : "DeLong's variance needs two positives and two negatives";
    return { ...undefinedEstimate(why, { ...about, value: parts.auc }), ...left };
  }
  const reach = normalQuantile((1 + level) / 2) * error;
  return {
    value: parts.auc,
    low: Math.max(0, parts.auc - reach),
    high: Math.min(1, parts.auc + reach),
    ...about,
    ...left,
  };
}

/**
 * The difference of two systems' areas on the same items, first minus second, with DeLong's paired interval and test.
 *
 * @param positives whether each item is a positive; null leaves the item out
 * @param scores the scores of both systems in the same order; an item without one of them is left out for both
 * @param options `level`: confidence, default 0.95
 * @returns the difference, and the two-sided p-value; null where it is undefined
 * @throws {RangeError} if the lengths differ or a score is not a number
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const [first, second] = [[0.1, 0.4, 0.35, 0.8], [0.2, 0.3, 0.9, 0.1]];
 * assertEquals(rocAucDifference([false, false, true, true], { first, second }).difference.value, 0.25);
 * ```
 */
export function rocAucDifference(
  positives: readonly (boolean | null)[],
  scores: { readonly first: readonly (number | null)[]; readonly second: readonly (number | null)[] },
  options: { level?: number } = {},
): { difference: Estimate; p: number | null } {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  const both = (one: readonly (number | null)[], other: readonly (number | null)[]) => {
    return scoredItems(DOING, positives, one.map((score, i) => other[i] === null ? null : score));
  };
  const [one, two] = [both(scores.first, scores.second), both(scores.second, scores.first)];
  const left = one.excluded === 0 ? {} : { excluded: one.excluded };
  const about = { n: one.scores.length, method: "delong", level };
  if (!one.isPositive.includes(0) || !one.isPositive.includes(1)) {
    return { difference: { ...undefinedEstimate(ONE_KIND, about), ...left }, p: null };
  }
  const [a, b] = [delongParts(one), delongParts(two)];
  const value = a.auc - b.auc;
  const error = Math.sqrt(delongCovariance(a, a) + delongCovariance(b, b) - 2 * delongCovariance(a, b));
  if (!(error > 1e-12)) {
    const why = "DeLong's variance of the difference is 0 or undefined";
    return { difference: { ...undefinedEstimate(why, { ...about, value }), ...left }, p: null };
  }
  const reach = normalQuantile((1 + level) / 2) * error;
  const p = 2 * normalCdf(-Math.abs(value) / error);
  return { difference: { value, low: value - reach, high: value + reach, ...about, ...left }, p };
}
