import { checkInteger } from "../core/checks.ts";

const SMALL = [0];
for (let k = 1; k < 256; k++) SMALL.push(SMALL[k - 1] + Math.log(k));

/**
 * The natural logarithm of n!.
 *
 * Sums of logarithms below 256, Stirling's series with four terms above (error below 1e-20 there); equals
 * `scipy.special.gammaln(n + 1)` to about 1e-15 relative.
 *
 * @param n a whole number of at least 0
 * @returns ln n!
 * @throws {RangeError} if n is not such a number
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(logFactorial(5), Math.log(120), 1e-14);
 * ```
 */
export function logFactorial(n: number): number {
  checkInteger("compute the factorial", "n", n, { min: 0 });
  if (n < SMALL.length) return SMALL[n];
  const x = n + 1;
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5) - 1 / (1680 * x ** 7);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}
