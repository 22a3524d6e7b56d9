import type { ItemScores, ScoreOptions } from "./_item_scores.ts";
import { measureRankings, type Ranking, type Relevance } from "./_rankings.ts";

/**
 * The part of what is relevant that stands in the first k places, averaged over the queries.
 *
 * As trec_eval's recall. A relevance above 0 counts as relevant. It is undefined for a query to which nothing is relevant.
 *
 * @param relevant what is relevant to each query; null leaves the query out
 * @param rankings what was found for each query, best first, each identifier once; null leaves the query out
 * @param options `k`: how many places count, default 10; and those of {@linkcode ScoreOptions}
 * @returns the score of each query from 0 to 1, and their mean with a bootstrap interval
 * @throws {RangeError} if the lengths differ or k is not a whole number of at least 1
 * @throws {AssayError} if a ranking names an identifier twice
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(recallAtK([["a", "b"]], [["a", "x", "b", "y"]], { k: 2, resamples: 50 }).scores, [0.5]);
 * ```
 */
export function recallAtK(
  relevant: readonly Relevance[],
  rankings: readonly Ranking[],
  options: ScoreOptions & { k?: number } = {},
): ItemScores {
  const { k = 10 } = options;
  return measureRankings("compute recall@k", { relevant, rankings }, ({ gains, ideal }) => {
    if (ideal.length === 0) return "nothing is relevant to the query";
    return gains.slice(0, k).filter((gain) => gain > 0).length / ideal.length;
  }, options);
}
