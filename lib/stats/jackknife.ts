import { checkFraction } from "../core/checks.ts";
import { checkSample } from "./_check_sample.ts";
import { DEFAULT_LEVEL, undefinedEstimate } from "./estimate.ts";
import type { MeanEstimate } from "./mean_estimate.ts";
import { tDistribution } from "./t_distribution.ts";

/** What the jackknife says of a statistic. */
export interface JackknifeEstimate extends MeanEstimate {
  /** The estimated bias: the statistic is this much too large on average. Null when it is undefined. */
  readonly bias: number | null;
}

/**
 * The jackknife interval of a smooth statistic: it is computed once without each value, nothing is drawn.
 *
 * Standard error sqrt((n − 1) / n · Σ (tᵢ − t̄)²), bias (n − 1)(t̄ − t), and the t quantile with n − 1 degrees of freedom around the
 * uncorrected value. Not for medians and other statistics with jumps. Efron and Tibshirani (1993), chapter 11.
 *
 * @param sample the values
 * @param statistic a function of a sample; NaN means undefined
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, method "jackknife"; undefined for fewer than two values or where the statistic is undefined
 * @throws {RangeError} if a value is not finite or the level out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Of a mean it is the usual standard error, without bias.
 * const mean = (xs: Float64Array) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
 * assertAlmostEquals(jackknife([1, 2, 3], mean).standardError!, Math.sqrt(1 / 3), 1e-14);
 * ```
 */
export function jackknife(
  sample: ArrayLike<number>,
  statistic: (sample: Float64Array) => number,
  options: { level?: number } = {},
): JackknifeEstimate {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction("jackknife", "level", level);
  const values = checkSample("jackknife", "sample", sample);
  const n = values.length;
  const about = { n, method: "jackknife", level };
  const nothing = (reason: string, value?: number): JackknifeEstimate => ({
    ...undefinedEstimate(reason, { ...about, value }),
    standardError: null,
    bias: null,
  });
  if (n === 0) return nothing("there are no values");
  const value = statistic(values.slice());
  if (!Number.isFinite(value)) return nothing("it is undefined on these items");
  if (n === 1) return nothing("one value has no spread", value);
  const parts = Float64Array.from({ length: n }, (_, left) => statistic(values.filter((_, i) => i !== left)));
  if (!parts.every(Number.isFinite)) return nothing("the statistic is undefined without some of the values", value);
  const mean = parts.reduce((sum, part) => sum + part, 0) / n;
  const standardError = Math.sqrt((n - 1) / n * parts.reduce((sum, part) => sum + (part - mean) ** 2, 0));
  if (standardError <= 1e-14 * Math.abs(value) || standardError === 0) {
    return nothing("the statistic does not change when a value is left out", value);
  }
  const reach = tDistribution(n - 1).upperQuantile((1 - level) / 2) * standardError;
  const bias = (n - 1) * (mean - value);
  return { value, low: value - reach, high: value + reach, standardError, bias, ...about };
}
