import { checkAlternative, checkChoice, checkSample } from "./_check_sample.ts";
import { midRanks } from "./_ranks.ts";
import { exactPValue, symmetricPValue } from "./_tail_p_value.ts";
import { ascendingOrder, inOrder } from "./ascending_order.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { normalDistribution } from "./normal_distribution.ts";
import type { TestOptions, TestResult } from "./test_result.ts";

/** Options of {@linkcode mannWhitney}. */
export interface MannWhitneyOptions extends TestOptions {
  /** "exact" (ties are no obstacle), "asymptotic", or "auto" (default): exact up to 50 values in all. */
  readonly method?: "auto" | "exact" | "asymptotic";
  /** Whether the normal approximation moves half a unit towards the middle, default true. */
  readonly continuity?: boolean;
}

const DOING = "run the Mann-Whitney test";
const LARGEST_AUTO = 50;
const LARGEST_EXACT = 300;

/**
 * The test of Mann and Whitney (Wilcoxon's rank-sum test) that two independent samples come from one distribution.
 *
 * The exact p-value is that of all divisions of the ranks at hand, so it is right with ties too; the asymptotic one equals
 * `scipy.stats.mannwhitneyu(method="asymptotic")`, with the correction for ties. Mann and Whitney, Ann. Math. Stat. 18 (1947)
 * 50-60.
 *
 * @param first the first sample
 * @param second the second sample
 * @param options see {@linkcode MannWhitneyOptions}; "greater" means that the first is larger
 * @returns U of the first sample: the number of pairs in which it is larger, ties counting half; undefined for an empty sample,
 *   and for values that are all equal
 * @throws {RangeError} if a value is not finite or an option is none of its kind
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const { statistic, pValue } = mannWhitney([1, 2, 3], [4, 5, 6]);
 * assertEquals(statistic, 0);
 * assertAlmostEquals(pValue!, 0.1, 1e-15); // 2 of the 20 divisions
 * ```
 */
export function mannWhitney(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: MannWhitneyOptions = {},
): TestResult {
  const { alternative = "two-sided", method = "auto", continuity = true } = options;
  checkAlternative(DOING, alternative);
  checkChoice(DOING, "method", method, ["auto", "exact", "asymptotic"]);
  const a = checkSample(DOING, "first", first);
  const b = checkSample(DOING, "second", second);
  const n = a.length + b.length;
  const exact = method === "exact" || (method === "auto" && n <= LARGEST_AUTO);
  const about = { method: `mann-whitney ${exact ? "exact" : "asymptotic"}`, n, alternative };
  if (a.length === 0 || b.length === 0) return undefinedTest("it needs a value in each sample", about);
  if (exact && n > LARGEST_EXACT) {
    throw new RangeError(
      `Cannot ${DOING}: method must be "asymptotic" for more than ${LARGEST_EXACT} values, received "exact"`,
    );
  }
  const { rankSum, tieSum } = mergedRanks(inOrder(a, ascendingOrder(a)), inOrder(b, ascendingOrder(b)));
  const statistic = rankSum - a.length * (a.length + 1) / 2;
  if (tieSum === n * n * n - n) return undefinedTest("all values are equal", { ...about, statistic });
  if (exact) {
    const { ranks } = midRanks(Float64Array.of(...a, ...b));
    return { statistic, pValue: exactPValue(rankSumTails(ranks, a.length, rankSum), alternative), ...about };
  }

  const product = a.length * b.length;
  const gap = statistic - product / 2;
  const spread = Math.sqrt(product / 12 * (n + 1 - tieSum / (n * (n - 1))));
  const half = continuity ? 0.5 : 0;
  const z = alternative === "two-sided"
    ? Math.max(Math.abs(gap) - half, 0) / spread
    : (gap + (alternative === "less" ? half : -half)) / spread;
  return { statistic, pValue: symmetricPValue(z, normalDistribution(), alternative), ...about };
}

/** The sum of the ranks of the first of two sorted samples, and Σ (t³ − t) over the ties of both, by merging. */
function mergedRanks(a: Float64Array, b: Float64Array): { rankSum: number; tieSum: number } {
  let [i, j, rankSum, tieSum] = [0, 0, 0, 0];
  while (i < a.length || j < b.length) {
    const value = j >= b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
    const [before, mine] = [i + j, i];
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    const size = i + j - before;
    rankSum += (i - mine) * (before + (size + 1) / 2);
    if (size > 1) tieSum += size * size * size - size;
  }
  return { rankSum, tieSum };
}

/** How likely the rank sum of m of the ranks is at most and at least the observed one, over all choices. */
function rankSumTails(ranks: Float64Array, m: number, observed: number): { atMost: number; atLeast: number } {
  const doubled = Array.from(ranks, (rank) => Math.round(2 * rank));
  const most = doubled.toSorted((x, y) => y - x).slice(0, m).reduce((sum, rank) => sum + rank, 0);
  // chances[k][sum]: the probability that k of the ranks seen so far were chosen, with this sum of doubled ranks.
  const chances = Array.from({ length: m + 1 }, () => new Float64Array(most + 1));
  chances[0][0] = 1;
  const n = ranks.length;
  doubled.forEach((rank, seen) => {
    for (let k = Math.min(m, seen + 1); k >= 0; k--) {
      // When k of the ones before were chosen, this one is with probability (m − k) / (n − seen).
      const stays = Math.max(0, 1 - (m - k) / (n - seen));
      const comes = k === 0 ? 0 : (m - k + 1) / (n - seen);
      const [here, below] = [chances[k], chances[Math.max(0, k - 1)]];
      for (let sum = most; sum >= 0; sum--) {
        here[sum] = here[sum] * stays + (comes > 0 && sum >= rank ? below[sum - rank] * comes : 0);
      }
    }
  });
  const at = Math.round(2 * observed);
  let [atMost, atLeast] = [0, 0];
  for (let sum = 0; sum <= Math.min(at, most); sum++) atMost += chances[m][sum];
  for (let sum = most; sum >= at; sum--) atLeast += chances[m][sum];
  return { atMost, atLeast };
}
