import { checkFraction } from "../core/checks.ts";
import { checkSample } from "./_check_sample.ts";
import { binomialDistribution } from "./binomial_distribution.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { quantileSorted } from "./quantile_sorted.ts";

/**
 * A quantile of a sample with the interval between two of its values, which holds for any distribution.
 *
 * The number of values below the true quantile is binomial; the interval never covers less than its level. Equals
 * `scipy.stats.quantile_test(...).confidence_interval`. The value is R's type 7, numpy's default. Hahn and Meeker, Statistical
 * Intervals (1991), 5.2.
 *
 * @param sample the values
 * @param p which part lies below, between 0 and 1; 0.5 for the median
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, method "order statistics"; the interval is undefined where there are too few values
 * @throws {RangeError} if a value is not finite, or p or the level out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { value, low, high } = quantileEstimate([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.5);
 * assertEquals([value, low, high], [5.5, 2, 9]);
 * ```
 */
export function quantileEstimate(sample: ArrayLike<number>, p: number, options: { level?: number } = {}): Estimate {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction("estimate a quantile", "p", p);
  checkFraction("estimate a quantile", "level", level);
  const sorted = checkSample("estimate a quantile", "sample", sample).sort();
  const n = sorted.length;
  const about = { n, method: "order statistics", level };
  if (n === 0) return undefinedEstimate("there are no values", about);
  const value = quantileSorted(sorted, p);
  const below = binomialDistribution(n, p);
  const low = below.quantile((1 - level) / 2);
  const high = below.quantile((1 + level) / 2) + 1;
  if (low < 1 || high > n) {
    return undefinedEstimate(`${n} values are too few for an interval at this level`, { ...about, value });
  }
  return { value, low: sorted[low - 1], high: sorted[high - 1], ...about };
}
