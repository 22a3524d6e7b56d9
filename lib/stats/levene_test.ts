import { checkGroups } from "./_check_groups.ts";
import { checkChoice } from "./_check_sample.ts";
import { moments } from "./_moments.ts";
import { oneWayAnova } from "./one_way_anova.ts";
import { quantileSorted } from "./quantile_sorted.ts";
import type { TestResult } from "./test_result.ts";

/**
 * Levene's test that several independent samples have the same variance.
 *
 * The analysis of variance of the distances from each sample's centre; equals `scipy.stats.levene`. From the median it is the
 * form of Brown and Forsythe (JASA 69, 1974, 364-367), which is robust.
 *
 * @param groups at least two samples
 * @param options `center`: "median" (default) or "mean"
 * @returns F with groups − 1 and n − groups degrees of freedom; undefined where the distances have no spread, or a sample is empty
 * @throws {RangeError} if there are fewer than two groups or a value is not finite
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(leveneTest([[1, 2, 3, 4], [1, 3, 5, 7]]).statistic!, 2.4, 1e-12);
 * ```
 */
export function leveneTest(
  groups: readonly ArrayLike<number>[],
  options: { center?: "median" | "mean" } = {},
): TestResult {
  const { center = "median" } = options;
  checkChoice("run Levene's test", "center", center, ["median", "mean"]);
  const distances = checkGroups("run Levene's test", groups).map((sample) => {
    if (sample.length === 0) return sample;
    const shifted = sample.map((value) => value - sample[0]);
    const middle = center === "mean" ? moments(shifted).mean : quantileSorted(shifted.toSorted(), 0.5);
    return shifted.map((value) => Math.abs(value - middle));
  });
  const found = oneWayAnova(distances);
  if (found.reason === "there is no spread within the samples") {
    return { ...found, method: `levene (${center})`, reason: "the distances from the centres have no spread" };
  }
  return { ...found, method: `levene (${center})` };
}
