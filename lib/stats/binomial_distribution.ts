import { checkInteger } from "../core/checks.ts";
import { checkNumber, checkPoint, checkProbability } from "./_check_number.ts";
import { incompleteBeta } from "./_incomplete_beta.ts";
import { betaPoint, binomialKernel } from "./_saddle_point.ts";
import type { DiscreteDistribution } from "./distribution.ts";
import { normalQuantile } from "./normal_quantile.ts";

const DOING = "use a binomial distribution";
/** A cdf that is below p by no more than this part counts as p, so that rounding does not skip a count (as in R). */
const ROUNDING = 64 * Number.EPSILON;

/**
 * The binomial distribution.
 *
 * Equals `scipy.stats.binom` to 1e-12 relative, in both tails: Loader's saddle-point method for the probabilities, the
 * incomplete beta function for the tails.
 *
 * @param n the number of trials, a whole number of at least 0, at most 1e12
 * @param p the probability of a success, 0 to 1
 * @returns its functions; a k that is not whole has no probability, and counts as the whole number below it in the tails
 * @throws {RangeError} if a parameter is out of range; the functions throw for points that are no numbers
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const coins = binomialDistribution(5, 0.5);
 * assertAlmostEquals(coins.pmf(2), 10 / 32, 1e-15);
 * assertEquals(coins.quantile(0.5), 2);
 * ```
 */
export function binomialDistribution(n: number, p: number): DiscreteDistribution {
  checkInteger("make a binomial distribution", "n", n, { min: 0, max: 1e12 });
  checkNumber("make a binomial distribution", "p", p, { min: 0, max: 1 });
  const tails = (k: number) => {
    checkPoint(DOING, "k", k);
    const count = Math.floor(k);
    if (count < 0) return { cdf: 0, sf: 1 };
    if (count >= n) return { cdf: 1, sf: 0 };
    const { lower, upper } = incompleteBeta(count + 1, n - count, betaPoint(count + 1, n - count, p));
    return { cdf: upper, sf: lower };
  };
  const reaches = (k: number, part: number) => {
    if (part <= 0.5) return tails(k).cdf >= part * (1 - ROUNDING);
    // Here p itself is rounded at 1e-16, whatever is left of it to 1.
    return tails(k).sf <= (1 - part) * (1 + ROUNDING) + Number.EPSILON;
  };
  return {
    pmf: (k) => {
      checkPoint(DOING, "k", k);
      if (!Number.isInteger(k) || k < 0 || k > n) return 0;
      return Math.min(1, binomialKernel(k, n - k, betaPoint(k, n - k, p)));
    },
    cdf: (k) => tails(k).cdf,
    sf: (k) => tails(k).sf,
    quantile: (part) => {
      checkProbability(DOING, part);
      if (part === 0 || p === 0 || n === 0) return 0;
      if (part === 1 || p === 1) return n;
      const deviation = Math.sqrt(n * p * (1 - p));
      const guess = Math.min(n, Math.max(0, Math.round(n * p + deviation * normalQuantile(part))));
      let [below, above, stride] = [guess, guess, 1];
      while (below >= 0 && reaches(below, part)) [below, stride] = [below - stride, stride * 2];
      below = Math.max(-1, below);
      for (stride = 1; above < n && !reaches(above, part); stride *= 2) above = Math.min(n, above + stride);
      while (above - below > 1) {
        const middle = Math.floor((below + above) / 2);
        if (reaches(middle, part)) above = middle;
        else below = middle;
      }
      return above;
    },
  };
}
