import type { Alternative, TestResult } from "./test_result.ts";

/** The result of a test that says nothing about these data, and why. */
export function undefinedTest(
  reason: string,
  about: { method: string; n: number; alternative?: Alternative; statistic?: number },
): TestResult {
  const { method, n, alternative = "two-sided", statistic = null } = about;
  return { statistic, pValue: null, method, n, alternative, reason };
}
