import { checkInteger } from "../core/checks.ts";
import { DEFAULT_SEED, random, randomBelow } from "../core/random.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import { bootstrapInterval } from "./bootstrap_interval.ts";
import { checkSample } from "./_check_sample.ts";
import type { Estimate } from "./estimate.ts";
import { DEFAULT_RESAMPLES } from "./resample.ts";
import { stratifiedJackknife } from "./_stratified_jackknife.ts";
import { valuesByName } from "./_values_by_name.ts";

/**
 * The bootstrap interval of any statistic of values drawn from strata whose sizes were fixed: each stratum is resampled within
 * itself, so that its size never varies.
 *
 * Fit where the sampling was stratified, or where the statistic compares groups. Taking strata that were not fixed when
 * sampling makes the interval too narrow, and so do strata of a single item, which cannot vary at all. BCa takes the
 * acceleration for several samples of Davison and Hinkley (1997), section 5.4, as `scipy.stats.bootstrap` does.
 *
 * @param sample the numbers, at least one
 * @param strata the name of each number's stratum, in the same order
 * @param options see {@linkcode BootstrapOptions}; `statistic`: a function of a sample, default the mean; NaN means undefined. It
 *   sees the values stratum by stratum, in the order in which the strata first occur
 * @returns the estimate; strata of one item each give no interval; equal inputs and seed give equal results
 * @throws {RangeError} if the lengths differ, the sample is empty, a stratum is missing or an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * // Within the strata nothing varies but the second.
 * const { value, low, high } = stratifiedBootstrap([1, 1, 4, 6], ["a", "a", "b", "b"], { resamples: 500 });
 * assertEquals([value, low, high], [3, 2.5, 3.5]);
 * ```
 */
export function stratifiedBootstrap(
  sample: ArrayLike<number>,
  strata: ArrayLike<string | number>,
  options: BootstrapOptions & { readonly statistic?: (sample: Float64Array) => number } = {},
): Estimate {
  const { statistic = mean, resamples = DEFAULT_RESAMPLES, seed = DEFAULT_SEED } = options;
  const doing = "bootstrap strata";
  checkInteger(doing, "the number of items", sample.length, { min: 1 });
  checkInteger(doing, "resamples", resamples, { min: 1 });
  const groups = valuesByName(doing, checkSample(doing, "sample", sample), { strata });
  const values = Float64Array.from(groups.flat());
  const starts = new Int32Array(groups.length + 1);
  groups.forEach((group, h) => starts[h + 1] = starts[h] + group.length);

  const source = random(seed);
  const drawn = new Float64Array(values.length);
  const replicates = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    for (let h = 0; h + 1 < starts.length; h++) {
      const [start, size] = [starts[h], starts[h + 1] - starts[h]];
      for (let i = start; i < start + size; i++) drawn[i] = values[start + randomBelow(source, size)];
    }
    replicates[r] = statistic(drawn);
  }
  const jackknife = options.method === "percentile" ? undefined : stratifiedJackknife(values, starts, statistic);
  const value = statistic(values.slice());
  return bootstrapInterval({ n: values.length, value, replicates, jackknife }, options);
}

function mean(sample: Float64Array): number {
  return sample.reduce((sum, x) => sum + x, 0) / sample.length;
}
