import { orderOf } from "./_adjust.ts";

/**
 * Bonferroni's adjustment of p-values: each times their number. {@linkcode holm} controls the same error and is never weaker.
 *
 * Equals `statsmodels.stats.multitest.multipletests(method="bonferroni")`.
 *
 * @param pValues the raw p-values, 0 to 1, in any order
 * @returns the adjusted p-values in the same order, 0 to 1
 * @throws {RangeError} if one is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * bonferroni([0.01, 0.4, 0.5]).forEach((p, i) => assertAlmostEquals(p, [0.03, 1, 1][i], 1e-15));
 * ```
 */
export function bonferroni(pValues: readonly number[]): number[] {
  orderOf(pValues);
  return pValues.map((p) => Math.min(1, p * pValues.length));
}
