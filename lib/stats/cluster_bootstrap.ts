import { checkSameLength } from "../core/checks.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import { intervalOf } from "./bootstrap_interval.ts";
import { checkSample } from "./_check_sample.ts";
import type { Estimate } from "./estimate.ts";
import { resample } from "./resample.ts";

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
  const { statistic = mean } = options;
  checkSameLength("bootstrap clusters", { sample, clusters });
  const values = checkSample("bootstrap clusters", "sample", sample);
  const members = new Map<string | number, number[]>();
  values.forEach((value, i) => {
    const name = clusters[i];
    if (name === null || name === undefined || Number.isNaN(name)) {
      throw new RangeError(`Cannot bootstrap clusters: clusters[${i}] must be a name, received ${name}`);
    }
    const found = members.get(name);
    if (found === undefined) members.set(name, [value]);
    else found.push(value);
  });
  const groups = [...members.values()];
  // Clusters differ in size, so a draw may hold more values than there are.
  const room = new Float64Array(groups.length * groups.reduce((most, group) => Math.max(most, group.length), 0));
  const found = resample(new Int32Array(groups.length).fill(1), (counts, out) => {
    let length = 0;
    groups.forEach((group, c) => {
      for (let k = counts[c]; k > 0; k--) {
        room.set(group, length);
        length += group.length;
      }
    });
    out[0] = length === 0 ? NaN : statistic(room.subarray(0, length));
  }, { ...options, jackknife: options.method !== "percentile" });
  return { ...intervalOf(found, 0, options), n: values.length };
}

function mean(sample: Float64Array): number {
  return sample.reduce((sum, x) => sum + x, 0) / sample.length;
}
