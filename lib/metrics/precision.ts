import type { Estimate } from "../stats/estimate.ts";
import type { Average } from "./_class_statistic.ts";
import { codeItems, type Label } from "./_coded_items.ts";
import { estimatePositive } from "./_positive_class.ts";
import { type ClassificationOptions, estimateComponents } from "./classification_report.ts";

/**
 * Of the items predicted as a class, the part that is of it, averaged over classes.
 *
 * Equals scikit-learn's `precision_score`, except that 0/0 is undefined unless `zeroDivision` says otherwise.
 *
 * @param references the true label of each item; null leaves the item out
 * @param predictions the predicted label of each item, in the same order; null leaves it out
 * @param options `average`: "macro" (default, each class counts the same), "micro" (each item) or "weighted" (by support);
 *   `positive`: the one class whose score is meant, then `average` does not matter; the others as in {@linkcode ClassificationOptions}
 * @returns the estimate, 0 to 1
 * @throws {RangeError} if the lengths differ, or `positive` is no class
 * @throws {AssayError} if a reference is not among the given labels
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(precision(["a", "a", "b", "b"], ["a", "b", "b", "b"]).value!, (1 + 2 / 3) / 2, 1e-12);
 * ```
 */
export function precision(
  references: readonly Label[],
  predictions: readonly Label[],
  options: ClassificationOptions & { average?: Average; positive?: string } = {},
): Estimate {
  const items = codeItems("compute precision", references, predictions, options.labels);
  const { average = "macro", positive } = options;
  if (positive !== undefined) return estimatePositive("precision", items, positive, options);
  return estimateComponents(items, [{ kind: "average", score: "precision", average }], options)[0];
}
