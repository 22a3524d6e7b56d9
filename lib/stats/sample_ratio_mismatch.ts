import { checkFraction, checkInteger, checkSameLength } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { multinomialTails } from "./_multinomial_tails.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { binomialDistribution } from "./binomial_distribution.ts";
import { chiSquareGoodnessOfFit } from "./chi_square_goodness_of_fit.ts";
import type { TestResult } from "./test_result.ts";

/** Whether groups have the sizes that their assignment should give. */
export interface SampleRatioResult extends TestResult {
  /**
   * "fail": the sizes do not fit, so the comparison of the groups is not to be trusted; "pass": nothing speaks against them;
   * "inconclusive": there are too few items for any sizes to be a mismatch.
   */
  readonly verdict: "pass" | "fail" | "inconclusive";
  /** The significance level of the verdict. */
  readonly alpha: number;
  /** The expected size of each group. */
  readonly expected: readonly number[];
  /** The part of all items in each group; null without items. */
  readonly shares: readonly number[] | null;
}

const DOING = "test the sample ratio";
/** Two groups of so many items in all are tested exactly, more only where a chi-square would be off. */
const EXACT_ITEMS = 1000;
/** With so few expected in a group the chi-square is off. */
const FEW = 5;
/** All outcomes of more groups are enumerated up to this number. */
const EXACT_OUTCOMES = 200_000;

/**
 * Whether the sizes of the groups of an experiment fit the ratio in which items were assigned.
 *
 * A mismatch means that items went lost, or were counted, in one group more than in another: look for the error before looking at
 * any result. The threshold is 0.001 because the test is run on every experiment and an alarm stops it (Fabijan and others,
 * "Diagnosing sample ratio mismatch", KDD 2019). Pearson's chi-square; exact where it would be off: two groups up to 1,000 items or
 * with fewer than 5 expected in one, more groups with fewer than 5 expected in one while there are at most 200,000 outcomes. An exact
 * p-value adds up all outcomes that are no likelier than the observed one, as `scipy.stats.binomtest` does. One look only: for
 * repeated looks divide alpha by their number.
 *
 * @param counts the size of each group, at least two
 * @param expectedRatios the ratio of the sizes, above 0: [1, 1] or [0.9, 0.1]; scaled to the sum of the counts
 * @param options `alpha`: the threshold of the verdict, default 0.001
 * @returns the chi-square statistic, the p-value and the verdict; undefined and inconclusive when all counts are 0
 * @throws {RangeError} if the lengths differ, a count is no whole number of at least 0, or a ratio or alpha is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sampleRatioMismatch([5010, 4990], [1, 1]).verdict, "pass");
 * assertEquals(sampleRatioMismatch([821_588, 815_482], [1, 1]).verdict, "fail");
 * ```
 */
export function sampleRatioMismatch(
  counts: ArrayLike<number>,
  expectedRatios: ArrayLike<number>,
  options: { alpha?: number } = {},
): SampleRatioResult {
  const { alpha = 0.001 } = options;
  checkFraction(DOING, "alpha", alpha);
  checkInteger(DOING, "the number of counts", counts.length, { min: 2 });
  checkSameLength(DOING, { counts, expectedRatios });
  const sizes = Array.from(counts);
  const ratios = Array.from(expectedRatios);
  sizes.forEach((size, i) => checkInteger(DOING, `counts[${i}]`, size, { min: 0 }));
  ratios.forEach((ratio, i) => checkNumber(DOING, `expectedRatios[${i}]`, ratio, { above: 0, max: 1e150 }));
  const n = sizes.reduce((sum, size) => sum + size, 0);
  checkInteger(DOING, "the sum of counts", n, { max: 1e12 });
  const whole = ratios.reduce((sum, ratio) => sum + ratio, 0);
  const parts = ratios.map((ratio) => ratio / whole);
  const expected = parts.map((part) => part * n);
  const about = { alpha, expected, shares: n === 0 ? null : sizes.map((size) => size / n) };
  if (n === 0) {
    return {
      ...undefinedTest("there are no items", { method: "exact binomial", n }),
      verdict: "inconclusive",
      ...about,
    };
  }
  const { statistic, ...test } = chiSquareGoodnessOfFit(sizes, { expected: parts });
  const few = expected.some((size) => size < FEW);
  const pair = sizes.length === 2;
  const exact = pair ? few || n <= EXACT_ITEMS : few && outcomes(n, sizes.length) <= EXACT_OUTCOMES;
  if (!exact) {
    const method = few ? "chi-square of fit, rough: fewer than 5 expected in a group" : "chi-square of fit";
    const verdict = test.pValue! < alpha ? "fail" : "pass";
    return { ...test, statistic, method, verdict, ...about };
  }
  const { pValue, least } = pair ? binomialTails(sizes[0], n, parts[0]) : multinomialTails(sizes, parts);
  return {
    statistic,
    pValue,
    method: pair ? "exact binomial" : "exact multinomial",
    n,
    alternative: "two-sided",
    verdict: pValue < alpha ? "fail" : least < alpha ? "pass" : "inconclusive",
    ...about,
  };
}

/** In how many ways n items can fall into the groups. */
function outcomes(n: number, groups: number): number {
  let count = 1;
  for (let i = 1; i < groups && count <= EXACT_OUTCOMES; i++) count = count * (n + i) / i;
  return count;
}

/** The two-sided p-value of k of n, and that of the least likely outcome. */
function binomialTails(k: number, n: number, p: number): { pValue: number; least: number } {
  const law = binomialDistribution(n, p);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const twoSided = (count: number) => {
    // Rounding must not tell apart what is equally likely.
    const limit = law.pmf(count) * (1 + 1e-9);
    if (law.pmf(mode) <= limit) return 1;
    const end = (direction: 1 | -1) => {
      let [likely, unlikely] = [mode, direction === 1 ? n + 1 : -1];
      while (Math.abs(unlikely - likely) > 1) {
        const middle = Math.floor((likely + unlikely) / 2);
        if (law.pmf(middle) <= limit) unlikely = middle;
        else likely = middle;
      }
      return unlikely;
    };
    return law.cdf(end(-1)) + law.sf(end(1) - 1);
  };
  return { pValue: Math.min(1, twoSided(k)), least: Math.min(1, twoSided(0), twoSided(n)) };
}
