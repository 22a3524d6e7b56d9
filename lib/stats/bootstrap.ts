import { checkInteger } from "../core/checks.ts";
import type { Estimate } from "./estimate.ts";
import { bootstrapInterval } from "./bootstrap_interval.ts";
import { resample } from "./resample.ts";

/** Options of {@linkcode bootstrap} and {@linkcode pairedBootstrap}. */
export interface BootstrapOptions {
  /** How many resamples to draw, default 10,000. */
  readonly resamples?: number;
  /** The seed of the draws. */
  readonly seed?: number;
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** "bca" (default from 20 items on) or "percentile" (for statistics that are not smooth, such as quantiles). */
  readonly method?: "bca" | "percentile";
}

/**
 * The bootstrap interval of any statistic of a sample.
 *
 * @param sample the numbers, at least one
 * @param statistic a function of a sample; NaN means undefined
 * @param options see {@linkcode BootstrapOptions}
 * @returns the estimate; equal inputs and seed give equal results
 * @throws {RangeError} if the sample is empty or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const mean = (xs: Float64Array) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
 * const { value } = bootstrap([1, 2, 3, 4, 5], mean);
 * assertAlmostEquals(value!, 3, 1e-12);
 * ```
 */
export function bootstrap(
  sample: ArrayLike<number>,
  statistic: (sample: Float64Array) => number,
  options: BootstrapOptions = {},
): Estimate {
  checkInteger("bootstrap", "the number of items", sample.length, { min: 1 });
  const drawn = new Float64Array(sample.length);
  const { n, values, replicates, jackknife } = resample(new Int32Array(sample.length).fill(1), (counts, out) => {
    let length = 0;
    for (let i = 0; i < counts.length; i++) {
      for (let k = counts[i]; k > 0; k--) drawn[length++] = sample[i];
    }
    out[0] = statistic(drawn.subarray(0, length));
  }, { ...options, jackknife: options.method !== "percentile" });
  return bootstrapInterval({ n, value: values[0], replicates: replicates[0], jackknife: jackknife[0] }, options);
}
