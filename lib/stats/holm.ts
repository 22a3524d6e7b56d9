/**
 * Holm's step-down adjustment of p-values: it controls the chance of even one false finding, without assumptions.
 *
 * Equals `statsmodels.stats.multitest.multipletests(method="holm")`. Holm, Scand. J. Statist. 6 (1979) 65-70.
 *
 * @param pValues the raw p-values, 0 to 1, in any order
 * @returns the adjusted p-values in the same order, 0 to 1
 * @throws {RangeError} if one is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(holm([0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  const bad = pValues.find((p) => !(p >= 0 && p <= 1));
  if (bad !== undefined) throw new RangeError(`Cannot adjust p-values: each must be from 0 to 1, received ${bad}`);
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i] - pValues[j]);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[index]));
    adjusted[index] = largest;
  });
  return adjusted;
}
