import { type ItemScores, type Measured, type ScoreOptions, scoreShare } from "./_item_scores.ts";
import { codeSets, type LabelSet } from "./_label_sets.ts";

/**
 * The share of items whose predicted labels are exactly the true ones, with Wilson's interval.
 *
 * Equals scikit-learn's `accuracy_score` of both in `MultiLabelBinarizer` form. The order of an item's labels does not matter, and a
 * label that stands twice counts once.
 *
 * @param references the true labels of each item; null leaves the item out
 * @param predictions the predicted labels of each item, in the same order; null leaves it out
 * @param options `level`: confidence, default 0.95
 * @returns 1 or 0 for each item, and their share
 * @throws {RangeError} if the lengths differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(subsetAccuracy([["a", "b"], ["b"], []], [["b", "a"], ["a", "b"], []]).scores, [1, 0, 1]);
 * ```
 */
export function subsetAccuracy(
  references: readonly LabelSet[],
  predictions: readonly LabelSet[],
  options: Pick<ScoreOptions, "level"> = {},
): ItemScores {
  const sets = codeSets("compute the subset accuracy", { references, predictions });
  const measured: Measured[] = sets.missing.map((reason) => reason ?? 0);
  sets.positions.forEach((at, i) => {
    measured[at] = sets.hits[i] === sets.support[i] && sets.hits[i] === sets.predicted[i] ? 1 : 0;
  });
  return scoreShare(measured, options);
}
