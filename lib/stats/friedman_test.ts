import { checkSameLength } from "../core/checks.ts";
import { checkGroups } from "./_check_groups.ts";
import { midRanks } from "./_ranks.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { chiSquareDistribution } from "./chi_square_distribution.ts";
import type { TestResult } from "./test_result.ts";

/**
 * Friedman's test that several systems score alike on the same items.
 *
 * Ranks within each item, with the correction for ties; equals `scipy.stats.friedmanchisquare`. Friedman, JASA 32 (1937)
 * 675-701.
 *
 * @param groups the scores of each system on the same items, at least two systems
 * @returns chi-square with systems − 1 degrees of freedom; undefined without items, or when no item tells the systems apart
 * @throws {RangeError} if the lengths differ or a score is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(friedmanTest([[1, 2, 3], [2, 3, 4], [3, 4, 5]]).statistic!, 6, 1e-12);
 * ```
 */
export function friedmanTest(groups: readonly ArrayLike<number>[]): TestResult {
  const systems = checkGroups("run Friedman's test", groups);
  checkSameLength("run Friedman's test", Object.fromEntries(systems.map((group, i) => [`groups[${i}]`, group])));
  const [k, n] = [systems.length, systems[0].length];
  const about = { method: "friedman", n };
  if (n === 0) return undefinedTest("there are no items", about);
  const sums = new Array<number>(k).fill(0);
  let tied = 0;
  for (let i = 0; i < n; i++) {
    const { ranks, tieSum } = midRanks(systems.map((system) => system[i]));
    ranks.forEach((rank, j) => sums[j] += rank);
    tied += tieSum;
  }
  const room = n * (k * k * k - k);
  if (tied === room) return undefinedTest("no item tells the systems apart", about);
  const spread = sums.reduce((sum, ranks) => sum + (ranks - n * (k + 1) / 2) ** 2, 0);
  const statistic = 12 * spread / (n * k * (k + 1)) / (1 - tied / room);
  const pValue = chiSquareDistribution(k - 1).sf(statistic);
  return { statistic, df: k - 1, pValue, ...about, alternative: "two-sided" };
}
