import { checkInteger, checkSameLength } from "../core/checks.ts";
import type { Estimate } from "../stats/estimate.ts";
import type { Label } from "./_coded_items.ts";
import { shareOf } from "./_score_estimate.ts";

/**
 * The share of items whose label is among the first k that the system named, with Wilson's interval.
 *
 * Equals scikit-learn's `top_k_accuracy_score` where no scores are tied. A label named twice takes up two places.
 *
 * @param references the true label of each item; null leaves the item out
 * @param rankings the labels that the system named, best first; null leaves the item out
 * @param options `k`: how many count, default 5; `level`
 * @returns the estimate, 0 to 1
 * @throws {RangeError} if the lengths differ or k is not a whole number of at least 1
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(topKAccuracy(["a", "b"], [["c", "a"], ["c", "a", "b"]], { k: 2 }).value, 0.5);
 * ```
 */
export function topKAccuracy(
  references: readonly Label[],
  rankings: readonly (readonly string[] | null)[],
  options: { k?: number; level?: number } = {},
): Estimate {
  const { k = 5 } = options;
  checkSameLength("compute the top-k accuracy", { references, rankings });
  checkInteger("compute the top-k accuracy", "k", k, { min: 1 });
  const scores: number[] = [];
  references.forEach((reference, i) => {
    const ranking = rankings[i];
    if (reference !== null && ranking !== null) scores.push(ranking.slice(0, k).includes(reference) ? 1 : 0);
  });
  return shareOf(scores, references.length, options);
}
