import type { BootstrapOptions } from "./bootstrap.ts";
import { intervalOf } from "./bootstrap_interval.ts";
import { checkSample } from "./_check_sample.ts";
import type { Estimate } from "./estimate.ts";
import { resample, type Statistic } from "./resample.ts";
import { resampleSums } from "./resample_sums.ts";
import { valuesByName } from "./_values_by_name.ts";

/**
 * The bootstrap interval of any statistic of values that come in clusters: whole clusters are drawn.
 *
 * @param sample the numbers, at least one
 * @param clusters the name of each number's cluster, in the same order
 * @param options see {@linkcode BootstrapOptions}; `statistic`: a function of a sample, default the mean; NaN means undefined. BCa is
 *   the default from 20 clusters on
 * @returns the estimate; one cluster gives no interval; equal inputs and seed give equal results
 * @throws {RangeError} if the lengths differ, the sample is empty, a cluster is missing or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = clusterBootstrap([1, 1, 0, 0, 1, 1], ["a", "a", "b", "b", "c", "c"], { resamples: 500 });
 * assertAlmostEquals(value!, 4 / 6, 1e-15);
 * ```
 */
export function clusterBootstrap(
  sample: ArrayLike<number>,
  clusters: ArrayLike<string | number>,
  options: BootstrapOptions & { readonly statistic?: (sample: Float64Array) => number } = {},
): Estimate {
  const { statistic } = options;
  const doing = "bootstrap clusters";
  const values = checkSample(doing, "sample", sample);
  const groups = valuesByName(doing, values, { clusters });
  const cells = new Int32Array(groups.length).fill(1);
  const settings = { ...options, jackknife: options.method !== "percentile" };
  const found = statistic === undefined
    ? resampleSums({ rows: groups.flatMap(sumAndSize), cells }, ([sum, size]) => sum / size, settings)
    : resample(cells, ofDrawn(groups, statistic), settings);
  return { ...intervalOf(found, 0, options), n: values.length };
}

function sumAndSize(group: readonly number[]): [number, number] {
  return [group.reduce((sum, value) => sum + value, 0), group.length];
}

/** The statistic of the values of the clusters that are drawn; NaN for none. */
function ofDrawn(groups: readonly (readonly number[])[], statistic: (sample: Float64Array) => number): Statistic {
  // Clusters differ in size, so a draw may hold more values than there are.
  const room = new Float64Array(groups.length * groups.reduce((most, group) => Math.max(most, group.length), 0));
  return (counts, out) => {
    let length = 0;
    groups.forEach((group, c) => {
      for (let k = counts[c]; k > 0; k--) {
        room.set(group, length);
        length += group.length;
      }
    });
    out[0] = length === 0 ? NaN : statistic(room.subarray(0, length));
  };
}
