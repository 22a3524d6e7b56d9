import { stepUp } from "./_adjust.ts";

/**
 * The adjustment of Benjamini and Hochberg: it controls the expected part of false findings among the findings, where the tests
 * are independent or positively dependent. For exploring; to confirm, see {@linkcode holm}.
 *
 * Equals `scipy.stats.false_discovery_control(method="bh")`. J. R. Statist. Soc. B 57 (1995) 289-300.
 *
 * @param pValues the raw p-values, 0 to 1, in any order
 * @returns the adjusted p-values in the same order, 0 to 1
 * @throws {RangeError} if one is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * benjaminiHochberg([0.01, 0.04, 0.03]).forEach((p, i) => assertAlmostEquals(p, [0.03, 0.04, 0.04][i], 1e-15));
 * ```
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepUp(pValues, (rank) => pValues.length / rank);
}
