import { incompleteBeta } from "./_incomplete_beta.ts";
import { betaPoint } from "./_saddle_point.ts";
import { binomialDistribution } from "./binomial_distribution.ts";
import { mcnemarTest } from "./mcnemar_test.ts";

/**
 * The power of McNemar's test given the number of pairs on which the systems differ.
 *
 * @param alpha the two-sided significance level
 * @param method which p-value is held against it
 * @returns the power as a function of the number of discordant pairs, and the chance that the first system wins one of them
 */
export function discordantPower(alpha: number, method: "mid_p" | "exact"): (d: number, chance: number) => number {
  const limits = new Map<number, number>();
  /** The largest smaller count at which the test rejects; −1 where none does. */
  const limitOf = (d: number) => {
    const known = limits.get(d);
    if (known !== undefined) return known;
    const rejects = (k: number) => {
      const { exact, midP } = mcnemarTest(k, d - k);
      return (method === "exact" ? exact : midP) <= alpha;
    };
    // One pair more moves the limit by at most one, and the counts are asked for in a row.
    const near = limits.get(d - 1) ?? limits.get(d + 1) ?? binomialDistribution(d, 0.5).quantile(alpha / 2);
    let k = Math.min(Math.ceil(d / 2) - 1, near);
    while (k >= 0 && !rejects(k)) k--;
    while (2 * (k + 1) < d && rejects(k + 1)) k++;
    limits.set(d, k);
    return k;
  };
  return (d, chance) => {
    const limit = limitOf(d);
    if (limit < 0) return 0;
    const atMost = (p: number) => incompleteBeta(limit + 1, d - limit, betaPoint(limit + 1, d - limit, p)).upper;
    return Math.min(1, atMost(chance) + atMost(1 - chance));
  };
}
