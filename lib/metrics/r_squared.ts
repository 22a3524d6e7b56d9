import { meanIn, numericPairs, pairEstimate } from "./_numeric_pairs.ts";
import type { EstimateOptions } from "./_score_estimate.ts";
import type { Estimate } from "../stats/estimate.ts";

const ROUNDING = 1e-12;

/**
 * The part of the variance of the true values that the predictions explain, R², with a bootstrap interval.
 *
 * Equals scikit-learn's `r2_score`: 1 − squared errors / squared distances from the mean of the true values. It is negative when the mean
 * would have been the better prediction. It is undefined when all true values are equal, where scikit-learn gives 0 or 1.
 *
 * @param references the true value of each item; null leaves the item out
 * @param predictions the predicted values in the same order; null leaves the item out
 * @param options `level`, `resamples` and `seed` of the bootstrap
 * @returns the estimate, 1 is best
 * @throws {RangeError} if the lengths differ or a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = rSquared([1, 2, 4], [2, 2, 2]);
 * assertAlmostEquals(value!, 1 - 5 / (42 / 9), 1e-12);
 * ```
 */
export function rSquared(
  references: readonly (number | null)[],
  predictions: readonly (number | null)[],
  options: EstimateOptions = {},
): Estimate {
  const pairs = numericPairs("compute R²", references, predictions);
  const middle = meanIn(pairs.references);
  const columns = [
    (y: number, p: number) => (y - p) ** 2,
    (y: number) => y - middle,
    (y: number) => (y - middle) ** 2,
  ];
  return pairEstimate(pairs, columns, ([errors, sum, squares], n) => {
    const spread = squares - sum * sum / n;
    return spread > ROUNDING * squares ? 1 - errors / spread : NaN;
  }, { ...options, reason: "all true values are equal" });
}
