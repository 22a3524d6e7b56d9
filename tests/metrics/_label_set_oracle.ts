import { assert } from "@std/assert";
import type { ItemScores } from "../../lib/metrics/_item_scores.ts";
import type { LabelSetOptions, SetAverage } from "../../lib/metrics/_label_set_scores.ts";
import type { LabelSet } from "../../lib/metrics/_label_sets.ts";
import oracle from "../oracles/more_metrics.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

/** A metric of sets of labels that averages. */
export type SetMetric = (
  references: readonly LabelSet[],
  predictions: readonly LabelSet[],
  options?: LabelSetOptions,
) => ItemScores;

const FEW = { resamples: 20 };

/** Sets of labels with what scikit-learn says of them. */
export const SETS = oracle.sets;

/** Holds a metric against scikit-learn on all cases, averages and conventions of 0/0. */
export function assertEqualsSklearn(metric: SetMetric, name: "precision" | "recall" | "f1" | "jaccard"): void {
  for (const { references, predictions, scores } of SETS.cases) {
    for (const { zero, average, ...expected } of scores) {
      const options = { ...FEW, average: average as SetAverage, zeroDivision: zero as 0 | 1 };
      const { estimate } = metric(references, predictions, options);
      agree(estimate.value, expected[name], 1e-12, `${name} ${average} ${zero}`);
      assert(estimate.value !== null);
    }
  }
  for (const { average, ...expected } of SETS.odd.scores) {
    const options = { ...FEW, average: average as SetAverage, zeroDivision: 0 as const };
    agree(metric(SETS.odd.references, SETS.odd.predictions, options).estimate.value, expected[name], 1e-12, average);
  }
}
