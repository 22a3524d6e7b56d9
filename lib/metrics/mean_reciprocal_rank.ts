import type { ItemScores, ScoreOptions } from "./_item_scores.ts";
import { measureRankings, type Ranking, type Relevance } from "./_rankings.ts";

/**
 * One over the place of the first relevant find, averaged over the queries (MRR).
 *
 * 0 where nothing relevant was found in the first k places; undefined for a query to which nothing is relevant.
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
 * assertEquals(meanReciprocalRank([["a"], ["b"]], [["x", "a"], ["b"]], { resamples: 50 }).scores, [0.5, 1]);
 * ```
 */
export function meanReciprocalRank(
  relevant: readonly Relevance[],
  rankings: readonly Ranking[],
  options: ScoreOptions & { k?: number } = {},
): ItemScores {
  return measureRankings("compute the mean reciprocal rank", { relevant, rankings }, ({ gains, ideal }) => {
    if (ideal.length === 0) return "nothing is relevant to the query";
    const place = gains.slice(0, options.k).findIndex((gain) => gain > 0);
    return place < 0 ? 0 : 1 / (place + 1);
  }, options);
}
