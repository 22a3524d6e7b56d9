import { checkNumber } from "./_check_number.ts";
import { checkAlternative, checkSample } from "./_check_sample.ts";
import { moments } from "./_moments.ts";
import { tResult } from "./_t_result.ts";
import { undefinedTest } from "./_undefined_test.ts";
import type { TestOptions, TestResult } from "./test_result.ts";

/**
 * Student's t test that a sample comes from a population of a given mean.
 *
 * Equals `scipy.stats.ttest_1samp`.
 *
 * @param sample the sample
 * @param mean the mean under the null hypothesis
 * @param options see {@linkcode TestOptions}; "greater" means that the sample's mean is larger
 * @returns t with n − 1 degrees of freedom; undefined for a sample without spread or with fewer than two values
 * @throws {RangeError} if a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(oneSampleTTest([1, 2, 3], 0).statistic!, Math.sqrt(12), 1e-12);
 * ```
 */
export function oneSampleTTest(sample: ArrayLike<number>, mean: number, options: TestOptions = {}): TestResult {
  const { alternative = "two-sided" } = options;
  checkAlternative("run a one-sample t test", alternative);
  checkNumber("run a one-sample t test", "mean", mean);
  const found = moments(checkSample("run a one-sample t test", "sample", sample));
  const about = { method: "one-sample t", n: found.n, alternative };
  if (found.n < 2) return undefinedTest("it needs two values", about);
  if (found.squares === 0) return undefinedTest("the sample has no spread", about);
  const df = found.n - 1;
  return tResult({ difference: found.mean - mean, error: Math.sqrt(found.squares / df / found.n), df }, about);
}
