import { checkFraction } from "../core/checks.ts";
import { checkSample } from "./_check_sample.ts";
import { moments } from "./_moments.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { tDistribution } from "./t_distribution.ts";

/** An estimate with its standard error. */
export interface MeanEstimate extends Estimate {
  /** The standard error of the value; null when it is undefined. */
  readonly standardError: number | null;
}

/**
 * The mean of independent values with Student's t interval.
 *
 * Equals `scipy.stats.t.interval(level, n - 1, mean, sem(sample))`; the variance divides by n − 1. Values that come in groups need
 * {@linkcode clusteredMean}.
 *
 * @param sample the values
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, method "t"; one value or values without spread have no interval
 * @throws {RangeError} if a value is not finite or the level out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value, standardError } = meanEstimate([1, 2, 3]);
 * assertAlmostEquals(value!, 2, 1e-15);
 * assertAlmostEquals(standardError!, Math.sqrt(1 / 3), 1e-15);
 * ```
 */
export function meanEstimate(sample: ArrayLike<number>, options: { level?: number } = {}): MeanEstimate {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction("estimate a mean", "level", level);
  const values = checkSample("estimate a mean", "sample", sample);
  const n = values.length;
  const about = { n, method: "t", level };
  if (n === 0) return { ...undefinedEstimate("there are no values", about), standardError: null };
  const { mean: value, squares } = moments(values);
  if (n === 1) return { ...undefinedEstimate("one value has no spread", { ...about, value }), standardError: null };
  if (squares === 0) {
    return { ...undefinedEstimate("the values have no spread", { ...about, value }), standardError: null };
  }
  const standardError = Math.sqrt(squares / (n - 1) / n);
  const reach = tDistribution(n - 1).upperQuantile((1 - level) / 2) * standardError;
  return { value, low: value - reach, high: value + reach, standardError, ...about };
}
