import { checkSample } from "./_check_sample.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { normalCdf } from "./normal_cdf.ts";
import { normalQuantile } from "./normal_quantile.ts";
import type { TestResult } from "./test_result.ts";

const MOST = 5000;

/**
 * The test of Shapiro and Wilk that a sample comes from some normal distribution.
 *
 * Royston's algorithm AS R94 (Appl. Statist. 44, 1995, 547-551), as in `scipy.stats.shapiro`. The p-value is his
 * approximation; it is exact for three values.
 *
 * @param sample 3 to 5,000 values
 * @returns W and its p-value; undefined for fewer values, for more, and for a sample without spread
 * @throws {RangeError} if a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(shapiroWilk([1, 2, 3]).statistic!, 1, 1e-12);
 * ```
 */
export function shapiroWilk(sample: ArrayLike<number>): TestResult {
  const sorted = checkSample("run the Shapiro-Wilk test", "sample", sample).sort();
  const n = sorted.length;
  const about = { method: "shapiro-wilk", n };
  if (n < 3) return undefinedTest("it needs three values", about);
  if (n > MOST) return undefinedTest(`it is not known for more than ${MOST} values`, about);
  // Scaled and centred first, so that values far from 0 or tiny ones lose nothing.
  const range = sorted[n - 1] - sorted[0];
  if (!(range > 0)) return undefinedTest("the sample has no spread", about);
  const middle = sorted[n >> 1];
  const x = sorted.map((value) => (value - middle) / range);
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  const weights = coefficients(n);
  let [product, squares] = [0, 0];
  x.forEach((value, i) => {
    product += weights[i] * (value - mean);
    squares += (value - mean) ** 2;
  });
  const statistic = Math.min(1, product * product / squares);
  return { statistic, pValue: pValueOf(n, statistic, squares, product), ...about, alternative: "two-sided" };
}

/** Royston's approximation to the best weights of the order statistics, of length 1. */
function coefficients(n: number): Float64Array {
  const weights = new Float64Array(n);
  if (n === 3) {
    weights[2] = Math.SQRT1_2;
    weights[0] = -weights[2];
    return weights;
  }
  const scores = Float64Array.from({ length: n }, (_, i) => {
    const twin = n - 1 - i;
    return i === twin
      ? 0
      : i < twin
      ? normalQuantile((i + 0.625) / (n + 0.25))
      : -normalQuantile((twin + 0.625) / (n + 0.25));
  });
  const total = scores.reduce((sum, score) => sum + score * score, 0);
  const u = 1 / Math.sqrt(n);
  const length = Math.sqrt(total);
  const last = polynomial([0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], u) + scores[n - 1] / length;
  const edge = n > 5 ? 2 : 1;
  const next = polynomial([0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], u) + scores[n - 2] / length;
  const outer = edge === 2 ? 2 * scores[n - 1] ** 2 + 2 * scores[n - 2] ** 2 : 2 * scores[n - 1] ** 2;
  const taken = edge === 2 ? 2 * last * last + 2 * next * next : 2 * last * last;
  const shrink = Math.sqrt((total - outer) / (1 - taken));
  for (let i = edge; i < n - edge; i++) weights[i] = scores[i] / shrink;
  [weights[0], weights[n - 1]] = [-last, last];
  if (edge === 2) [weights[1], weights[n - 2]] = [-next, next];
  return weights;
}

function pValueOf(n: number, w: number, squares: number, product: number): number {
  if (n === 3) return Math.max(0, 6 / Math.PI * (Math.asin(Math.sqrt(w)) - Math.asin(Math.sqrt(0.75))));
  // 1 − W without cancellation where W is close to 1.
  const root = Math.sqrt(squares);
  const rest = (root - product) * (root + product) / squares;
  if (!(rest > 0)) return 1;
  const y = Math.log(rest);
  const l = Math.log(n);
  if (n <= 11) {
    const gamma = polynomial([-2.273, 0.459], n);
    if (y >= gamma) return 0;
    const mean = polynomial([0.544, -0.39978, 0.025054, -6.714e-4], n);
    const deviation = Math.exp(polynomial([1.3822, -0.77857, 0.062767, -0.0020322], n));
    return normalCdf(-(-Math.log(gamma - y) - mean) / deviation);
  }
  const mean = polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], l);
  const deviation = Math.exp(polynomial([-0.4803, -0.082676, 0.0030302], l));
  return normalCdf(-(y - mean) / deviation);
}

function polynomial(terms: readonly number[], x: number): number {
  return terms.reduceRight((sum, term) => sum * x + term, 0);
}
