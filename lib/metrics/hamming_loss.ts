import { type ItemScores, type Measured, scoreMean, type ScoreOptions } from "./_item_scores.ts";
import { codeSets, type LabelSet } from "./_label_sets.ts";

/**
 * The share of classes that an item wrongly has or wrongly lacks, averaged over the items, with a bootstrap interval.
 *
 * Equals scikit-learn's `hamming_loss` of both in `MultiLabelBinarizer` form where every predicted label is a class. One that is
 * none counts as a mistake without becoming a class, so that odd answers cannot dilute the loss; an item's loss is at most 1.
 *
 * @param references the true labels of each item; null leaves the item out
 * @param predictions the predicted labels of each item, in the same order; null leaves it out
 * @param options `labels`: the classes, default those that occur as references; the others as in {@linkcode ScoreOptions}
 * @returns the loss of each item, 0 (best) to 1, and their mean
 * @throws {RangeError} if the lengths differ
 * @throws {AssayError} if a reference is not among the given labels
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(hammingLoss([["a", "b"], ["b"]], [["a"], ["b"]], { resamples: 50 }).estimate.value, 0.25);
 * ```
 */
export function hammingLoss(
  references: readonly LabelSet[],
  predictions: readonly LabelSet[],
  options: ScoreOptions & { labels?: readonly string[] } = {},
): ItemScores {
  const sets = codeSets("compute the Hamming loss", { references, predictions }, options.labels);
  const size = sets.labels.length;
  const measured: Measured[] = sets.missing.map((reason) => reason ?? "there are no classes");
  if (size > 0) {
    sets.positions.forEach((at, i) => {
      measured[at] = Math.min(size, sets.support[i] + sets.predicted[i] - 2 * sets.hits[i]) / size;
    });
  }
  return scoreMean(measured, { ...options, bounds: [1, 0] });
}
