import { drive } from "../core/drive.ts";
import { DEFAULT_SEED, randomBlocks } from "../core/random.ts";
import { checkInteger } from "../core/checks.ts";
import { countSampler, sumSampler } from "./_draw_counts.ts";
import { sliceEnds } from "./_slices.ts";
import { DEFAULT_RESAMPLES, type Resamples } from "./resample.ts";

/** Items whose numbers are summed. */
export interface SummedItems {
  /** The numbers of each cell's items, cell after cell, each cell as many. */
  readonly rows: ArrayLike<number>;
  /** How many items each cell holds; 1 where all items differ. */
  readonly cells: ArrayLike<number>;
}

/** Options of {@linkcode resampleSums}. */
export interface ResampleSumsOptions {
  /** How many resamples to draw, default 10,000; 0 computes the value only. */
  readonly resamples?: number;
  /** The seed; equal seeds and cells draw equal resamples. */
  readonly seed?: number;
  /** Whether to compute the jackknife, which BCa intervals need; default true. */
  readonly jackknife?: boolean;
}

/**
 * Draws items with replacement and computes a statistic of their sums on each draw: means, and ratios of totals.
 *
 * It draws what {@linkcode resample} draws. As the sums are all that counts, the items of a single number are added as they are
 * drawn, and leaving one out is a subtraction.
 *
 * @param items the items by cell
 * @param statistic a number from the sums and how many items they are of; NaN means undefined
 * @param options see {@linkcode ResampleSumsOptions}
 * @returns value, replicates and jackknife of the one component
 * @throws {RangeError} if there are no items, the rows do not fit the cells, or an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { values, replicates } = resampleSums({ rows: [1, 2, 6], cells: [1, 1, 1] }, (sums, n) => sums[0] / n);
 * assertEquals([values[0], replicates[0].length], [3, 10_000]);
 * ```
 */
export function resampleSums(
  items: SummedItems,
  statistic: (sums: Float64Array, n: number) => number,
  options: ResampleSumsOptions = {},
): Resamples {
  return drive(resampleSumsInSlices(items, statistic, options));
}

/**
 * {@linkcode resampleSums} in slices: it yields about every 10 ms, so that long work can be interrupted. The numbers are the same.
 *
 * @param items as for resampleSums
 * @param statistic as for resampleSums
 * @param options as for resampleSums
 * @returns the generator, which ends with what resampleSums gives
 * @throws {RangeError} as resampleSums does, at the first step
 */
export function* resampleSumsInSlices(
  items: SummedItems,
  statistic: (sums: Float64Array, n: number) => number,
  options: ResampleSumsOptions = {},
): Generator<void, Resamples> {
  const { resamples = DEFAULT_RESAMPLES, seed = DEFAULT_SEED, jackknife = true } = options;
  const cells = new Int32Array(items.cells);
  const rows = new Float64Array(items.rows);
  const [size, n] = [cells.length, cells.reduce((sum, count) => sum + count, 0)];
  checkInteger("resample", "the number of items", n, { min: 1, max: 2 ** 31 - 1 });
  checkInteger("resample", "resamples", resamples, { min: 0 });
  const width = rows.length / size;
  checkInteger("resample", "the number of rows a cell", width, { min: 1 });

  const sums = new Float64Array(width);
  addRows(sums, rows, cells);
  const whole = sums.slice();
  const value = statistic(sums, n);
  const replicates = new Float64Array(resamples);
  const found = { n, values: Float64Array.of(value), replicates: [replicates], cells };
  if (resamples === 0) return { ...found, jackknife: [] };

  const isSliceOver = sliceEnds();
  const source = randomBlocks(seed);
  const counts = new Int32Array(width === 1 ? 0 : size);
  const drawCounts = countSampler(cells, source);
  const drawSum = sumSampler(cells, width === 1 ? rows : new Float64Array(size), source);
  for (let r = 0; r < resamples; r++) {
    if (width === 1) sums[0] = drawSum();
    else {
      drawCounts(counts);
      addRows(sums, rows, counts);
    }
    replicates[r] = statistic(sums, n);
    if (isSliceOver()) yield;
  }
  if (!jackknife) return { ...found, jackknife: [] };

  const parts = new Float64Array(size).fill(NaN);
  for (let cell = 0; cell < size; cell++) {
    if (cells[cell] === 0 || n === 1) continue;
    for (let k = 0; k < width; k++) sums[k] = whole[k] - rows[cell * width + k];
    parts[cell] = statistic(sums, n - 1);
  }
  return { ...found, jackknife: [parts] };
}

function addRows(sums: Float64Array, rows: Float64Array, counts: Int32Array): void {
  const width = sums.length;
  sums.fill(0);
  for (let c = 0, at = 0; c < counts.length; c++, at += width) {
    const count = counts[c];
    if (count === 0) continue;
    for (let k = 0; k < width; k++) sums[k] += count * rows[at + k];
  }
}
