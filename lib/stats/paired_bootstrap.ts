import { checkSameLength } from "../core/checks.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import { intervalOf } from "./bootstrap_interval.ts";
import type { Estimate } from "./estimate.ts";
import { resample } from "./resample.ts";

/**
 * The mean difference of two systems' scores on the same items, first minus second, with its bootstrap interval.
 *
 * Items are drawn, not scores, so what makes an item hard for both cancels.
 *
 * @param first the first system's score of each item
 * @param second the second system's score of the same items, in the same order
 * @param options see {@linkcode BootstrapOptions}
 * @returns the estimate of the mean difference
 * @throws {RangeError} if the lengths differ, there are no items or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(pairedBootstrap([0.9, 0.4, 0.8], [0.8, 0.5, 0.5]).value!, 0.1, 1e-12);
 * ```
 */
export function pairedBootstrap(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: BootstrapOptions = {},
): Estimate {
  checkSameLength("compare scores", { first, second });
  const cells = new Map<number, number>();
  for (let i = 0; i < first.length; i++) {
    const difference = first[i] - second[i];
    cells.set(difference, (cells.get(difference) ?? 0) + 1);
  }
  const differences = [...cells.keys()];
  const resamples = resample([...cells.values()], (counts, out) => {
    let sum = 0;
    for (let c = 0; c < counts.length; c++) sum += counts[c] * differences[c];
    let n = 0;
    for (let c = 0; c < counts.length; c++) n += counts[c];
    out[0] = sum / n;
  }, options);
  return intervalOf(resamples, 0, options);
}
