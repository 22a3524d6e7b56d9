import { checkFraction } from "../core/checks.ts";
import { checkSample } from "./_check_sample.ts";
import { dominanceInterval } from "./_dominance_interval.ts";
import { midRanks } from "./_ranks.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { tDistribution } from "./t_distribution.ts";

const DOING = "compute Cliff's delta";

/**
 * Cliff's delta: how much more often a value of the first sample is the larger one than a value of the second.
 *
 * The pairs with first above second less those below, divided by all; from the ranks, in O(n log n). Cliff's consistent variance
 * (Ordinal Methods for Behavioral Data Analysis, 1996) and the asymmetric interval of Feng and Cliff (2004) with the t quantile
 * of n − 2 degrees of freedom. Where one sample lies wholly above the other, the near end is (m − t²) / (m + t²), m being the
 * smaller size.
 *
 * @param first the first sample
 * @param second the second sample
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, −1 to 1, method "feng-cliff"; no interval with one value in a sample, or where all values are equal
 * @throws {RangeError} if a value is not finite or the level out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // 6 of the 9 pairs are above, 2 below, and 1 is a tie.
 * assertAlmostEquals(cliffsDelta([2, 5, 6], [1, 3, 5]).value!, 4 / 9, 1e-15);
 * ```
 */
export function cliffsDelta(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: { level?: number } = {},
): Estimate {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  const a = checkSample(DOING, "first", first);
  const b = checkSample(DOING, "second", second);
  const [m, n] = [a.length, b.length];
  const about = { n: m + n, method: "feng-cliff", level };
  if (m === 0 || n === 0) return undefinedEstimate("it needs a value in each sample", about);
  const pooled = new Float64Array(m + n);
  pooled.set(a);
  pooled.set(b, m);
  const [all, one, other] = [pooled, a, b].map(midRanks);
  // Twice the ranks are whole, so the sum is exact: a rank among all less that among its own counts the others below.
  let excess = 0;
  for (let i = 0; i < m; i++) excess += 2 * (all.ranks[i] - one.ranks[i]) - n;
  const value = excess / (m * n);
  if (m === 1 || n === 1) {
    return undefinedEstimate("one value in a sample has no spread", { ...about, value });
  }
  const squares = (ties: readonly number[]) => ties.reduce((sum, size) => sum + size * size, 0);
  const tied = (squares(all.ties) - squares(one.ties) - squares(other.ties)) / 2;
  if (tied === m * n) return undefinedEstimate("all values are equal", { ...about, value });
  const quantile = tDistribution(m + n - 2).upperQuantile((1 - level) / 2);
  if (Math.abs(value) === 1) {
    const [square, least] = [quantile * quantile, Math.min(m, n)];
    const near = (least - square) / (least + square);
    return value > 0 ? { value, low: near, high: 1, ...about } : { value, low: -1, high: -near, ...about };
  }
  let [rows, columns] = [0, 0];
  for (let i = 0; i < m; i++) rows += (2 * (all.ranks[i] - one.ranks[i]) / n - 1 - value) ** 2;
  for (let j = 0; j < n; j++) columns += (2 * (all.ranks[m + j] - other.ranks[j]) / m - 1 + value) ** 2;
  const cells = (m * n - tied - m * n * value * value) / ((m - 1) * (n - 1));
  const variance = ((n - 1) * rows / (m - 1) + (m - 1) * columns / (n - 1) + cells) / m / n;
  const [low, high] = dominanceInterval(value, { variance, quantile });
  return { value, low, high, ...about };
}
