import { checkPairs } from "./_check_pairs.ts";
import { midRanks } from "./_ranks.ts";
import type { CorrelationEstimate, CorrelationOptions } from "./correlation_estimate.ts";
import { correlationOf } from "./pearson.ts";

/**
 * Spearman's rank correlation of pairs, with an interval and the t test that it is 0.
 *
 * Value and p-value equal `scipy.stats.spearmanr`, ties sharing the mean of their ranks; the interval is Fisher's with the standard
 * error sqrt((1 + r²/2) / (n − 3)) of Bonett and Wright, Psychometrika 65 (2000) 23-28.
 *
 * @param first the first value of each pair
 * @param second the second value of each pair, in the same order
 * @param options see {@linkcode CorrelationOptions}
 * @returns the estimate, −1 to 1, method "bonett-wright"; undefined for fewer than three pairs or a list without spread; without an
 *   interval for three pairs and for ranks that agree entirely
 * @throws {RangeError} if the lengths differ, a value is not finite or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(spearman([1, 2, 3, 4], [1, 100, 10, 1000]).value!, 0.8, 1e-15);
 * ```
 */
export function spearman(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: CorrelationOptions = {},
): CorrelationEstimate {
  const { x, y, level, alternative } = checkPairs("correlate", first, { second, options });
  const about = { n: x.length, method: "bonett-wright", level };
  const found = correlationOf(midRanks(x).ranks, midRanks(y).ranks, {
    about,
    alternative,
    error: (r, n) => Math.sqrt((1 + r * r / 2) / (n - 3)),
  });
  return found.reason === "the pairs lie on a line" ? { ...found, reason: "the ranks agree entirely" } : found;
}
