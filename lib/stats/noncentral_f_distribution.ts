import { checkNumber, checkPoint } from "./_check_number.ts";
import { incompleteBeta } from "./_incomplete_beta.ts";
import { mixtureRange } from "./_noncentral_chi_square.ts";
import { binomialKernel, poissonKernel } from "./_saddle_point.ts";
import type { ContinuousDistribution } from "./distribution.ts";

/**
 * The noncentral F distribution: the law of the F statistic of an analysis of variance where the means differ.
 *
 * The mixture of central ones by Poisson probabilities, as sums of positive numbers only, so that both tails keep their relative
 * precision; equals `scipy.stats.ncf` where that is accurate.
 *
 * @param df1 degrees of freedom of the numerator, above 0, at most 1e12
 * @param df2 degrees of freedom of the denominator, above 0, at most 1e12
 * @param noncentrality the sum of squared mean differences divided by the variance, 0 to 1e9
 * @returns the lower tail `cdf` and the upper tail `sf`
 * @throws {RangeError} if a parameter is out of range; the functions throw for points that are no numbers
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // The power of an analysis of variance of 3 groups of 20 at 0.05, for f = 0.4: noncentrality 60 · 0.4².
 * assertAlmostEquals(noncentralFDistribution(2, 57, 9.6).sf(3.1588427192606465), 0.77573043, 1e-8);
 * ```
 */
export function noncentralFDistribution(
  df1: number,
  df2: number,
  noncentrality: number,
): Pick<ContinuousDistribution, "cdf" | "sf"> {
  const making = "make a noncentral F distribution";
  checkNumber(making, "df1", df1, { above: 0, max: 1e12 });
  checkNumber(making, "df2", df2, { above: 0, max: 1e12 });
  checkNumber(making, "noncentrality", noncentrality, { min: 0, max: 1e9 });
  const [a, b, mean] = [df1 / 2, df2 / 2, noncentrality / 2];
  const tail = (x: number, which: "lower" | "upper") => {
    checkPoint("use a noncentral F distribution", "x", x);
    if (x <= 0) return which === "lower" ? 0 : 1;
    const odds = df1 / df2 * x;
    if (odds > 1e300) return which === "lower" ? 1 : 0;
    const share = odds / (1 + odds);
    const rest = 1 / (1 + odds);
    const pointAt = (j: number) => ({ x: share, y: rest, gap: (a * (1 - x) + j) * rest });
    // Far out in a tail the terms are largest where j (a + j) = mean · share · (a + b + j).
    const gap = (mean * share - a) / 2;
    const root = Math.sqrt(gap * gap + mean * share * (a + b));
    const balance = gap > 0 ? gap + root : mean * share * (a + b) / (root - gap);
    const upwards = which === "upper";
    const { first, last } = mixtureRange(upwards ? Math.max(mean, balance) : Math.min(mean, balance));
    let j = upwards ? first : last;
    let central = incompleteBeta(a + j, b, pointAt(j))[which];
    let sum = 0;
    for (; j >= first && j <= last; j += upwards ? 1 : -1) {
      sum += poissonKernel(j, mean) * central;
      const k = upwards ? j : j - 1;
      if (k >= 0) central += binomialKernel(a + k, b, pointAt(k)) * b / (a + k + b);
    }
    return Math.min(1, sum);
  };
  return { cdf: (x) => tail(x, "lower"), sf: (x) => tail(x, "upper") };
}
