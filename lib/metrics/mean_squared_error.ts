import { numericPairs, pairEstimate } from "./_numeric_pairs.ts";
import type { EstimateOptions } from "./_score_estimate.ts";
import type { Estimate } from "../stats/estimate.ts";

/**
 * The mean squared difference of predictions and true values, with a bootstrap interval.
 *
 * Equals scikit-learn's `mean_squared_error`. Its unit is the square of the values' unit.
 *
 * @param references the true value of each item; null leaves the item out
 * @param predictions the predicted values in the same order; null leaves the item out
 * @param options `level`, `resamples` and `seed` of the bootstrap
 * @returns the estimate, 0 is best; undefined without items
 * @throws {RangeError} if the lengths differ or a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = meanSquaredError([1, 2, 4], [2, 2, 2]);
 * assertAlmostEquals(value!, 5 / 3, 1e-12);
 * ```
 */
export function meanSquaredError(
  references: readonly (number | null)[],
  predictions: readonly (number | null)[],
  options: EstimateOptions = {},
): Estimate {
  const pairs = numericPairs("compute the mean squared error", references, predictions);
  return pairEstimate(pairs, [(y, p) => (y - p) ** 2], (sums, n) => sums[0] / n, options);
}
