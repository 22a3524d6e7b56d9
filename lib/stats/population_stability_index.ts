import { checkInteger } from "../core/checks.ts";
import { checkChoice, checkSample } from "./_check_sample.ts";
import { quantileSorted } from "./quantile_sorted.ts";
import { type StabilityIndex, stabilityIndexOfCounts } from "./stability_index_of_counts.ts";

/** Options of {@linkcode populationStabilityIndex}. */
export interface StabilityIndexOptions {
  /** Bins between the reference's quantiles (default), or of equal width over its range. */
  readonly bins?: "quantile" | "equal_width";
  /** How many bins, 2 to 10,000, default 10; quantiles that coincide make fewer. */
  readonly count?: number;
  /** What is added to each count, at least 0, default 0.5. */
  readonly smoothing?: number;
}

/** A population stability index of numbers, with its bins. */
export interface BinnedStabilityIndex extends StabilityIndex {
  /** Where the bins part, ascending: each bin holds its upper edge, and the outermost are open to infinity. */
  readonly edges: readonly number[];
}

const DOING = "compute the stability index";

/**
 * The population stability index of two samples of numbers, in bins of the reference.
 *
 * Bins are (low, high] and the outermost are open, so that every current value falls into one. Quantiles are numpy's default
 * (R's type 7). Where the reference's smallest value is itself an edge, values below it have a bin of their own. Smoothing,
 * thresholds and the null expectation are those of {@linkcode stabilityIndexOfCounts}.
 *
 * @param reference the numbers to compare with; the bins are theirs
 * @param current the other numbers
 * @param options see {@linkcode StabilityIndexOptions}
 * @returns the index with its bins, expectation and p-value; undefined for an empty sample
 * @throws {RangeError} if a value is not finite or an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { value, edges } = populationStabilityIndex([1, 2, 3, 4], [4, 3, 2, 1], { count: 2 });
 * assertEquals([value, edges], [0, [2.5]]);
 * ```
 */
export function populationStabilityIndex(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  options: StabilityIndexOptions = {},
): BinnedStabilityIndex {
  const { bins = "quantile", count = 10, smoothing } = options;
  checkChoice(DOING, "bins", bins, ["quantile", "equal_width"]);
  checkInteger(DOING, "count", count, { min: 2, max: 10_000 });
  const first = checkSample(DOING, "reference", reference).sort();
  const second = checkSample(DOING, "current", current).sort();
  const edges = first.length === 0 ? [] : edgesOf(first, bins, count);
  return { ...stabilityIndexOfCounts(countsOf(first, edges), countsOf(second, edges), { smoothing }), edges };
}

function edgesOf(sorted: Float64Array, bins: "quantile" | "equal_width", count: number): number[] {
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  const all = Array.from({ length: count - 1 }, (_, i) => {
    const part = (i + 1) / count;
    return bins === "quantile" ? quantileSorted(sorted, part) : least + (most - least) * part;
  });
  const edges = all.filter((edge, i) => i === 0 || edge > all[i - 1]);
  return edges[0] === least ? [doubleBelow(least), ...edges] : edges;
}

/** How many values fall into each bin, by looking for the edges among the sorted values. */
function countsOf(sorted: Float64Array, edges: readonly number[]): number[] {
  const ends = [...edges.map((edge) => countUpTo(sorted, edge)), sorted.length];
  return ends.map((end, i) => end - (i === 0 ? 0 : ends[i - 1]));
}

function countUpTo(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The largest double below a finite one. */
function doubleBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return view.getFloat64(0);
}
