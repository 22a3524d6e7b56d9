import { checkNumber } from "./_check_number.ts";
import { stirlingError } from "./_saddle_point.ts";

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;
const ONE_LESS_EULER = 0.4227843350984671394;

/** ζ(k) − 1 over k, for k = 2 … 29, with alternating signs: the Taylor coefficients of ln Γ(2 + z) from the square on. */
const COEFFICIENTS = Array.from({ length: 28 }, (_, i) => {
  const k = i + 2;
  let sum = 0;
  for (let n = 39; n >= 2; n--) sum += n ** -k;
  // Euler and Maclaurin's remainder of the sum from 40 on.
  const m = 40;
  const rest = m ** (1 - k) / (k - 1) + m ** -k / 2 + k * m ** (-k - 1) / 12 -
    k * (k + 1) * (k + 2) * m ** (-k - 3) / 720 +
    k * (k + 1) * (k + 2) * (k + 3) * (k + 4) * m ** (-k - 5) / 30240 -
    k * (k + 1) * (k + 2) * (k + 3) * (k + 4) * (k + 5) * (k + 6) * m ** (-k - 7) / 1209600;
  return (k % 2 === 0 ? 1 : -1) * (sum + rest) / k;
});

/**
 * The natural logarithm of the gamma function.
 *
 * Stirling's series after upward recurrence, and Taylor's series around 2 for 0.5 to 2.5, so that the relative accuracy holds
 * at the zeros 1 and 2 too. Equals `scipy.special.gammaln` to 1e-14 relative.
 *
 * @param x a finite number above 0
 * @returns ln Γ(x)
 * @throws {RangeError} if x is not such a number
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(logGamma(0.5), Math.log(Math.PI) / 2, 1e-15);
 * ```
 */
export function logGamma(x: number): number {
  checkNumber("compute the logarithm of the gamma function", "x", x, { above: 0 });
  if (x < 0.5) return aroundTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return aroundTwo(x - 1) - Math.log1p(x - 1);
  if (x < 2.5) return aroundTwo(x - 2);
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingError(x);
}

/** ln Γ(1 + a) for 0 < a ≤ 1, in full relative precision however small a is. */
export function logGammaOnePlus(a: number): number {
  return a < 0.5 ? aroundTwo(a) - Math.log1p(a) : aroundTwo(a - 1);
}

/** ln Γ(2 + z) for |z| ≤ ½. */
function aroundTwo(z: number): number {
  let sum = 0;
  for (let i = COEFFICIENTS.length - 1; i >= 0; i--) sum = (sum + COEFFICIENTS[i]) * z;
  return (sum + ONE_LESS_EULER) * z;
}
