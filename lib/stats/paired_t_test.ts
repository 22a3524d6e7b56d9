import { checkSameLength } from "../core/checks.ts";
import { checkAlternative, checkSample } from "./_check_sample.ts";
import { oneSampleTTest } from "./one_sample_t_test.ts";
import type { TestOptions, TestResult } from "./test_result.ts";

/**
 * Student's t test that the differences of pairs have the mean 0.
 *
 * Equals `scipy.stats.ttest_rel`.
 *
 * @param first the first value of each pair
 * @param second the second value of each pair, in the same order
 * @param options see {@linkcode TestOptions}; "greater" means that the first is larger
 * @returns t with n − 1 degrees of freedom; undefined for differences without spread or fewer than two pairs
 * @throws {RangeError} if the lengths differ or a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(pairedTTest([2, 4, 7], [1, 2, 4]).statistic!, Math.sqrt(12), 1e-12);
 * ```
 */
export function pairedTTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: TestOptions = {},
): TestResult {
  checkSameLength("run a paired t test", { first, second });
  checkAlternative("run a paired t test", options.alternative ?? "two-sided");
  const a = checkSample("run a paired t test", "first", first);
  const b = checkSample("run a paired t test", "second", second);
  const found = oneSampleTTest(a.map((value, i) => value - b[i]), 0, options);
  const reason = found.reason === "the sample has no spread" ? "the differences have no spread" : found.reason;
  return { ...found, method: "paired t", ...(reason === undefined ? {} : { reason }) };
}
