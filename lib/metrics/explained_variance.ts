import { meanIn, numericPairs, pairEstimate } from "./_numeric_pairs.ts";
import type { EstimateOptions } from "./_score_estimate.ts";
import type { Estimate } from "../stats/estimate.ts";

const ROUNDING = 1e-12;

/**
 * The part of the variance of the true values that is left out of the errors, with a bootstrap interval.
 *
 * Equals scikit-learn's `explained_variance_score`: 1 − variance of the errors / variance of the true values. Unlike R² it forgives a
 * constant error. It is undefined when all true values are equal.
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
 * const { value } = explainedVariance([1, 2, 4], [2, 3, 5]);
 * assertAlmostEquals(value!, 1, 1e-12);
 * ```
 */
export function explainedVariance(
  references: readonly (number | null)[],
  predictions: readonly (number | null)[],
  options: EstimateOptions = {},
): Estimate {
  const pairs = numericPairs("compute the explained variance", references, predictions);
  const middle = meanIn(pairs.references);
  const error = meanIn(pairs.references.map((y, i) => y - pairs.predictions[i]));
  const columns = [
    (y: number, p: number) => y - p - error,
    (y: number, p: number) => (y - p - error) ** 2,
    (y: number) => y - middle,
    (y: number) => (y - middle) ** 2,
  ];
  return pairEstimate(pairs, columns, ([errors, errorSquares, sum, squares], n) => {
    const spread = squares - sum * sum / n;
    return spread > ROUNDING * squares ? 1 - (errorSquares - errors * errors / n) / spread : NaN;
  }, { ...options, reason: "all true values are equal" });
}
