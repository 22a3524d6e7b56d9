import { checkSameLength } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { checkAlternative, checkChoice, checkSample } from "./_check_sample.ts";
import { midRanks } from "./_ranks.ts";
import { exactPValue, symmetricPValue } from "./_tail_p_value.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { normalDistribution } from "./normal_distribution.ts";
import type { TestOptions, TestResult } from "./test_result.ts";

/** Options of {@linkcode wilcoxonSignedRank}. */
export interface WilcoxonOptions extends TestOptions {
  /** What becomes of differences of 0: "wilcox" (default) leaves them out, "pratt" ranks them first, "zsplit" halves their ranks. */
  readonly zeros?: "wilcox" | "pratt" | "zsplit";
  /** "exact" (ties are no obstacle), "asymptotic", or "auto" (default): exact up to 50 differences. */
  readonly method?: "auto" | "exact" | "asymptotic";
  /** Whether the normal approximation moves half a rank towards the middle, default false. */
  readonly continuity?: boolean;
}

const DOING = "run Wilcoxon's signed-rank test";
const LARGEST_AUTO = 50;
const LARGEST_EXACT = 1000;

/**
 * Wilcoxon's signed-rank test that the differences of pairs are symmetric around 0.
 *
 * The exact p-value is that of all sign changes of the ranks at hand, so it is right with ties too; the asymptotic one equals
 * `scipy.stats.wilcoxon(method="approx")`, with the correction for ties. Wilcoxon, Biometrics Bull. 1 (1945) 80-83.
 *
 * @param first the first value of each pair
 * @param second the second value of each pair in the same order, or one number to compare all with
 * @param options see {@linkcode WilcoxonOptions}; "greater" means that the first is larger
 * @returns the sum of the ranks of positive differences (scipy reports the smaller sum when two-sided); `n` counts the
 *   differences that are not 0; undefined when there is none
 * @throws {RangeError} if the lengths differ, a value is not finite or an option is none of its kind
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { statistic, pValue } = wilcoxonSignedRank([5, 7, 9], [4, 5, 6], { alternative: "greater" });
 * assertEquals([statistic, pValue], [6, 1 / 8]);
 * ```
 */
export function wilcoxonSignedRank(
  first: ArrayLike<number>,
  second: ArrayLike<number> | number,
  options: WilcoxonOptions = {},
): TestResult {
  const { alternative = "two-sided", zeros = "wilcox", method = "auto", continuity = false } = options;
  checkAlternative(DOING, alternative);
  checkChoice(DOING, "zeros", zeros, ["wilcox", "pratt", "zsplit"]);
  checkChoice(DOING, "method", method, ["auto", "exact", "asymptotic"]);
  const all = differences(first, second);
  const kept = zeros === "wilcox" ? all.filter((gap) => gap !== 0) : all;
  const n = all.reduce((count, gap) => count + (gap === 0 ? 0 : 1), 0);
  const exact = method === "exact" || (method === "auto" && n <= LARGEST_AUTO && zeros !== "zsplit");
  const about = { method: `wilcoxon ${exact ? "exact" : "asymptotic"}`, n, alternative };
  if (n === 0) return undefinedTest("no difference is other than 0", about);
  if (exact && zeros === "zsplit") {
    throw new RangeError(`Cannot ${DOING}: zeros must be "wilcox" or "pratt" for the exact method, received "zsplit"`);
  }
  if (exact && n > LARGEST_EXACT) {
    throw new RangeError(
      `Cannot ${DOING}: method must be "asymptotic" for more than ${LARGEST_EXACT} differences, received "exact"`,
    );
  }

  const { ranks } = midRanks(kept.map(Math.abs));
  let statistic = 0;
  const moving: number[] = [];
  ranks.forEach((rank, i) => {
    if (kept[i] > 0) statistic += rank;
    if (kept[i] === 0 && zeros === "zsplit") statistic += rank / 2;
    if (kept[i] !== 0 || zeros === "zsplit") moving.push(rank);
  });
  if (exact) return { statistic, pValue: exactPValue(signTails(moving, statistic), alternative), ...about };

  const nZeros = kept.length - n;
  const fixed = zeros === "pratt" ? nZeros : 0;
  const m = kept.length;
  const mean = m * (m + 1) / 4 - fixed * (fixed + 1) / 4;
  const squares = m * (m + 1) * (2 * m + 1) - fixed * (fixed + 1) * (2 * fixed + 1);
  const variance = (squares - midRanks(moving).tieSum / 2) / 24;
  const shift = !continuity
    ? 0
    : alternative === "two-sided"
    ? 0.5 * Math.sign(statistic - mean)
    : alternative === "less"
    ? -0.5
    : 0.5;
  const z = (statistic - mean - shift) / Math.sqrt(variance);
  return { statistic, pValue: symmetricPValue(z, normalDistribution(), alternative), ...about };
}

function differences(first: ArrayLike<number>, second: ArrayLike<number> | number): Float64Array {
  const a = checkSample(DOING, "first", first);
  if (typeof second === "number") {
    checkNumber(DOING, "second", second);
    return a.map((value) => value - second);
  }
  checkSameLength(DOING, { first, second });
  const b = checkSample(DOING, "second", second);
  return a.map((value, i) => value - b[i]);
}

/** How likely the sum of the positive ranks is at most and at least the observed one, over all signs. */
function signTails(ranks: readonly number[], observed: number): { atMost: number; atLeast: number } {
  // Twice the mid-ranks are whole, so sums index an array.
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const most = doubled.reduce((sum, rank) => sum + rank, 0);
  const chances = new Float64Array(most + 1);
  chances[0] = 1;
  let reach = 0;
  for (const rank of doubled) {
    reach += rank;
    for (let sum = reach; sum >= 0; sum--) {
      chances[sum] = (chances[sum] + (sum >= rank ? chances[sum - rank] : 0)) / 2;
    }
  }
  const at = Math.round(2 * observed);
  let [atMost, atLeast] = [0, 0];
  for (let sum = 0; sum <= at; sum++) atMost += chances[sum];
  for (let sum = most; sum >= at; sum--) atLeast += chances[sum];
  return { atMost, atLeast };
}
