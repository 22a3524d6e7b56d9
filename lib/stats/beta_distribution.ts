import { checkNumber, checkPoint, checkProbability } from "./_check_number.ts";
import { incompleteBeta } from "./_incomplete_beta.ts";
import { inverseBeta } from "./_inverse_beta.ts";
import { betaPoint, binomialKernel } from "./_saddle_point.ts";
import type { ContinuousDistribution } from "./distribution.ts";

const DOING = "use a beta distribution";

/**
 * The beta distribution.
 *
 * Equals `scipy.stats.beta` to 1e-12 relative, in both tails: continued fraction of Didonato and Morris, ACM TOMS 18 (1992)
 * 360-373.
 *
 * @param a the first shape, above 0, at most 1e12
 * @param b the second shape, above 0, at most 1e12
 * @returns its functions; the density is Infinity at an end of the support where a shape is below 1
 * @throws {RangeError} if a shape is out of range; the functions throw for points that are no numbers
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Beta(2, 1) has the distribution function x².
 * assertAlmostEquals(betaDistribution(2, 1).cdf(0.3), 0.09, 1e-15);
 * ```
 */
export function betaDistribution(a: number, b: number): ContinuousDistribution {
  checkNumber("make a beta distribution", "a", a, { above: 0, max: 1e12 });
  checkNumber("make a beta distribution", "b", b, { above: 0, max: 1e12 });
  const tails = (x: number) => {
    checkPoint(DOING, "x", x);
    return incompleteBeta(a, b, betaPoint(a, b, Math.max(0, Math.min(1, x))));
  };
  const inverse = (p: number, tail: "lower" | "upper") => {
    checkProbability(DOING, p);
    if (p === 0 || p === 1) return (p === 1) === (tail === "lower") ? 1 : 0;
    const [smaller, side] = p <= 0.5 ? [p, tail] as const : [1 - p, tail === "lower" ? "upper" : "lower"] as const;
    const odds = inverseBeta(a, b, { p: smaller, tail: side });
    return odds > 1e300 ? 1 : odds / (1 + odds);
  };
  return {
    pdf: (x) => {
      checkPoint(DOING, "x", x);
      if (x < 0 || x > 1) return 0;
      if (x === 0 || x === 1) {
        const [here, there] = x === 0 ? [a, b] : [b, a];
        return here < 1 ? Infinity : here === 1 ? there : 0;
      }
      const y = 1 - x;
      const [small, large] = a < b ? [a, b] : [b, a];
      return binomialKernel(a, b, betaPoint(a, b, x)) * small * (large / (a + b)) / x / y;
    },
    cdf: (x) => tails(x).lower,
    sf: (x) => tails(x).upper,
    quantile: (p) => inverse(p, "lower"),
    upperQuantile: (p) => inverse(p, "upper"),
  };
}
