import type { ItemScores, ScoreOptions } from "./_item_scores.ts";
import { measureRankings, type Ranking, type Relevance } from "./_rankings.ts";

/**
 * The precision at each relevant find, averaged over all that is relevant, and then over the queries (MAP).
 *
 * As trec_eval's map, and map_cut with `k`: what was not found counts as 0, and the divisor is the number of relevant ones, also
 * when it exceeds k. It is undefined for a query to which nothing is relevant.
 *
 * @param relevant what is relevant to each query; null leaves the query out
 * @param rankings what was found for each query, best first, each identifier once; null leaves the query out
 * @param options `k`: how many places count, default all; and those of {@linkcode ScoreOptions}
 * @returns the score of each query from 0 to 1, and their mean with a bootstrap interval
 * @throws {RangeError} if the lengths differ or k is not a whole number of at least 1
 * @throws {AssayError} if a ranking names an identifier twice
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(meanAveragePrecision([["a", "b"]], [["a", "x", "b"]], { resamples: 50 }).scores, [(1 + 2 / 3) / 2]);
 * ```
 */
export function meanAveragePrecision(
  relevant: readonly Relevance[],
  rankings: readonly Ranking[],
  options: ScoreOptions & { k?: number } = {},
): ItemScores {
  return measureRankings("compute the mean average precision", { relevant, rankings }, ({ gains, ideal }) => {
    if (ideal.length === 0) return "nothing is relevant to the query";
    let [hits, sum] = [0, 0];
    gains.slice(0, options.k).forEach((gain, place) => {
      if (gain > 0) sum += ++hits / (place + 1);
    });
    return sum / ideal.length;
  }, options);
}
