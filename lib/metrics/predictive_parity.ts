import { type GroupedAnswers, readFairItems } from "./_fair_items.ts";
import type { GroupComparison } from "./_group_comparison.ts";
import type { FairnessOptions } from "./_group_items.ts";
import { rateComparison } from "./_group_rates.ts";

/**
 * Whether a favourable prediction is right equally often in every group: equal positive predictive values.
 *
 * Chouldechova, "Fair Prediction with Disparate Impact", Big Data 5 (2017) 153-163, who shows that it cannot hold together with
 * equalised odds where the groups' base rates differ. The rates are AIF360's `positive_predictive_value` and scikit-learn's
 * `precision_score` by group. Only items that were predicted favourable count, towards the size of a group too. Intervals and tests are
 * those of {@linkcode demographicParity}.
 *
 * @param data predicted and true labels, and groups
 * @param options see {@linkcode FairnessOptions}
 * @returns the positive predictive value of each group and how they differ
 * @throws {RangeError} if lengths differ, an option is out of range, or `positive` is missing or does not occur
 * @throws {AssayError} if a label is neither a text, a number nor a boolean
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const references = [1, 1, 0, 1, 0, 0];
 * const predictions = [1, 1, 0, 1, 1, 0];
 * const groups = ["x", "x", "x", "y", "y", "y"];
 * assertEquals(predictiveParity({ references, predictions, groups }, { minimumGroupSize: 2 }).gap.value, 0.5);
 * ```
 */
export function predictiveParity(data: GroupedAnswers, options: FairnessOptions = {}): GroupComparison {
  const { references, predictions } = data;
  const lists = { references, predictions };
  const { settings, groups, labels } = readFairItems(
    "measure predictive parity",
    { lists, groups: data.groups },
    options,
  );
  return rateComparison(groups, {
    values: labels.references,
    among: labels.predictions,
    empty: "none of its items with a reference was predicted positive",
  }, settings);
}
