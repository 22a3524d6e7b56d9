import type { Estimate } from "../stats/estimate.ts";
import type { Average } from "./_class_statistic.ts";
import { codeItems, type Label } from "./_coded_items.ts";
import { type ClassificationOptions, estimateComponents } from "./classification_report.ts";
import { fBeta } from "./f_beta.ts";

/**
 * The harmonic mean of precision and recall of each class, averaged over classes.
 *
 * Equals scikit-learn's `f1_score`, except that 0/0 is undefined unless `zeroDivision` says otherwise.
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
 * assertAlmostEquals(f1Score(["a", "a", "b", "b"], ["a", "b", "b", "b"]).value!, (2 / 3 + 4 / 5) / 2, 1e-12);
 * ```
 */
export function f1Score(
  references: readonly Label[],
  predictions: readonly Label[],
  options: ClassificationOptions & { average?: Average; positive?: string } = {},
): Estimate {
  const items = codeItems("compute f1", references, predictions, options.labels);
  const { average = "macro", positive } = options;
  if (positive !== undefined) return fBeta(references, predictions, { ...options, beta: 1 });
  return estimateComponents(items, [{ kind: "average", score: "f1", average }], options)[0];
}
