import { stepUp } from "./_adjust.ts";

/**
 * Hochberg's step-up adjustment of p-values: it controls the chance of even one false finding where the tests are independent
 * or positively dependent.
 *
 * Equals `statsmodels.stats.multitest.multipletests(method="simes-hochberg")`. Hochberg, Biometrika 75 (1988) 800-802.
 *
 * @param pValues the raw p-values, 0 to 1, in any order
 * @returns the adjusted p-values in the same order, 0 to 1
 * @throws {RangeError} if one is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * hochberg([0.01, 0.04, 0.03]).forEach((p, i) => assertAlmostEquals(p, [0.03, 0.04, 0.04][i], 1e-15));
 * ```
 */
export function hochberg(pValues: readonly number[]): number[] {
  return stepUp(pValues, (rank) => pValues.length - rank + 1);
}
