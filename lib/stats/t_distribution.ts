import { checkNumber, checkPoint, checkProbability } from "./_check_number.ts";
import { incompleteBeta } from "./_incomplete_beta.ts";
import { inverseBeta } from "./_inverse_beta.ts";
import { normalDistribution } from "./normal_distribution.ts";
import type { ContinuousDistribution } from "./distribution.ts";

const DOING = "use a t distribution";
const AS_GOOD_AS_NORMAL = 1e18;

/**
 * Student's t distribution.
 *
 * Equals `scipy.stats.t` to 1e-12 relative, in both tails.
 *
 * @param df degrees of freedom, above 0, whole or not; Infinity gives the normal distribution
 * @returns its functions
 * @throws {RangeError} if df is out of range; the functions throw for points that are no numbers
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(tDistribution(10).quantile(0.975), 2.2281388519649, 1e-12);
 * ```
 */
export function tDistribution(df: number): ContinuousDistribution {
  if (df !== Infinity) checkNumber("make a t distribution", "df", df, { above: 0 });
  // The density differs from the normal one by a part of x⁴/(4 df), below 1e-12 at |x| < 38 from here on.
  if (df >= AS_GOOD_AS_NORMAL) return normalDistribution();
  const half = df / 2;
  /** P(T > x) and the derivative of it by ln x, for x > 0. */
  const beyond = (x: number) => {
    const odds = df / x / x;
    if (odds === 0) return { tail: 0, front: 0 };
    // I of the shapes df/2 and 1/2 at df / (df + x²): half of it is one tail.
    const [at, rest] = odds > 1e300 ? [1, 1 / odds] : [odds / (1 + odds), 1 / (1 + odds)];
    const gap = half * (rest - at / df);
    const { lower, front } = incompleteBeta(half, 0.5, { x: at, y: rest, gap });
    return { tail: lower / 2, front };
  };
  const upper = (x: number) => {
    checkPoint(DOING, "x", x);
    return x === 0 ? 0.5 : x > 0 ? beyond(x).tail : 1 - beyond(-x).tail;
  };
  const inverse = (p: number) => {
    checkProbability(DOING, p);
    if (p === 0 || p === 1) return p === 0 ? Infinity : -Infinity;
    if (p === 0.5) return 0;
    if (p > 0.5) return -outward(1 - p);
    return outward(p);
  };
  /** The point x > 0 with P(T > x) = p < ½. */
  const outward = (p: number) => {
    const centre = 2 * p > 0.5;
    // Near the centre the other tail of the same beta is the small one: P(|T| < x) = 1 − 2p.
    const odds = centre
      ? inverseBeta(half, 0.5, { p: 1 - 2 * p, tail: "upper" })
      : inverseBeta(half, 0.5, { p: 2 * p, tail: "lower" });
    return Math.sqrt(df) / Math.sqrt(odds);
  };
  const atZero = Math.sqrt(2 * peak(half) / df);
  return {
    pdf: (x) => {
      checkPoint(DOING, "x", x);
      if (x === 0) return atZero;
      return beyond(Math.abs(x)).front / Math.abs(x);
    },
    cdf: (x) => upper(-x),
    sf: upper,
    quantile: (p) => -inverse(p) + 0,
    upperQuantile: inverse,
  };
}
