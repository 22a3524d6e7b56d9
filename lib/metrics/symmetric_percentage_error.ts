import { numericPairs, pairEstimate } from "./_numeric_pairs.ts";
import type { EstimateOptions } from "./_score_estimate.ts";
import type { Estimate } from "../stats/estimate.ts";

/**
 * The mean of the absolute differences as parts of the mean size of both values (sMAPE), with a bootstrap interval.
 *
 * 2 |y − p| / (|y| + |p|), from 0 to 2 (Makridakis, Int. J. Forecast. 9 (1993) 527-529, as a part and not in percent). Where both are
 * 0 there is no error: 0. Other authors leave the factor 2 out or divide by 2.
 *
 * @param references the true value of each item; null leaves the item out
 * @param predictions the predicted values in the same order; null leaves the item out
 * @param options `level`, `resamples` and `seed` of the bootstrap
 * @returns the estimate, 0 to 2, 0 is best; undefined without items
 * @throws {RangeError} if the lengths differ or a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = symmetricPercentageError([1, 0], [3, 0]);
 * assertAlmostEquals(value!, 0.5, 1e-12);
 * ```
 */
export function symmetricPercentageError(
  references: readonly (number | null)[],
  predictions: readonly (number | null)[],
  options: EstimateOptions = {},
): Estimate {
  const pairs = numericPairs("compute the symmetric percentage error", references, predictions);
  const part = (y: number, p: number) => y === p ? 0 : 2 * Math.abs(y - p) / (Math.abs(y) + Math.abs(p));
  return pairEstimate(pairs, [part], (sums, n) => sums[0] / n, options);
}
