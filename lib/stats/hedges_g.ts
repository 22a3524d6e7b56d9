import { standardisedDifference } from "./_standardised_difference.ts";
import type { CohensDOptions } from "./cohens_d.ts";
import type { Estimate } from "./estimate.ts";
import { logGamma } from "./log_gamma.ts";

/** Options of {@linkcode hedgesG}. */
export interface HedgesGOptions extends CohensDOptions {
  /** "independent" (default): two samples, by their pooled standard deviation; "paired_z": by that of the differences. */
  readonly kind?: "independent" | "paired_z";
}

/**
 * Hedges' g: Cohen's d without its bias in small samples.
 *
 * d times Γ(df / 2) / (√(df / 2) Γ((df − 1) / 2)), the exact factor of Hedges (J. Educ. Stat. 6, 1981, 107-128), not its usual
 * approximation. The interval is the exact one of d, shrunk by the same factor.
 *
 * @param first the first sample
 * @param second the second sample, in the same order where they are pairs
 * @param options see {@linkcode HedgesGOptions}
 * @returns the estimate as {@linkcode cohensD} has it; undefined for one degree of freedom too
 * @throws {RangeError} if a value is not finite, pairs differ in length, or an option is none of its kind
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // d = −2 with 4 degrees of freedom: Γ(2) / (√2 Γ(3/2)) is √(2 / π).
 * assertAlmostEquals(hedgesG([1, 2, 3], [3, 4, 5]).value!, -2 * Math.sqrt(2 / Math.PI), 1e-14);
 * ```
 */
export function hedgesG(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: HedgesGOptions = {},
): Estimate {
  const allowed = ["independent", "paired_z"];
  return standardisedDifference("compute Hedges' g", { first, second }, { ...options, factor: unbiasing, allowed });
}

/** The factor by which d is unbiased; 0 for one degree of freedom. */
function unbiasing(df: number): number {
  if (df === 1) return 0;
  if (df < 300) return Math.exp(logGamma(df / 2) - logGamma((df - 1) / 2)) * Math.sqrt(2 / df);
  // The difference of two large logarithms would lose digits: the expansion of the ratio, whose next term is below 1e-16.
  const x = 1 / df;
  return 1 - x * (3 / 4 + x * (7 / 32 + x * (9 / 128 - x * (59 / 2048 + x * (483 / 8192)))));
}
