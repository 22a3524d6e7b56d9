import { checkGroups } from "./_check_groups.ts";
import { midRanks } from "./_ranks.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { chiSquareDistribution } from "./chi_square_distribution.ts";
import type { TestResult } from "./test_result.ts";

/**
 * The test of Kruskal and Wallis that several independent samples come from one distribution.
 *
 * Ranks over all samples, with the correction for ties; equals `scipy.stats.kruskal`. Kruskal and Wallis, JASA 47 (1952)
 * 583-621.
 *
 * @param groups at least two samples
 * @returns H with groups − 1 degrees of freedom; undefined for an empty sample, and for values that are all equal
 * @throws {RangeError} if there are fewer than two groups or a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(kruskalWallis([[1, 2], [3, 4], [5, 6]]).statistic!, 32 / 7, 1e-12);
 * ```
 */
export function kruskalWallis(groups: readonly ArrayLike<number>[]): TestResult {
  const samples = checkGroups("run the Kruskal-Wallis test", groups);
  const n = samples.reduce((sum, sample) => sum + sample.length, 0);
  const about = { method: "kruskal-wallis", n };
  if (samples.some((sample) => sample.length === 0)) return undefinedTest("it needs a value in each sample", about);
  const { ranks, tieSum } = midRanks(samples.flatMap((sample) => [...sample]));
  const room = n * n * n - n;
  if (tieSum === room) return undefinedTest("all values are equal", about);
  let [at, spread] = [0, 0];
  for (const { length } of samples) {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += ranks[at++];
    spread += length * (sum / length - (n + 1) / 2) ** 2;
  }
  const statistic = 12 * spread / (n * (n + 1)) / (1 - tieSum / room);
  const df = samples.length - 1;
  return { statistic, df, pValue: chiSquareDistribution(df).sf(statistic), ...about, alternative: "two-sided" };
}
