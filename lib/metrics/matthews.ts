import type { Estimate } from "../stats/estimate.ts";
import { codeItems, type Label } from "./_coded_items.ts";
import { type CountsOptions, estimateCounts } from "./_counts_estimate.ts";

/**
 * Matthews' correlation of references and predictions, for two or more classes.
 *
 * Equals scikit-learn's `matthews_corrcoef` (Gorodkin's R_K, Comput. Biol. Chem. 28 (2004) 367-374), except that it is undefined
 * where all references or all predictions are of one class. Answers that are no class count as one further class.
 *
 * @param references the true label of each item; null leaves the item out
 * @param predictions the predicted label of each item, in the same order; null leaves it out
 * @param options see {@linkcode CountsOptions}
 * @returns the estimate, −1 to 1, with a bootstrap interval
 * @throws {RangeError} if the lengths differ
 * @throws {AssayError} if a reference is not among the given labels
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = matthews(["a", "a", "a", "b"], ["a", "b", "a", "a"], { resamples: 50 });
 * assertAlmostEquals(value!, -1 / 3, 1e-12);
 * ```
 */
export function matthews(
  references: readonly Label[],
  predictions: readonly Label[],
  options: CountsOptions = {},
): Estimate {
  const items = codeItems("compute Matthews' correlation", references, predictions, options.labels);
  return estimateCounts(items, ({ hits, support, predicted }) => {
    let [right, all, both, ofReference, ofPrediction] = [0, 0, 0, 0, predicted[hits.length] ** 2];
    for (let label = 0; label < hits.length; label++) {
      right += hits[label];
      all += support[label];
      both += support[label] * predicted[label];
      ofReference += support[label] ** 2;
      ofPrediction += predicted[label] ** 2;
    }
    const spread = (all * all - ofReference) * (all * all - ofPrediction);
    return spread === 0 ? NaN : (right * all - both) / Math.sqrt(spread);
  }, { ...options, reason: "all references or all predictions are of one class" });
}
