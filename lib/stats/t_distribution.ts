import { checkNumber, checkPoint, checkProbability } from "./_check_number.ts";
import { incompleteBeta } from "./_incomplete_beta.ts";
import { inverseBeta } from "./_inverse_beta.ts";
import { binomialKernel } from "./_saddle_point.ts";
import { normalDistribution } from "./normal_distribution.ts";
import type { ContinuousDistribution } from "./distribution.ts";

const DOING = "use a t distribution";
const AS_GOOD_AS_NORMAL = 1e18;
/** Below these odds of df to x², only the leading term of the tail is left, and the odds would soon underflow. */
const TINY_ODDS = 1e-280;

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
 * assertAlmostEquals(tDistribution(10).quantile(0.975), 2.2281388519862744, 1e-12);
 * ```
 */
export function tDistribution(df: number): ContinuousDistribution {
  if (df !== Infinity) checkNumber("make a t distribution", "df", df, { above: 0 });
  // The density differs from the normal one by a part of x⁴/(4 df), below 1e-12 at |x| < 38 from here on.
  if (df >= AS_GOOD_AS_NORMAL) return normalDistribution();
  const half = df / 2;
  const root = Math.sqrt(df);
  const atZero = 1 / (root * betaFunction(half));
  /** P(T > x) for x > 0. */
  const beyond = (x: number) => {
    const odds = df / x / x;
    if (odds < TINY_ODDS) return atZero / root * Math.exp(-df * Math.log(x / root));
    // Half of the incomplete beta function with the shapes df/2 and 1/2 at df / (df + x²).
    const [at, rest] = odds > 1e300 ? [1, 1 / odds] : [odds / (1 + odds), 1 / (1 + odds)];
    return incompleteBeta(half, 0.5, { x: at, y: rest, gap: half * rest - at / 2 }).lower / 2;
  };
  const upper = (x: number) => {
    checkPoint(DOING, "x", x);
    return x === 0 ? 0.5 : x > 0 ? beyond(x) : 1 - beyond(-x);
  };
  /** The point x > 0 with P(T > x) = p < ½. */
  const outward = (p: number) => {
    // Near the centre the other tail of the same beta is the small one: P(|T| < x) = 1 − 2p.
    const odds = p > 0.25
      ? inverseBeta(half, 0.5, { p: 1 - 2 * p, tail: "upper" })
      : inverseBeta(half, 0.5, { p: 2 * p, tail: "lower" });
    return odds < TINY_ODDS ? root * Math.exp(Math.log(atZero / root / p) / df) : root / Math.sqrt(odds);
  };
  const inverse = (p: number) => {
    checkProbability(DOING, p);
    if (p === 0 || p === 1) return p === 0 ? Infinity : -Infinity;
    if (p === 0.5) return 0;
    return p > 0.5 ? -outward(1 - p) : outward(p);
  };
  return {
    pdf: (x) => {
      checkPoint(DOING, "x", x);
      const square = x / df * x;
      const logarithm = square < 1e100 ? Math.log1p(square) : 2 * Math.log(Math.abs(x) / root);
      return atZero * Math.exp(-(half + 0.5) * logarithm);
    },
    cdf: (x) => {
      checkPoint(DOING, "x", x);
      return upper(-x);
    },
    sf: upper,
    quantile: (p) => 0 - inverse(p),
    upperQuantile: inverse,
  };
}

/** B(a, ½), from the front factor at the mean. */
function betaFunction(a: number): number {
  const n = a + 0.5;
  const front = binomialKernel(a, 0.5, { x: a / n, y: 0.5 / n, gap: 0 }) * a * 0.5 / n;
  return Math.exp(a * Math.log1p(-0.5 / n)) * Math.sqrt(0.5 / n) / front;
}
