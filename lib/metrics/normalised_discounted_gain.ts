import type { ItemScores, ScoreOptions } from "./_item_scores.ts";
import { measureRankings, type Ranking, type Relevance } from "./_rankings.ts";

/**
 * The discounted gain of the first k places over the best that was possible, averaged over the queries (nDCG).
 *
 * The gain of a place is its relevance, divided by log2(place + 1) (Järvelin and Kekäläinen, TOIS 20 (2002) 422-446), as in
 * scikit-learn's `ndcg_score`, which averages over ties in scores where there is no order; "exponential" takes 2^relevance − 1 as
 * the gain. It is undefined for a query to which nothing is relevant.
 *
 * @param relevant what is relevant to each query; null leaves the query out
 * @param rankings what was found for each query, best first, each identifier once; null leaves the query out
 * @param options `k`: how many places count, default all; `gain`: "linear" (default) or "exponential"; and those of {@linkcode ScoreOptions}
 * @returns the score of each query from 0 to 1, and their mean with a bootstrap interval
 * @throws {RangeError} if the lengths differ or k is not a whole number of at least 1
 * @throws {AssayError} if a ranking names an identifier twice
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const relevant = [new Map([["a", 3], ["b", 1]])];
 * assertEquals(normalisedDiscountedGain(relevant, [["a", "b"]], { resamples: 50 }).scores, [1]);
 * ```
 */
export function normalisedDiscountedGain(
  relevant: readonly Relevance[],
  rankings: readonly Ranking[],
  options: ScoreOptions & { k?: number; gain?: "linear" | "exponential" } = {},
): ItemScores {
  const { k, gain = "linear" } = options;
  const sum = (grades: readonly number[]) =>
    grades.slice(0, k).reduce((total, grade, place) => {
      return total + (gain === "linear" ? grade : 2 ** grade - 1) / Math.log2(place + 2);
    }, 0);
  return measureRankings("compute nDCG", { relevant, rankings }, ({ gains, ideal }) => {
    return ideal.length === 0 ? "nothing is relevant to the query" : sum(gains) / sum(ideal);
  }, options);
}
