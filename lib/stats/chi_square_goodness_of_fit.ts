import { checkInteger, checkSameLength } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { chiSquareDistribution } from "./chi_square_distribution.ts";
import type { TestResult } from "./test_result.ts";

const DOING = "run the chi-square test of fit";

/**
 * Pearson's chi-square test that counts follow given proportions.
 *
 * Equals `scipy.stats.chisquare`.
 *
 * @param observed at least two counts
 * @param options `expected`: what each count should be in proportion, above 0, default all equal; they are scaled to the sum
 *   of the counts; `estimated`: how many parameters were fitted to the same counts, default 0
 * @returns chi-square with categories − 1 − estimated degrees of freedom; undefined when all counts are 0
 * @throws {RangeError} if a count or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(chiSquareGoodnessOfFit([10, 20, 30]).statistic!, 10, 1e-12);
 * ```
 */
export function chiSquareGoodnessOfFit(
  observed: ArrayLike<number>,
  options: { expected?: ArrayLike<number>; estimated?: number } = {},
): TestResult {
  const { estimated = 0 } = options;
  checkInteger(DOING, "the number of counts", observed.length, { min: 2 });
  checkInteger(DOING, "estimated", estimated, { min: 0, max: observed.length - 2 });
  const counts = Array.from(observed);
  const weights = Array.from(options.expected ?? counts.map(() => 1));
  checkSameLength(DOING, { observed: counts, expected: weights });
  counts.forEach((count, i) => checkInteger(DOING, `observed[${i}]`, count, { min: 0 }));
  weights.forEach((weight, i) => checkNumber(DOING, `expected[${i}]`, weight, { above: 0 }));
  const n = counts.reduce((sum, count) => sum + count, 0);
  if (n === 0) return undefinedTest("all counts are 0", { method: "chi-square of fit", n });
  const scale = n / weights.reduce((sum, weight) => sum + weight, 0);
  const statistic = counts.reduce((sum, count, i) => sum + (count - weights[i] * scale) ** 2 / (weights[i] * scale), 0);
  const df = counts.length - 1 - estimated;
  const pValue = chiSquareDistribution(df).sf(statistic);
  return { statistic, df, pValue, method: "chi-square of fit", n, alternative: "two-sided" };
}
