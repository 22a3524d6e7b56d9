import { describeValue } from "../core/describe_value.ts";
import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import { proportion } from "../stats/proportion.ts";
import { countClasses } from "./_class_statistic.ts";
import type { CodedItems } from "./_coded_items.ts";
import type { ClassificationOptions } from "./classification_report.ts";

/** Precision or recall of one class, with Wilson's interval. */
export function estimatePositive(
  score: "precision" | "recall",
  items: CodedItems,
  positive: string,
  options: ClassificationOptions,
): Estimate {
  const { level = DEFAULT_LEVEL, zeroDivision = null } = options;
  const label = items.labels.indexOf(positive);
  if (items.references.length === 0) return proportion(0, 0, { level, empty: "there are no answered items" });
  if (label < 0) {
    throw new RangeError(`Cannot compute ${score}: positive must be a class, received ${describeValue(positive)}`);
  }
  const { hits, support, predicted } = countClasses(items);
  const of = score === "precision" ? predicted[label] : support[label];
  const empty = score === "precision" ? "the class was never predicted" : "the class has no items";
  const estimate = proportion(hits[label], of, { level, empty });
  return of === 0 ? { ...estimate, value: zeroDivision } : estimate;
}
