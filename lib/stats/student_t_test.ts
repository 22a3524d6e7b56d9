import { checkAlternative, checkSample } from "./_check_sample.ts";
import { moments } from "./_moments.ts";
import { tResult } from "./_t_result.ts";
import { undefinedTest } from "./_undefined_test.ts";
import type { TestOptions, TestResult } from "./test_result.ts";

/**
 * Student's t test that two independent samples have the same mean, if their variances are equal.
 *
 * Equals `scipy.stats.ttest_ind(equal_var=True)`. Prefer {@linkcode welchTTest}: it needs no equal variances and loses little.
 *
 * @param first the first sample
 * @param second the second sample
 * @param options see {@linkcode TestOptions}; "greater" means that the first mean is larger
 * @returns t with n₁ + n₂ − 2 degrees of freedom; undefined for samples without spread or with fewer than three values in all
 * @throws {RangeError} if a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { statistic, pValue } = studentTTest([1, 2, 3], [4, 5, 6]);
 * assertAlmostEquals(statistic!, -3.6742346141747673, 1e-12);
 * assertAlmostEquals(pValue!, 0.021311641128756714, 1e-14);
 * ```
 */
export function studentTTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: TestOptions = {},
): TestResult {
  const { alternative = "two-sided" } = options;
  checkAlternative("run Student's t test", alternative);
  const a = moments(checkSample("run Student's t test", "first", first));
  const b = moments(checkSample("run Student's t test", "second", second));
  const about = { method: "student t", n: a.n + b.n, alternative };
  const df = a.n + b.n - 2;
  if (a.n === 0 || b.n === 0 || df < 1) {
    return undefinedTest("it needs a value in each sample and three in all", about);
  }
  const variance = (a.squares + b.squares) / df;
  if (variance === 0) return undefinedTest("neither sample has any spread", about);
  return tResult({ difference: a.mean - b.mean, error: Math.sqrt(variance * (1 / a.n + 1 / b.n)), df }, about);
}
