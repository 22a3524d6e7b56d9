import { checkNumber, checkPoint, checkProbability } from "./_check_number.ts";
import { incompleteBeta } from "./_incomplete_beta.ts";
import { inverseBeta } from "./_inverse_beta.ts";
import type { ContinuousDistribution } from "./distribution.ts";

const DOING = "use an F distribution";

/**
 * Fisher and Snedecor's F distribution.
 *
 * Equals `scipy.stats.f` to 1e-12 relative, in both tails.
 *
 * @param df1 degrees of freedom of the numerator, above 0, at most 1e12, whole or not
 * @param df2 degrees of freedom of the denominator, above 0, at most 1e12, whole or not
 * @returns its functions; the density at 0 is Infinity for fewer than two df1
 * @throws {RangeError} if one of them is out of range; the functions throw for points that are no numbers
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // With df1 = df2 = 2 the upper tail is 1 / (1 + x).
 * assertAlmostEquals(fDistribution(2, 2).sf(3), 0.25, 1e-15);
 * ```
 */
export function fDistribution(df1: number, df2: number): ContinuousDistribution {
  checkNumber("make an F distribution", "df1", df1, { above: 0, max: 1e12 });
  checkNumber("make an F distribution", "df2", df2, { above: 0, max: 1e12 });
  const [a, b] = [df1 / 2, df2 / 2];
  const tails = (x: number) => {
    checkPoint(DOING, "x", x);
    if (x <= 0) return { lower: 0, upper: 1, front: 0 };
    const odds = df1 / df2 * x;
    if (odds > 1e300) return { lower: 1, upper: 0, front: 0 };
    const y = 1 / (1 + odds);
    return incompleteBeta(a, b, { x: odds / (1 + odds), y, gap: a * (1 - x) * y });
  };
  const inverse = (p: number, tail: "lower" | "upper") => {
    checkProbability(DOING, p);
    if (p === 0 || p === 1) return (p === 1) === (tail === "lower") ? Infinity : 0;
    const [smaller, side] = p <= 0.5 ? [p, tail] as const : [1 - p, tail === "lower" ? "upper" : "lower"] as const;
    return inverseBeta(a, b, { p: smaller, tail: side }) * (df2 / df1);
  };
  return {
    pdf: (x) => {
      const { front } = tails(x);
      if (x === 0) return df1 < 2 ? Infinity : df1 === 2 ? 1 : 0;
      return front === 0 ? 0 : front / x;
    },
    cdf: (x) => tails(x).lower,
    sf: (x) => tails(x).upper,
    quantile: (p) => inverse(p, "lower"),
    upperQuantile: (p) => inverse(p, "upper"),
  };
}
