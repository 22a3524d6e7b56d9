import { checkSample } from "./_check_sample.ts";
import { moments } from "./_moments.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { normalCdf } from "./normal_cdf.ts";
import type { TestResult } from "./test_result.ts";

/**
 * The test of Anderson and Darling that a sample comes from some normal distribution, whose mean and variance are estimated.
 *
 * The statistic equals `scipy.stats.anderson(dist="norm")`; the p-value is D'Agostino and Stephens' approximation for
 * A²(1 + 0.75/n + 2.25/n²), as in `statsmodels.stats.diagnostic.normal_ad`, good to about two digits. Goodness-of-Fit
 * Techniques (1986), table 4.9.
 *
 * @param sample the sample
 * @returns A² and its p-value; undefined for fewer than eight values or a sample without spread
 * @throws {RangeError} if a value is not finite
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 *
 * assert(andersonDarling([1, 2, 3, 4, 5, 6, 7, 8, 9, 100]).pValue! < 0.001);
 * ```
 */
export function andersonDarling(sample: ArrayLike<number>): TestResult {
  const sorted = checkSample("run the Anderson-Darling test", "sample", sample).sort();
  const { n, mean, squares } = moments(sorted);
  const about = { method: "anderson-darling", n };
  if (n < 8) return undefinedTest("it needs eight values", about);
  if (squares === 0) return undefinedTest("the sample has no spread", about);
  const deviation = Math.sqrt(squares / (n - 1));
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const below = normalCdf((sorted[i] - mean) / deviation);
    const above = normalCdf((mean - sorted[n - 1 - i]) / deviation);
    sum += (2 * i + 1) * (Math.log(below) + Math.log(above));
  }
  const statistic = -n - sum / n;
  const adjusted = statistic * (1 + 0.75 / n + 2.25 / (n * n));
  return { statistic, pValue: approximate(adjusted), ...about, alternative: "two-sided" };
}

function approximate(a: number): number {
  if (a < 0.2) return 1 - Math.exp(-13.436 + 101.14 * a - 223.73 * a * a);
  if (a < 0.34) return 1 - Math.exp(-8.318 + 42.796 * a - 59.938 * a * a);
  if (a < 0.6) return Math.exp(0.9177 - 4.279 * a - 1.38 * a * a);
  // The parabola turns upwards at 153; beyond 13 the p-value is 0 to every purpose of the approximation.
  return a < 13
    ? Math.exp(1.2937 - 5.709 * a + 0.0186 * a * a)
    : Math.exp(1.2937 - 5.709 * 13 + 0.0186 * 169 - 5 * (a - 13));
}
