import { checkInteger } from "../core/checks.ts";
import { checkNumber, checkPoint, checkProbability } from "./_check_number.ts";
import { poissonKernel } from "./_saddle_point.ts";
import { solveTail } from "./_solve_tail.ts";
import { normalCdf } from "./normal_cdf.ts";

/** The studentised range: what Tukey's honest significance test needs. */
export interface StudentizedRangeDistribution {
  /** The probability of at most q. */
  readonly cdf: (q: number) => number;
  /** The probability of more than q, not computed as 1 − cdf. */
  readonly sf: (q: number) => number;
  /** The point below which the probability is p, 0 to 1. */
  readonly quantile: (p: number) => number;
  /** The point above which the probability is p, 0 to 1. */
  readonly upperQuantile: (p: number) => number;
}

const DOING = "use a studentised range distribution";
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
/** Small scales weigh little, but far out they alone make the upper tail. */
const LEAST_WEIGHT = 1e-32;
/** The range of a thousand standard normal variables is wider with a probability below 1e-160. */
const WIDEST = 40;
const REACH = 9;
const STEP = 0.125;
/** From here on the scale's spread no longer changes a tail by 1e-10. */
const AS_GOOD_AS_NORMAL = 1e13;

/**
 * The distribution of the range of k normal means over an independent standard error.
 *
 * The double integral over the standard error and the position is taken by the trapezoidal rule, whose error falls exponentially
 * for such integrands. Both tails hold 1e-12 relative (down to an upper tail of 1e-14 and a lower one of
 * 1e-10); `scipy.stats.studentized_range` itself is further off.
 *
 * @param k how many means, a whole number of at least 2, at most 1000
 * @param df degrees of freedom of the standard error, at least 1; Infinity for a known one
 * @returns its functions
 * @throws {RangeError} if a parameter is out of range; the functions throw for points that are no numbers
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Tables of the 5 % point for three means and ten degrees of freedom give 3.877.
 * assertAlmostEquals(studentizedRangeDistribution(3, 10).quantile(0.95), 3.8767767, 1e-6);
 * ```
 */
export function studentizedRangeDistribution(k: number, df: number): StudentizedRangeDistribution {
  checkInteger("make a studentised range distribution", "k", k, { min: 2, max: 1000 });
  if (df !== Infinity) checkNumber("make a studentised range distribution", "df", df, { min: 1 });
  const scales = df >= AS_GOOD_AS_NORMAL ? [{ scale: 1, weight: 1 }] : scaleGrid(df);
  const tails = (q: number) => {
    checkPoint(DOING, "q", q);
    if (q <= 0) return [0, 1];
    if (q === Infinity) return [1, 0];
    let [lower, upper] = [0, 0];
    for (const { scale, weight } of scales) {
      const [within, beyond] = normalRange(k, q * scale);
      lower += weight * within;
      upper += weight * beyond;
    }
    return [Math.min(1, lower), Math.min(1, upper)];
  };
  const inverse = (p: number, side: 0 | 1) => {
    checkProbability(DOING, p);
    if (p === 0 || p === 1) return (p === 1) === (side === 0) ? Infinity : 0;
    const [smaller, tail] = p <= 0.5 ? [p, side] : [1 - p, 1 - side];
    return solveTail(smaller, (q) => {
      const width = 1e-4;
      const value = tails(q)[tail];
      return [value, Math.abs(tails(q * Math.exp(width))[tail] - tails(q * Math.exp(-width))[tail]) / (2 * width)];
    }, { start: 3, rising: tail === 0 });
  };
  return {
    cdf: (q) => tails(q)[0],
    sf: (q) => tails(q)[1],
    quantile: (p) => inverse(p, 0),
    upperQuantile: (p) => inverse(p, 1),
  };
}

/** The scale s of the standard error, χ²(df) / df = s², on a grid of ln s, with the probability of each cell. */
function scaleGrid(df: number): { scale: number; weight: number }[] {
  const shape = df / 2;
  const deviation = 1 / Math.sqrt(2 * df);
  const step = Math.min(0.11, 0.45 * deviation);
  const grid: { scale: number; weight: number }[] = [];
  for (const direction of [1, -1]) {
    for (let i = direction === 1 ? 0 : 1;; i++) {
      const logarithm = direction * i * step;
      // Gamma(df / 2) at shape · s², whose logarithm moves twice as fast as ln s.
      const mean = shape * Math.exp(2 * logarithm);
      const weight = 2 * step * shape * poissonKernel(shape, mean, -shape * Math.expm1(2 * logarithm));
      if (weight < LEAST_WEIGHT) break;
      grid.push({ scale: Math.exp(logarithm), weight });
    }
  }
  return grid;
}

/** The probabilities that the range of k standard normal variables is at most w, and more. */
function normalRange(k: number, w: number): [within: number, beyond: number] {
  if (w > WIDEST) return [1, 0];
  let [within, beyond] = [0, 0];
  for (let z = -REACH; z < w + REACH; z += STEP) {
    const density = Math.exp(-z * z / 2);
    const [here, there] = [normalCdf(z), normalCdf(z - w)];
    const between = z > w ? normalCdf(w - z) - normalCdf(-z) : here - there;
    within += density * between ** (k - 1);
    // here^(k−1) − between^(k−1) without cancellation.
    beyond -= density * here ** (k - 1) * Math.expm1((k - 1) * Math.log1p(-Math.min(1, there / here)));
  }
  const scale = k * STEP / ROOT_TWO_PI;
  return [within * scale, beyond * scale];
}
