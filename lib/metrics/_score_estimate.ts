import { checkInteger } from "../core/checks.ts";
import { ascendingOrder, inOrder } from "../stats/ascending_order.ts";
import { bootstrapInterval, intervalOf } from "../stats/bootstrap_interval.ts";
import { clusteredProportion } from "../stats/clustered_proportion.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { proportion } from "../stats/proportion.ts";
import { DEFAULT_RESAMPLES } from "../stats/resample.ts";
import { resampleSums } from "../stats/resample_sums.ts";
import { clusterUnits } from "./_cluster_units.ts";
import { exactSum } from "./_exact_sum.ts";

/** How an estimate of scores is made. */
export interface EstimateOptions {
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** How many resamples, default 10,000; 0 leaves the interval out. */
  readonly resamples?: number;
  /** The seed of the draws. */
  readonly seed?: number;
  /** What each item belongs to: then clusters are drawn instead of items, and shares have the clustered Wilson interval. */
  readonly clusters?: readonly (string | number)[];
}

/** Options of {@linkcode meanOf}. */
export interface MeanOptions extends EstimateOptions {
  /** The worst and the best score that an item can have; bounds what the items left out could have made of it. */
  readonly bounds?: readonly [worst: number, best: number];
}

const EMPTY = "no item has a score";

/** The share of ones among zeros and ones, with Wilson's interval, or that of whole clusters. */
export function shareOf(scores: readonly number[], total: number, options: EstimateOptions): Estimate {
  const { level = DEFAULT_LEVEL, clusters } = options;
  const hits = scores.reduce((sum, score) => sum + score, 0);
  const estimate = proportion(hits, scores.length, { level, empty: EMPTY });
  const about = { sum: hits, n: scores.length, total, bounds: [0, 1] } as const;
  if (clusters === undefined || scores.length === 0) return withExcluded(estimate, about);
  const { low, high, method, reason } = clusteredProportion(scores, clusters, { level });
  return withExcluded({ ...estimate, low, high, method, ...(reason === undefined ? {} : { reason }) }, about);
}

/** The mean of scores with its bootstrap interval; equal scores share a cell, so their order does not matter. */
export function meanOf(scores: ArrayLike<number>, total: number, options: MeanOptions): Estimate {
  const rows = new Float64Array(scores);
  const estimate = pooledOf([rows], (sums, n) => sums[0] / n, options);
  if (scores.length === total) return estimate;
  return withExcluded(estimate, {
    sum: exactSum(rows),
    n: scores.length,
    total,
    bounds: options.bounds,
  });
}

/**
 * A function of sums over the items, such as a ratio of counts, with the bootstrap interval over the items.
 *
 * The sums are exact, equal items share a cell and the cells are sorted, so the order of the items does not matter. With clusters,
 * one a row, the sums of whole clusters are drawn.
 */
export function pooledOf(
  columns: readonly Float64Array[],
  statistic: (sums: Float64Array, n: number) => number,
  options: EstimateOptions & { reason?: string },
): Estimate {
  const { level = DEFAULT_LEVEL, resamples = DEFAULT_RESAMPLES } = options;
  checkInteger("estimate", "resamples", resamples, { min: 0 });
  const n = columns[0].length;
  if (n === 0) return undefinedEstimate(EMPTY, { n, method: "percentile", level });
  const value = statistic(Float64Array.from(columns, exactSum), n);
  if (resamples === 0) return bootstrapInterval({ n, value, replicates: [] }, options);
  if (options.clusters !== undefined) {
    const sums = clusterSums(columns, options.clusters);
    const size = columns.length;
    const drawn = resampleSums(tabulateRows(sums), (all) => statistic(all.subarray(0, size), all[size]), options);
    return { ...intervalOf({ ...drawn, values: Float64Array.of(value) }, 0, options), n };
  }
  const found = resampleSums(tabulateRows(columns), statistic, options);
  return intervalOf({ ...found, values: Float64Array.of(value) }, 0, options);
}

/** Says how many items were left out and, for bounded scores, what they could have made of the mean. */
function withExcluded(
  estimate: Estimate,
  data: { sum: number; n: number; total: number; bounds?: readonly [number, number] },
): Estimate {
  const { sum, n, total, bounds } = data;
  if (n === total) return estimate;
  const excluded = total - n;
  if (bounds === undefined) return { ...estimate, excluded };
  const [worst, best] = bounds.map((bound) => (sum + excluded * bound) / total);
  return { ...estimate, excluded, worst, best };
}

/** The sums of each cluster by column, and how many items it has. */
function clusterSums(columns: readonly Float64Array[], clusters: ArrayLike<string | number>): Float64Array[] {
  const { members } = clusterUnits(clusters);
  const sums = columns.map((column) =>
    Float64Array.from(members, (places) => exactSum(Float64Array.from(places, (i) => column[i])))
  );
  return [...sums, Float64Array.from(members, ({ length }) => length)];
}

function tabulateRows(columns: readonly Float64Array[]): { rows: Float64Array; cells: Int32Array } {
  const width = columns.length;
  if (width === 1) return tabulateColumn(columns[0]);
  const compare = (a: number, b: number) => {
    for (const column of columns) if (column[a] !== column[b]) return column[a] - column[b];
    return 0;
  };
  const order = Uint32Array.from(columns[0].keys()).sort(compare);
  const starts: number[] = [];
  order.forEach((item, at) => {
    if (at === 0 || compare(order[at - 1], item) !== 0) starts.push(at);
  });
  const rows = new Float64Array(starts.length * width);
  starts.forEach((start, c) => columns.forEach((column, k) => rows[c * width + k] = column[order[start]]));
  return { rows, cells: Int32Array.from(starts, (start, c) => (starts[c + 1] ?? order.length) - start) };
}

/** The same for one column. */
function tabulateColumn(column: Float64Array): { rows: Float64Array; cells: Int32Array } {
  const sorted = inOrder(column, ascendingOrder(column));
  const [rows, cells] = [new Float64Array(column.length), new Int32Array(column.length)];
  let last = -1;
  for (let i = 0; i < sorted.length; i++) {
    if (last < 0 || sorted[i] !== rows[last]) rows[++last] = sorted[i];
    cells[last]++;
  }
  return { rows: rows.subarray(0, last + 1), cells: cells.subarray(0, last + 1) };
}
