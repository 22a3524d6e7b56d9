import { checkSameLength } from "../core/checks.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import { intervalOf } from "./bootstrap_interval.ts";
import type { Estimate } from "./estimate.ts";
import { resampleSums } from "./resample_sums.ts";

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
  const items = { rows: [...cells.keys()], cells: [...cells.values()] };
  return intervalOf(resampleSums(items, (sums, n) => sums[0] / n, options), 0, options);
}
