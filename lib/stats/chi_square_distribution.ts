import { checkNumber, checkPoint, checkProbability } from "./_check_number.ts";
import { incompleteGamma } from "./_incomplete_gamma.ts";
import { inverseGamma } from "./_inverse_gamma.ts";
import { poissonKernel } from "./_saddle_point.ts";
import type { ContinuousDistribution } from "./distribution.ts";

const DOING = "use a chi-square distribution";

/**
 * The chi-square distribution.
 *
 * Equals `scipy.stats.chi2` to 1e-12 relative, in both tails.
 *
 * @param df degrees of freedom, above 0, at most 1e12, whole or not
 * @returns its functions; the density at 0 is Infinity below two degrees of freedom
 * @throws {RangeError} if df is out of range; the functions throw for points that are no numbers
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // With two degrees of freedom it is exponential.
 * assertAlmostEquals(chiSquareDistribution(2).sf(3), Math.exp(-1.5), 1e-15);
 * ```
 */
export function chiSquareDistribution(df: number): ContinuousDistribution {
  checkNumber("make a chi-square distribution", "df", df, { above: 0, max: 1e12 });
  const shape = df / 2;
  const tails = (x: number) => {
    checkPoint(DOING, "x", x);
    return incompleteGamma(shape, x / 2);
  };
  const inverse = (p: number, tail: "lower" | "upper") => {
    checkProbability(DOING, p);
    if (p === 0 || p === 1) return (p === 1) === (tail === "lower") ? Infinity : 0;
    if (p <= 0.5) return 2 * inverseGamma(shape, { p, tail });
    return 2 * inverseGamma(shape, { p: 1 - p, tail: tail === "lower" ? "upper" : "lower" });
  };
  return {
    pdf: (x) => {
      checkPoint(DOING, "x", x);
      if (x < 0 || x === Infinity) return 0;
      if (x === 0) return df < 2 ? Infinity : df === 2 ? 0.5 : 0;
      // From one shape below where there is one, so that a tiny x does not underflow before it divides.
      return shape >= 1 ? poissonKernel(shape - 1, x / 2) / 2 : incompleteGamma(shape, x / 2).front / x;
    },
    cdf: (x) => tails(x).lower,
    sf: (x) => tails(x).upper,
    quantile: (p) => inverse(p, "lower"),
    upperQuantile: (p) => inverse(p, "upper"),
  };
}
