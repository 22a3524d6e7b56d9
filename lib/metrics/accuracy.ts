import { checkSameLength } from "../core/checks.ts";
import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import { proportion } from "../stats/proportion.ts";
import type { Label } from "./_coded_items.ts";

/**
 * The part of answered items whose prediction equals the reference, with Wilson's interval.
 *
 * Equals scikit-learn's `accuracy_score` when no prediction is missing. Missing ones are left out and counted, with the value
 * that would result if all of them were wrong (`worst`) or right (`best`).
 *
 * @param references the true label of each item; null leaves the item out
 * @param predictions the predicted label of each item, in the same order; null leaves it out
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, 0 to 1; undefined without answered items
 * @throws {RangeError} if the lengths differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { value, n, excluded, worst, best } = accuracy(["a", "b", "b", "a"], ["a", "b", "a", null]);
 * assertEquals([value, n, excluded, worst, best], [2 / 3, 3, 1, 0.5, 0.75]);
 * ```
 */
export function accuracy(
  references: readonly Label[],
  predictions: readonly Label[],
  options: { level?: number } = {},
): Estimate {
  const { level = DEFAULT_LEVEL } = options;
  checkSameLength("compute the accuracy", { references, predictions });
  const all = references.length;
  let [n, hits] = [0, 0];
  for (let i = 0; i < all; i++) {
    const [reference, prediction] = [references[i], predictions[i]];
    if (reference === null || prediction === null) continue;
    n++;
    if (reference === prediction) hits++;
  }
  const estimate = proportion(hits, n, { level, empty: "there are no answered items" });
  const excluded = all - n;
  return excluded === 0 ? estimate : { ...estimate, excluded, worst: hits / all, best: (hits + excluded) / all };
}
