import { checkInteger } from "../core/checks.ts";
import type { Estimate } from "./estimate.ts";
import { intervalOf } from "./bootstrap_interval.ts";
import { resample } from "./resample.ts";
import { resampleSums } from "./resample_sums.ts";

/** Options of {@linkcode bootstrap} and {@linkcode pairedBootstrap}. */
export interface BootstrapOptions {
  /** How many resamples to draw, default 10,000; 0 leaves the interval out. */
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
 * @param statistic a function of a sample; NaN means undefined; or "mean", which is several times faster than such a function
 * @param options see {@linkcode BootstrapOptions}
 * @returns the estimate; equal inputs and seed give equal results
 * @throws {RangeError} if the sample is empty or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(bootstrap([1, 2, 3, 4, 5], "mean").value!, 3, 1e-12);
 * assertAlmostEquals(bootstrap([1, 2, 3, 4, 5], (drawn) => Math.max(...drawn)).value!, 5, 1e-12);
 * ```
 */
export function bootstrap(
  sample: ArrayLike<number>,
  statistic: "mean" | ((sample: Float64Array) => number),
  options: BootstrapOptions = {},
): Estimate {
  checkInteger("bootstrap", "the number of items", sample.length, { min: 1 });
  const cells = new Int32Array(sample.length).fill(1);
  const jackknife = options.method !== "percentile";
  if (statistic === "mean") {
    return intervalOf(
      resampleSums({ rows: sample, cells }, (sums, n) => sums[0] / n, { ...options, jackknife }),
      0,
      options,
    );
  }
  const values = Float64Array.from(sample);
  const drawn = new Float64Array(sample.length + 2);
  const found = resample(cells, (counts, out) => {
    let length = 0;
    for (let i = 0; i < counts.length; i++) {
      // Most items are met at most twice: two are written unasked, which spares the processor a guess, and overwritten by the next.
      drawn[length] = drawn[length + 1] = values[i];
      for (let k = 2; k < counts[i]; k++) drawn[length + k] = values[i];
      length += counts[i];
    }
    out[0] = statistic(drawn.subarray(0, length));
  }, { ...options, jackknife });
  return intervalOf(found, 0, options);
}
