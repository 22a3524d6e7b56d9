import { standardisedDifference } from "./_standardised_difference.ts";
import type { Estimate } from "./estimate.ts";

/** Options of {@linkcode cohensD}. */
export interface CohensDOptions {
  /**
   * "independent" (default): two samples, by their pooled standard deviation; "paired_z": pairs, by the standard deviation of
   * the differences; "paired_average": pairs, by the root of the mean of both variances, comparable with "independent".
   */
  readonly kind?: "independent" | "paired_z" | "paired_average";
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** "exact" (default): by the noncentral t distribution; "large-sample": the normal interval of Hedges and Olkin (1985). */
  readonly interval?: "exact" | "large-sample";
}

/**
 * Cohen's d: the difference of two means in standard deviations, first minus second.
 *
 * All variances divide by n − 1. The interval of "independent" and "paired_z" inverts the noncentral t distribution and is exact
 * for normal values of equal variance. The one of "paired_average" is Bonett's, which needs no equal variances ("Confidence
 * intervals for standardized linear contrasts of means", Psychol. Methods 13, 2008, 99-109): from five pairs on it covered 0.94
 * to 0.96 of simulated normal pairs. d is biased upwards in small samples; {@linkcode hedgesG} is not.
 *
 * @param first the first sample
 * @param second the second sample, in the same order where they are pairs
 * @param options see {@linkcode CohensDOptions}
 * @returns the estimate, method "noncentral t", "hedges-olkin" or "bonett"; `n` counts values, or pairs; undefined where the
 *   standard deviation is undefined or 0
 * @throws {RangeError} if a value is not finite, pairs differ in length, or an option is none of its kind
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Means 2 and 4, standard deviation 1.
 * assertAlmostEquals(cohensD([1, 2, 3], [3, 4, 5]).value!, -2, 1e-15);
 * ```
 */
export function cohensD(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: CohensDOptions = {},
): Estimate {
  return standardisedDifference("compute Cohen's d", { first, second }, options);
}
