import { numericPairs, pairEstimate } from "./_numeric_pairs.ts";
import type { EstimateOptions } from "./_score_estimate.ts";
import type { Estimate } from "../stats/estimate.ts";

/**
 * The mean of the absolute differences as parts of the true values (MAPE), with a bootstrap interval.
 *
 * 1 is 100 %. Equals scikit-learn's `mean_absolute_percentage_error`, except that it is undefined when a true value is 0, where
 * scikit-learn divides by 2.2e-16. Predictions that are too low are punished less than those that are too high.
 *
 * @param references the true value of each item; null leaves the item out
 * @param predictions the predicted values in the same order; null leaves the item out
 * @param options `level`, `resamples` and `seed` of the bootstrap
 * @returns the estimate, 0 is best; undefined without items or with a true value of 0
 * @throws {RangeError} if the lengths differ or a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = meanAbsolutePercentageError([1, 2, 4], [2, 2, 2]);
 * assertAlmostEquals(value!, 0.5, 1e-12);
 * ```
 */
export function meanAbsolutePercentageError(
  references: readonly (number | null)[],
  predictions: readonly (number | null)[],
  options: EstimateOptions = {},
): Estimate {
  const pairs = numericPairs("compute the mean absolute percentage error", references, predictions);
  const zeros = pairs.references.filter((y) => y === 0).length;
  const reason = `${zeros} of ${pairs.references.length} true values are 0`;
  const part = (y: number, p: number) => zeros > 0 ? NaN : Math.abs(y - p) / Math.abs(y);
  return pairEstimate(pairs, [part], (sums, n) => sums[0] / n, { ...options, reason });
}
