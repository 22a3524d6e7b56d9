import { intervalOf } from "../stats/bootstrap_interval.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { resample } from "../stats/resample.ts";
import { addItems, type ClassCounts, clearCounts, emptyCounts, tabulate } from "./_class_statistic.ts";
import type { CodedItems } from "./_coded_items.ts";

/** Options of metrics that are functions of the counts by class. */
export interface CountsOptions {
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** How many resamples the bootstrap draws, default 10,000. */
  readonly resamples?: number;
  /** The seed of the draws. */
  readonly seed?: number;
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
  const width = items.labels.length + 1;
  const table = tabulate(items.references.map((reference, i) => reference * width + items.predictions[i]));
  const counts = emptyCounts(items.labels.length);
  let isDraw = false;
  const result = resample(table.counts, (cells, out) => {
    clearCounts(counts);
    table.keys.forEach((key, c) => addItems(counts, Math.floor(key / width), key % width, cells[c]));
    out[0] = statistic(counts, isDraw);
    isDraw = true;
  }, options);
  return { ...intervalOf(result, 0, options), ...left };
}
