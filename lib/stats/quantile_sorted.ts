import { checkInteger } from "../core/checks.ts";

/**
 * The quantile of values that are sorted already: linear interpolation, R's type 7 and numpy's default.
 *
 * @param sorted the values in ascending order, at least one
 * @param p which part lies below, 0 to 1
 * @returns the quantile
 * @throws {RangeError} if there is no value or p is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(quantileSorted([1, 2, 3, 4], 0.25), 1.75);
 * ```
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  checkInteger("compute a quantile", "the number of values", sorted.length, { min: 1 });
  if (!(p >= 0 && p <= 1)) throw new RangeError(`Cannot compute a quantile: p must be from 0 to 1, received ${p}`);
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
