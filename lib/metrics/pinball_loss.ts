import { numericPairs, pairEstimate } from "./_numeric_pairs.ts";
import type { EstimateOptions } from "./_score_estimate.ts";
import type { Estimate } from "../stats/estimate.ts";
import { checkFraction } from "../core/checks.ts";

const DOING = "compute the pinball loss";

/**
 * The mean pinball loss of predicted quantiles, with a bootstrap interval.
 *
 * Equals scikit-learn's `mean_pinball_loss`: q (y − p) where the prediction is too low, (1 − q)(p − y) where it is too high. With
 * q = 0.5 it is half the mean absolute error.
 *
 * @param references the true value of each item; null leaves the item out
 * @param predictions the predicted values in the same order; null leaves the item out
 * @param options `quantile`: which one was predicted, between 0 and 1, default 0.5; `level`, `resamples` and `seed` of the bootstrap
 * @returns the estimate, 0 is best; undefined without items
 * @throws {RangeError} if the lengths differ or a value is not finite, or the quantile is not between 0 and 1
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = pinballLoss([1, 2, 4], [2, 2, 2], { quantile: 0.9 });
 * assertAlmostEquals(value!, (0.1 + 0 + 1.8) / 3, 1e-12);
 * ```
 */
export function pinballLoss(
  references: readonly (number | null)[],
  predictions: readonly (number | null)[],
  options: EstimateOptions & { quantile?: number } = {},
): Estimate {
  const { quantile = 0.5 } = options;
  checkFraction(DOING, "quantile", quantile);
  const pairs = numericPairs(DOING, references, predictions);
  const loss = (y: number, p: number) => y >= p ? quantile * (y - p) : (1 - quantile) * (p - y);
  return pairEstimate(pairs, [loss], (sums, n) => sums[0] / n, options);
}
