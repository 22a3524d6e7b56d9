import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { quantileSorted } from "../stats/quantile_sorted.ts";
import type { TestResult } from "../stats/test_result.ts";

/** What a group's interval of gaps is called. */
export const GAP_METHOD = "stratified bootstrap";

/** Why there is neither interval nor test where there are no resamples. */
export const NOT_ASKED = "no interval was asked for (resamples is 0)";

/** The distance of the largest from the smallest value. */
export function rangeOf(values: ArrayLike<number>): number {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  return most - least;
}

/**
 * For each resample the range of the groups' deviations. As |range(found) − range(true)| ≤ range(found − true), whatever the
 * number of groups and even where none differs, its quantile is how far the gap may be off.
 */
export function deviationRanges(deviations: readonly Float64Array[]): Float64Array {
  const draws = deviations[0]?.length ?? 0;
  const ranges = new Float64Array(draws);
  for (let r = 0; r < draws; r++) {
    let [least, most] = [Infinity, -Infinity];
    for (const group of deviations) {
      least = Math.min(least, group[r]);
      most = Math.max(most, group[r]);
    }
    // Two groups without any value on the scale (log 0) are no distance apart that could be told.
    ranges[r] = most === least ? 0 : most - least;
  }
  return ranges;
}

/** Largest minus smallest value; the interval never falls below 0. */
export function gapEstimate(
  gap: number,
  ranges: Float64Array,
  about: { n: number; level: number; most?: number },
): Estimate {
  const { n, level, most = Infinity } = about;
  const reach = reachOf(ranges, level);
  if (typeof reach === "string") return undefinedEstimate(reach, { n, level, method: GAP_METHOD, value: gap });
  return { value: gap, low: Math.max(0, gap - reach), high: Math.min(most, gap + reach), level, n, method: GAP_METHOD };
}

/** Smallest divided by largest value; the interval is made on the log scale, about `centre`, and lies within 0 to 1. */
export function ratioEstimate(
  values: readonly number[],
  ranges: Float64Array,
  about: { n: number; level: number; centre: number },
): Estimate {
  const { n, level, centre } = about;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const missing = { n, level, method: GAP_METHOD };
  if (least < 0) return undefinedEstimate("a ratio of negative values says nothing", missing);
  if (most === 0) return undefinedEstimate("the value of every group is 0", missing);
  const value = least / most;
  const reach = reachOf(ranges, level);
  if (typeof reach === "string") return undefinedEstimate(reach, { ...missing, value });
  const low = least === 0 ? 0 : Math.min(value, centre * Math.exp(-reach));
  return { value, low, high: Math.min(1, Math.max(value, centre * Math.exp(reach))), ...missing };
}

/** The permutation test that no group differs, and the gap that is then to be expected. */
export function gapTest(
  gap: number,
  permuted: Float64Array,
  n: number,
): { test: TestResult; chanceGap: number | null } {
  const about = { method: "permutation random", n, alternative: "greater" as const };
  if (permuted.length === 0) {
    return { test: { statistic: gap, pValue: null, ...about, reason: NOT_ASKED }, chanceGap: null };
  }
  // Sums in another order differ by rounding; such differences are no evidence.
  const bound = gap * (1 - 1e-12) - 1e-300;
  let [atLeast, sum] = [0, 0];
  for (const other of permuted) {
    if (other >= bound) atLeast++;
    sum += other;
  }
  const pValue = (atLeast + 1) / (permuted.length + 1);
  return { test: { statistic: gap, pValue, ...about }, chanceGap: sum / permuted.length };
}

function reachOf(ranges: Float64Array, level: number): number | string {
  if (ranges.length === 0) return NOT_ASKED;
  const sorted = ranges.toSorted();
  // An infinite neighbour must not turn the interpolation into NaN.
  const reach = sorted[sorted.length - 1] === Infinity
    ? sorted[Math.ceil(level * (sorted.length - 1))]
    : quantileSorted(sorted, level);
  return reach > 0 ? reach : "every resample gives the same value, which says nothing about its uncertainty";
}
