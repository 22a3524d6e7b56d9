import type { ItemScores } from "./_item_scores.ts";
import type { SetRule } from "./_label_set_average.ts";
import { type LabelSetOptions, scoreSets } from "./_label_set_scores.ts";
import type { LabelSet } from "./_label_sets.ts";

const RULE: SetRule = {
  name: "Jaccard score",
  score: (hits, support, predicted) => hits / (support + predicted - hits),
  ofItem: "no label is wanted or predicted",
  ofClass: "occur neither as references nor as predictions",
};

/**
 * The labels that are both right and predicted, as part of those that are either, averaged over classes, labels or items.
 *
 * Equals scikit-learn's `jaccard_score` of both in `MultiLabelBinarizer` form, except that 0/0 is undefined unless
 * `zeroDivision` says otherwise. A predicted label that is no class counts as wrong in "micro" and "samples"; to "macro" and
 * "weighted" it is nobody's, as in {@linkcode f1Score}.
 *
 * @param references the true labels of each item; null leaves the item out
 * @param predictions the predicted labels of each item, in the same order; null leaves it out
 * @param options see {@linkcode LabelSetOptions}
 * @returns the Jaccard score of each item, 0 to 1, and the average with its bootstrap interval over the items
 * @throws {RangeError} if the lengths differ or the average is unknown
 * @throws {AssayError} if a reference is not among the given labels
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { estimate } = jaccardScore([["a", "b"], ["b"]], [["a"], ["a", "b"]], { resamples: 50, average: "samples" });
 * assertAlmostEquals(estimate.value!, 0.5, 1e-12);
 * ```
 */
export function jaccardScore(
  references: readonly LabelSet[],
  predictions: readonly LabelSet[],
  options: LabelSetOptions = {},
): ItemScores {
  return scoreSets(RULE, { references, predictions }, options);
}
