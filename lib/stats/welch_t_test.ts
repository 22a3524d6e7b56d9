import { checkAlternative, checkSample } from "./_check_sample.ts";
import { moments } from "./_moments.ts";
import { tResult } from "./_t_result.ts";
import { undefinedTest } from "./_undefined_test.ts";
import type { TestOptions, TestResult } from "./test_result.ts";

/**
 * Welch's t test that two independent samples have the same mean, whatever their variances.
 *
 * Equals `scipy.stats.ttest_ind(equal_var=False)`: sample variances divide by n − 1, the degrees of freedom are Welch's and
 * Satterthwaite's.
 *
 * @param first the first sample
 * @param second the second sample
 * @param options see {@linkcode TestOptions}; "greater" means that the first mean is larger
 * @returns t with its degrees of freedom; undefined for samples without spread or with fewer than two values each
 * @throws {RangeError} if a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(welchTTest([1, 2, 3], [4, 6, 8]).df as number, 2.941176470588235, 1e-12);
 * ```
 */
export function welchTTest(first: ArrayLike<number>, second: ArrayLike<number>, options: TestOptions = {}): TestResult {
  const { alternative = "two-sided" } = options;
  checkAlternative("run Welch's t test", alternative);
  const a = moments(checkSample("run Welch's t test", "first", first));
  const b = moments(checkSample("run Welch's t test", "second", second));
  const about = { method: "welch t", n: a.n + b.n, alternative };
  if (a.n < 2 || b.n < 2) return undefinedTest("it needs two values in each sample", about);
  const [u, v] = [a.squares / (a.n - 1) / a.n, b.squares / (b.n - 1) / b.n];
  if (u + v === 0) return undefinedTest("neither sample has any spread", about);
  // By parts of the whole, so that tiny variances do not underflow when squared.
  const [p, q] = [u / (u + v), v / (u + v)];
  const df = 1 / (p * p / (a.n - 1) + q * q / (b.n - 1));
  return tResult({ difference: a.mean - b.mean, error: Math.sqrt(u + v), df }, about);
}
