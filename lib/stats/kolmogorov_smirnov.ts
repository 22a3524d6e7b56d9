import { oneSidedTail, twoSidedTail } from "./_kolmogorov.ts";
import { checkAlternative, checkSample } from "./_check_sample.ts";
import { ascendingOrder, inOrder } from "./ascending_order.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { describeValue } from "../core/describe_value.ts";
import type { TestOptions, TestResult } from "./test_result.ts";

const DOING = "run the Kolmogorov-Smirnov test";
const LARGEST_EXACT = 1000;

/**
 * The test of Kolmogorov and Smirnov that a sample comes from a given continuous distribution.
 *
 * Equals `scipy.stats.kstest(sample, cdf)`: exact, to 1e-10 relative, one-sided always, two-sided up to 1,000 values and in the
 * tail; else the refined limit law, off by less than 1e-5. The distribution must be given, not fitted to the sample.
 *
 * @param sample the sample
 * @param cdf the distribution function, 0 to 1
 * @param options see {@linkcode TestOptions}; as in scipy, "greater" means that the sample's distribution function is larger,
 *   so that its values are smaller
 * @returns the largest distance between the distribution functions (in the direction asked for); undefined for an empty sample
 * @throws {RangeError} if a value is not finite or the cdf leaves 0 to 1
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // One value: the distance is the larger of u and 1 − u, and P(D ≥ 0.9) = 0.2.
 * const { statistic, pValue } = kolmogorovSmirnov([0.1], (x) => x);
 * assertAlmostEquals(statistic!, 0.9, 1e-15);
 * assertAlmostEquals(pValue!, 0.2, 1e-12);
 * ```
 */
export function kolmogorovSmirnov(
  sample: ArrayLike<number>,
  cdf: (x: number) => number,
  options: TestOptions = {},
): TestResult {
  const { alternative = "two-sided" } = options;
  checkAlternative(DOING, alternative);
  const values = checkSample(DOING, "sample", sample);
  const sorted = inOrder(values, ascendingOrder(values));
  const n = sorted.length;
  const exact = alternative !== "two-sided" || n <= LARGEST_EXACT;
  const about = { method: `kolmogorov-smirnov ${exact ? "exact" : "asymptotic"}`, n, alternative };
  if (n === 0) return undefinedTest("there are no values", about);
  let [above, below] = [0, 0];
  for (let i = 0; i < n; i++) {
    const x = sorted[i];
    const p = cdf(x);
    if (!(p >= 0 && p <= 1)) {
      throw new RangeError(`Cannot ${DOING}: cdf must give a number from 0 to 1, received ${describeValue(p)} at ${x}`);
    }
    above = Math.max(above, (i + 1) / n - p);
    below = Math.max(below, p - i / n);
  }
  if (alternative === "greater") return { statistic: above, pValue: oneSidedTail(n, above), ...about };
  if (alternative === "less") return { statistic: below, pValue: oneSidedTail(n, below), ...about };
  const statistic = Math.max(above, below);
  return { statistic, pValue: twoSidedTail(n, statistic, LARGEST_EXACT), ...about };
}
