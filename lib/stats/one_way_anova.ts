import { checkGroups } from "./_check_groups.ts";
import { moments } from "./_moments.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { fDistribution } from "./f_distribution.ts";
import type { TestResult } from "./test_result.ts";

/**
 * The one-way analysis of variance: that several independent samples have the same mean, if their variances are equal.
 *
 * Equals `scipy.stats.f_oneway`.
 *
 * @param groups at least two samples
 * @returns F with groups − 1 and n − groups degrees of freedom; undefined for an empty sample, no more values than groups, or
 *   no spread within the samples
 * @throws {RangeError} if there are fewer than two groups or a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(oneWayAnova([[1, 2, 3], [2, 3, 4], [5, 6, 7]]).statistic!, 13, 1e-12);
 * ```
 */
export function oneWayAnova(groups: readonly ArrayLike<number>[]): TestResult {
  const samples = checkGroups("run a one-way analysis of variance", groups);
  const n = samples.reduce((sum, sample) => sum + sample.length, 0);
  const about = { method: "one-way anova", n };
  if (samples.some((sample) => sample.length === 0)) return undefinedTest("it needs a value in each sample", about);
  const df = [samples.length - 1, n - samples.length] as const;
  if (df[1] === 0) return undefinedTest("it needs more values than samples", about);
  // From the first value on, so that the means of values far from 0 keep their digits.
  const found = samples.map((sample) => moments(sample.map((value) => value - samples[0][0])));
  const within = found.reduce((sum, { squares }) => sum + squares, 0);
  if (within === 0) return undefinedTest("there is no spread within the samples", about);
  const grand = found.reduce((sum, sample) => sum + sample.n * sample.mean, 0) / n;
  const between = found.reduce((sum, sample) => sum + sample.n * (sample.mean - grand) ** 2, 0);
  const statistic = (between / df[0]) / (within / df[1]);
  return { statistic, df, pValue: fDistribution(...df).sf(statistic), ...about, alternative: "two-sided" };
}
