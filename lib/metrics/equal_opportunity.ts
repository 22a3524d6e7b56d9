import { type GroupedAnswers, readFairItems } from "./_fair_items.ts";
import type { GroupComparison } from "./_group_comparison.ts";
import type { FairnessOptions } from "./_group_items.ts";
import { rateComparison } from "./_group_rates.ts";

/**
 * Whether those who deserve the favourable label get it equally often in every group: equal true positive rates.
 *
 * Hardt, Price and Srebro, "Equality of Opportunity in Supervised Learning" (NeurIPS 2016). The gap equals fairlearn's
 * `equal_opportunity_difference`; AIF360's is that of two groups, unprivileged minus privileged. Only items whose true label is the
 * favourable one count, towards the size of a group too. Intervals and tests are those of {@linkcode demographicParity}.
 *
 * @param data predicted and true labels, and groups
 * @param options see {@linkcode FairnessOptions}
 * @returns the true positive rate of each group and how they differ
 * @throws {RangeError} if lengths differ, an option is out of range, or `positive` is missing or does not occur
 * @throws {AssayError} if a label is neither a text, a number nor a boolean
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const references = [1, 1, 0, 1, 1, 0];
 * const predictions = [1, 1, 0, 1, 0, 1];
 * const groups = ["x", "x", "x", "y", "y", "y"];
 * assertEquals(equalOpportunity({ references, predictions, groups }, { minimumGroupSize: 2 }).gap.value, 0.5);
 * ```
 */
export function equalOpportunity(data: GroupedAnswers, options: FairnessOptions = {}): GroupComparison {
  const { references, predictions } = data;
  const lists = { references, predictions };
  const { settings, groups, labels } = readFairItems(
    "measure equal opportunity",
    { lists, groups: data.groups },
    options,
  );
  return rateComparison(groups, {
    values: labels.predictions,
    among: labels.references,
    empty: "none of its items with a prediction is truly positive",
  }, settings);
}
