import { checkSameLength } from "../core/checks.ts";
import { checkAlternative, checkSample } from "./_check_sample.ts";
import { exactPValue } from "./_tail_p_value.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { binomialDistribution } from "./binomial_distribution.ts";
import type { TestOptions, TestResult } from "./test_result.ts";

/**
 * The sign test that in pairs the first is larger as often as the second.
 *
 * Exact, on the pairs that differ; equals `scipy.stats.binomtest(positive, differing, 0.5)`.
 *
 * @param first the first value of each pair
 * @param second the second value of each pair, in the same order
 * @param options see {@linkcode TestOptions}; "greater" means that the first is larger
 * @returns the number of pairs in which the first is larger; `n` counts the pairs that differ; undefined when none does
 * @throws {RangeError} if the lengths differ or a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const { statistic, pValue } = signTest([2, 3, 4, 5, 1], [1, 1, 1, 1, 1]);
 * assertEquals(statistic, 4);
 * assertAlmostEquals(pValue!, 2 / 16, 1e-15);
 * ```
 */
export function signTest(first: ArrayLike<number>, second: ArrayLike<number>, options: TestOptions = {}): TestResult {
  const { alternative = "two-sided" } = options;
  checkAlternative("run the sign test", alternative);
  checkSameLength("run the sign test", { first, second });
  const a = checkSample("run the sign test", "first", first);
  const b = checkSample("run the sign test", "second", second);
  let [positive, n] = [0, 0];
  a.forEach((value, i) => {
    if (value > b[i]) positive++;
    if (value !== b[i]) n++;
  });
  const about = { method: "sign exact", n, alternative };
  if (n === 0) return undefinedTest("no pair differs", about);
  const law = binomialDistribution(n, 0.5);
  const tails = { atMost: law.cdf(positive), atLeast: law.sf(positive - 1) };
  return { statistic: positive, pValue: exactPValue(tails, alternative), ...about };
}
