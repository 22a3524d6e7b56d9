import { checkNumber, checkPoint } from "./_check_number.ts";
import { incompleteGamma } from "./_incomplete_gamma.ts";
import { deviance, stirlingError } from "./_saddle_point.ts";
import type { ContinuousDistribution } from "./distribution.ts";
import { normalCdf } from "./normal_cdf.ts";

const DOING = "use a noncentral t distribution";
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
const AS_GOOD_AS_NORMAL = 1e18;
/** Beyond this a standard normal variable has no probability that a double holds. */
const FAR = 38.6;
/** From here on only the tail towards the noncentrality is left, and the normal part is the narrow one. */
const LARGE = 40;
const HALVINGS = 14;
const MOST_POINTS = 1_000_000;

/**
 * The noncentral t distribution: the law of Student's t where the hypothesis does not hold.
 *
 * The law of (Z + noncentrality) / √(χ² / df). Each tail is an integral of positive numbers over χ, by the trapezoidal rule on
 * the logarithmic scale, where it converges exponentially; so both tails are right to 1e-10 relative and better, where
 * `scipy.stats.nct` loses the small one.
 *
 * @param df degrees of freedom, at least 1, whole or not; Infinity gives the normal distribution around the noncentrality
 * @param noncentrality the mean difference divided by its standard error, finite
 * @returns the lower tail `cdf` and the upper tail `sf`
 * @throws {RangeError} if a parameter is out of range; the functions throw for points that are no numbers
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // The power of a two-sided test at 0.05 with 20 pairs, for a difference of half a standard deviation.
 * const { cdf, sf } = noncentralTDistribution(19, 0.5 * Math.sqrt(20));
 * assertAlmostEquals(sf(2.093024054408263) + cdf(-2.093024054408263), 0.564504418, 1e-9);
 * ```
 */
export function noncentralTDistribution(
  df: number,
  noncentrality: number,
): Pick<ContinuousDistribution, "cdf" | "sf"> {
  if (df !== Infinity) checkNumber("make a noncentral t distribution", "df", df, { min: 1 });
  checkNumber("make a noncentral t distribution", "noncentrality", noncentrality);
  const cdf = (x: number, shift: number) => {
    checkPoint(DOING, "x", x);
    if (Math.abs(x) === Infinity) return x > 0 ? 1 : 0;
    if (df >= AS_GOOD_AS_NORMAL) return normalCdf(x - shift);
    if (x === 0) return normalCdf(-shift);
    if (Math.abs(shift) < LARGE || Math.abs(x) < 3 * Math.sqrt(2 * df)) return overScale(x, shift, df);
    if (x > 0 !== shift > 0) return shift > 0 ? 0 : 1;
    return overNormal(x, shift, df);
  };
  return { cdf: (x) => cdf(x, noncentrality), sf: (x) => cdf(-x, -noncentrality) };
}

/** P(T ≤ x) as the integral of Φ(x s − shift) over the density of s = √(χ² / df), by the trapezoidal rule in u = ln s. */
function overScale(x: number, shift: number, df: number): number {
  const half = df / 2;
  // The density of u is front · exp(−deviance of s² from 1).
  const front = 2 * Math.sqrt(half) / ROOT_TWO_PI * Math.exp(-stirlingError(half));
  const integrand = (u: number) => {
    const z = x * Math.exp(u) - shift;
    if (z < -FAR) return 0;
    return Math.exp(-deviance(half, half * Math.exp(2 * u), -half * Math.expm1(2 * u))) * normalCdf(z);
  };
  const { at, width } = peak(x, shift, df);
  const most = integrand(at);
  if (most === 0) return 0;
  const smallest = most * 1e-19;
  const sumFrom = (from: number, step: number) => {
    let sum = 0;
    for (let k = 0; k < MOST_POINTS; k++) {
      const term = integrand(from + k * step);
      sum += term;
      if (!(term > smallest)) break;
    }
    return sum;
  };
  let step = width;
  let sum = most + sumFrom(at + step, step) + sumFrom(at - step, -step);
  for (let i = 0; i < HALVINGS; i++) {
    const before = sum * step;
    sum += sumFrom(at + step / 2, step) + sumFrom(at - step / 2, -step);
    step /= 2;
    if (Math.abs(sum * step - before) < 1e-13 * before) break;
  }
  return Math.min(1, front * sum * step);
}

/** Where the integrand is largest, nearly, and how wide it is there: its logarithm is concave in s. */
function peak(x: number, shift: number, df: number): { at: number; width: number } {
  const slopes = (u: number) => {
    const s = Math.exp(u);
    const z = x * s - shift;
    // Far below, where the peak is not, only the direction counts.
    if (z < -FAR) return { pull: -x * s * z, bend: 0, s };
    const mills = Math.exp(-z * z / 2) / ROOT_TWO_PI / normalCdf(z);
    const pull = x * s * mills;
    return { pull, bend: pull * (x * s) * Math.max(0, z + mills), s };
  };
  // The root lies on the side to which x pulls.
  const rising = (u: number) => df * -Math.expm1(2 * u) + slopes(u).pull > 0;
  const direction = Math.sign(x);
  let [near, far] = [0, direction];
  while (rising(far) === direction > 0 && Math.abs(far) < 700) [near, far] = [far, 2 * far];
  let width = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (near + far) / 2;
    if (rising(middle) === direction > 0) near = middle;
    else far = middle;
    const { pull, bend, s } = slopes(middle);
    const curvature = Math.max(df, 2 * df * s * s - pull + bend);
    width = Number.isNaN(curvature) ? 0 : 1 / Math.sqrt(curvature);
    if (Math.abs(far - near) < width / 8) break;
  }
  return { at: (near + far) / 2, width: width > 0 ? width : 1 / Math.sqrt(df) };
}

/** P(T ≤ x) for a large noncentrality of the sign of x: the expected tail of s at (Z + shift) / x, by the trapezoidal rule in Z. */
function overNormal(x: number, shift: number, df: number): number {
  let sum = 0;
  for (let z = -FAR; z < FAR; z += 0.25) {
    const s = (z + shift) / x;
    const { lower, upper } = incompleteGamma(df / 2, df / 2 * s * s);
    sum += Math.exp(-z * z / 2) * (x > 0 ? upper : lower);
  }
  return Math.min(1, sum * 0.25 / ROOT_TWO_PI);
}
