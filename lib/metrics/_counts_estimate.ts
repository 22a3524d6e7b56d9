import { intervalOf } from "../stats/bootstrap_interval.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { resample, type Statistic } from "../stats/resample.ts";
import { type ClassCounts, emptyCounts, tabulateItems } from "./_class_statistic.ts";
import type { CodedItems } from "./_coded_items.ts";
import type { EstimateOptions } from "./_score_estimate.ts";

/** Options of metrics that are functions of the counts by class. */
export interface CountsOptions extends EstimateOptions {
  /** The classes; default: those that occur as references, sorted. Other answers count as wrong. */
  readonly labels?: readonly string[];
}

/** The estimate of any function of the counts by class; NaN means undefined. `isDraw` says that they are those of a resample. */
export function estimateCounts(
  items: CodedItems,
  statistic: (counts: ClassCounts, isDraw: boolean) => number,
  options: CountsOptions & { reason: string },
): Estimate {
  const n = items.references.length;
  const left = items.excluded === 0 ? {} : { excluded: items.excluded };
  if (n === 0) {
    return {
      ...undefinedEstimate("there are no answered items", { n, method: "percentile", level: options.level }),
      ...left,
    };
  }
  const table = tabulateItems(items, options.clusters);
  const counts = emptyCounts(items.labels.length);
  const of = (isDraw: boolean): Statistic => (cells, out) => {
    table.count(cells, counts);
    out[0] = statistic(counts, isDraw);
  };
  const result = resample(table.cells, of(true), { ...options, whole: of(false) });
  return { ...intervalOf(result, 0, options), n, ...left };
}
