import { checkNumber, checkPoint, checkProbability } from "./_check_number.ts";
import type { ContinuousDistribution } from "./distribution.ts";
import { normalCdf } from "./normal_cdf.ts";
import { normalQuantile } from "./normal_quantile.ts";

const DOING = "use a normal distribution";
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/**
 * The normal distribution.
 *
 * Equals `scipy.stats.norm` to 1e-12 relative, in both tails.
 *
 * @param mean the mean, default 0
 * @param sd the standard deviation, above 0, default 1
 * @returns its functions
 * @throws {RangeError} if a parameter is out of range; the functions throw for points that are no numbers
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(normalDistribution().sf(1.959963984540054), 0.025, 1e-15);
 * assertAlmostEquals(normalDistribution(100, 15).quantile(0.5), 100, 1e-12);
 * ```
 */
export function normalDistribution(mean: number = 0, sd: number = 1): ContinuousDistribution {
  checkNumber("make a normal distribution", "mean", mean);
  checkNumber("make a normal distribution", "sd", sd, { above: 0 });
  const standard = (x: number) => {
    checkPoint(DOING, "x", x);
    return (x - mean) / sd;
  };
  const inverse = (p: number) => {
    checkProbability(DOING, p);
    return p === 0 ? -Infinity : p === 1 ? Infinity : normalQuantile(p);
  };
  return {
    pdf: (x) => {
      const z = standard(x);
      return Math.exp(-z * z / 2) / ROOT_TWO_PI / sd;
    },
    cdf: (x) => normalCdf(standard(x)),
    sf: (x) => normalCdf(-standard(x)),
    quantile: (p) => mean + sd * inverse(p),
    upperQuantile: (p) => mean - sd * inverse(p),
  };
}
