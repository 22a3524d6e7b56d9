import { stepUp } from "./_adjust.ts";

/**
 * The adjustment of Benjamini and Yekutieli: it controls the expected part of false findings whatever the dependence.
 *
 * Equals `scipy.stats.false_discovery_control(method="by")`. Ann. Statist. 29 (2001) 1165-1188.
 *
 * @param pValues the raw p-values, 0 to 1, in any order
 * @returns the adjusted p-values in the same order, 0 to 1
 * @throws {RangeError} if one is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // The penalty for three tests is 1 + 1/2 + 1/3.
 * benjaminiYekutieli([0.01, 0.04, 0.03]).forEach((p, i) => assertAlmostEquals(p, [0.055, 0.22 / 3, 0.22 / 3][i], 1e-15));
 * ```
 */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  const penalty = pValues.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
  return stepUp(pValues, (rank) => pValues.length * penalty / rank);
}
