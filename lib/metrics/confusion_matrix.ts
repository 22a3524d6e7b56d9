import { codeItems, type Label } from "./_coded_items.ts";

/** The result of {@linkcode confusionMatrix}. */
export interface ConfusionMatrix {
  /** The classes, for rows and columns. */
  readonly labels: readonly string[];
  /** `counts[i][j]`: items of class i that were predicted as class j. */
  readonly counts: readonly (readonly number[])[];
  /** `other[i]`: items of class i whose answer is none of the classes. */
  readonly other: readonly number[];
  /** Items left out for lack of a prediction or reference. */
  readonly excluded: number;
}

/**
 * How often each class was predicted as each: rows are references, columns predictions, as in scikit-learn.
 *
 * @param references the true label of each item; null leaves the item out
 * @param predictions the predicted label of each item, in the same order; null leaves it out
 * @param options `labels`: the classes and their order; default: those that occur as references, sorted
 * @returns the counts, with answers that are no class apart
 * @throws {RangeError} if the lengths differ
 * @throws {AssayError} if a reference is not among the given labels
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { counts, other } = confusionMatrix(["a", "a", "b"], ["a", "b", "c"]);
 * assertEquals([counts, other], [[[1, 1], [0, 0]], [0, 1]]);
 * ```
 */
export function confusionMatrix(
  references: readonly Label[],
  predictions: readonly Label[],
  options: { labels?: readonly string[] } = {},
): ConfusionMatrix {
  const items = codeItems("make the confusion matrix", references, predictions, options.labels);
  const size = items.labels.length;
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const other = new Array<number>(size).fill(0);
  items.references.forEach((reference, i) => {
    const prediction = items.predictions[i];
    if (prediction === size) other[reference]++;
    else counts[reference][prediction]++;
  });
  return { labels: items.labels, counts, other, excluded: items.excluded };
}
