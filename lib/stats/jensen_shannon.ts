import { checkSameLength } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { deviance } from "./_saddle_point.ts";

/** How far two distributions over the same categories are apart. */
export interface JensenShannon {
  /** The square root of the divergence, a metric: 0 for equal distributions, 1 in base 2 for disjoint ones. */
  readonly distance: number | null;
  /** The mean of both Kullback-Leibler divergences from the mixture, in bits for base 2. */
  readonly divergence: number | null;
  /** Why they are undefined. */
  readonly reason?: string;
}

const DOING = "compute the Jensen-Shannon distance";

/**
 * The Jensen-Shannon distance and divergence of two lists of counts or weights; each list is divided by its sum.
 *
 * The distance equals `scipy.spatial.distance.jensenshannon`, whose base is e by default where this one's is 2. Computed
 * without cancellation, so that near-equal distributions keep their digits. On samples it is biased upwards: without any
 * difference the divergence is about (1/n + 1/m)(categories − 1) / (8 ln base). Lin, IEEE Trans. Inf. Theory 37 (1991) 145-151.
 *
 * @param first the counts of each category, at least 0
 * @param second the counts of the other list, in the same order
 * @param options `base` of the logarithm, above 1, default 2
 * @returns both; undefined where a list has no counts
 * @throws {RangeError} if the lengths differ, a count is negative or not finite, or the base is not above 1
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * assertEquals(jensenShannon([3, 0], [0, 5]).distance, 1);
 * assertAlmostEquals(jensenShannon([1, 0], [1, 1]).divergence!, 0.31127812445913283, 1e-15);
 * ```
 */
export function jensenShannon(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: { base?: number } = {},
): JensenShannon {
  const { base = 2 } = options;
  checkSameLength(DOING, { first, second });
  checkNumber(DOING, "base", base, { above: 1 });
  const [n, m] = [totalOf("first", first), totalOf("second", second)];
  if (n === 0 || m === 0) return { distance: null, divergence: null, reason: "it needs a count in each list" };
  const isAlike = n < 2 * m && m < 2 * n;
  let sum = 0;
  for (let i = 0; i < first.length; i++) {
    const [p, q] = [first[i] / n, second[i] / m];
    if (p === 0 && q === 0) continue;
    // Shares of lists of like size are subtracted as counts, so that their difference keeps its digits.
    const half = (isAlike ? ((first[i] - second[i]) - p * (n - m)) / m : p - q) / 2;
    const mean = (p + q) / 2;
    sum += deviance(p, mean, half) + deviance(q, mean, -half);
  }
  const divergence = Math.min(1, sum / 2 / Math.LN2) * (Math.LN2 / Math.log(base));
  return { distance: Math.sqrt(divergence), divergence };
}

function totalOf(name: string, counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    checkNumber(DOING, `${name}[${i}]`, counts[i], { min: 0 });
    total += counts[i];
  }
  checkNumber(DOING, `the sum of ${name}`, total);
  return total;
}
