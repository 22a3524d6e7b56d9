import { describeValue } from "../core/describe_value.ts";
import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import { proportion } from "../stats/proportion.ts";
import { clustersAt } from "./_cluster_units.ts";
import type { CodedItems } from "./_coded_items.ts";
import { shareOf } from "./_score_estimate.ts";
import type { ClassificationOptions } from "./classification_report.ts";

/** Precision or recall of one class, with Wilson's interval, or that of whole clusters. */
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
  const { references, predictions, positions, excluded } = items;
  const own = score === "precision" ? predictions : references;
  const kept = [...own.keys()].filter((i) => own[i] === label);
  if (kept.length === 0) {
    const empty = score === "precision" ? "the class was never predicted" : "the class has no items";
    return { ...proportion(0, 0, { level, empty }), value: zeroDivision };
  }
  const clusters = clustersAt(options.clusters, kept.map((i) => positions[i]), positions.length + excluded);
  return shareOf(kept.map((i) => Number(references[i] === predictions[i])), kept.length, { level, clusters });
}
