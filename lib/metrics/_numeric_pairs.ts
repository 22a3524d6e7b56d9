import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { clustersAt } from "./_cluster_units.ts";
import { type EstimateOptions, pooledOf } from "./_score_estimate.ts";

/** Pairs of a reference and a prediction that both exist. */
export interface NumericPairs {
  /** The true values. */
  readonly references: Float64Array;
  /** The predicted values. */
  readonly predictions: Float64Array;
  /** The places of the pairs in the lists. */
  readonly items: readonly number[];
  /** How many items were left out. */
  readonly excluded: number;
}

/** The pairs of two lists of numbers; null leaves an item out, and what is no finite number throws. */
export function numericPairs(
  doing: string,
  references: readonly (number | null)[],
  predictions: readonly (number | null)[],
): NumericPairs {
  checkSameLength(doing, { references, predictions });
  const kept = [...references.keys()].filter((i) => references[i] !== null && predictions[i] !== null);
  for (const i of kept) {
    const odd = [references[i], predictions[i]].find((value) => !Number.isFinite(value));
    if (odd === undefined) continue;
    throw new RangeError(`Cannot ${doing}: item ${i} must be a finite number, received ${describeValue(odd)}`);
  }
  return {
    references: Float64Array.from(kept, (i) => references[i]!),
    predictions: Float64Array.from(kept, (i) => predictions[i]!),
    items: kept,
    excluded: references.length - kept.length,
  };
}

/** The estimate of a function of sums over pairs; one pair gives one value a column. */
export function pairEstimate(
  pairs: NumericPairs,
  columns: readonly ((reference: number, prediction: number) => number)[],
  statistic: (sums: Float64Array, n: number) => number,
  options: EstimateOptions & { reason?: string },
): Estimate {
  const { references, predictions, excluded, items } = pairs;
  const values = columns.map((column) => references.map((reference, i) => column(reference, predictions[i])));
  const n = references.length;
  const estimate = n === 0
    ? undefinedEstimate("no item has both numbers", { n, method: "percentile", level: options.level ?? DEFAULT_LEVEL })
    : pooledOf(values, statistic, { ...options, clusters: clustersAt(options.clusters, items, n + excluded) });
  return excluded === 0 ? estimate : { ...estimate, excluded };
}

/** The mean, which sums near to 0 are shifted by, lest their squares lose digits. */
export function meanIn(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
