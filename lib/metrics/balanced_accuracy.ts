import type { Estimate } from "../stats/estimate.ts";
import { codeItems, type Label } from "./_coded_items.ts";
import { type CountsOptions, estimateCounts } from "./_counts_estimate.ts";

/**
 * The mean recall of the classes: accuracy as if every class occurred equally often.
 *
 * Equals scikit-learn's `balanced_accuracy_score`: classes without a reference are left out. With `adjusted` guessing gives 0 and
 * always being right 1.
 *
 * @param references the true label of each item; null leaves the item out
 * @param predictions the predicted label of each item, in the same order; null leaves it out
 * @param options `adjusted`: default false; the others as in {@linkcode CountsOptions}
 * @returns the estimate, 0 to 1 (below 0 possible when adjusted), with a bootstrap interval
 * @throws {RangeError} if the lengths differ
 * @throws {AssayError} if a reference is not among the given labels
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(balancedAccuracy(["a", "a", "a", "b"], ["a", "a", "a", "a"], { resamples: 50 }).value, 0.5);
 * ```
 */
export function balancedAccuracy(
  references: readonly Label[],
  predictions: readonly Label[],
  options: CountsOptions & { adjusted?: boolean } = {},
): Estimate {
  const items = codeItems("compute the balanced accuracy", references, predictions, options.labels);
  return estimateCounts(items, ({ hits, support }) => {
    let [sum, classes] = [0, 0];
    for (let label = 0; label < hits.length; label++) {
      if (support[label] === 0) continue;
      sum += hits[label] / support[label];
      classes++;
    }
    const mean = sum / classes;
    if (!options.adjusted) return mean;
    return classes === 1 ? NaN : (mean - 1 / classes) / (1 - 1 / classes);
  }, { ...options, reason: "there is only one class, so nothing to guess" });
}
