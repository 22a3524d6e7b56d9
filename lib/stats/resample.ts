import { checkInteger } from "../core/checks.ts";
import { drive } from "../core/drive.ts";
import { DEFAULT_SEED, randomBlocks } from "../core/random.ts";
import { countSampler } from "./_draw_counts.ts";
import { sliceEnds } from "./_slices.ts";

/** A vector-valued statistic of how often each cell occurs: it writes its components to `out`; NaN means undefined. */
export type Statistic = (counts: Int32Array, out: Float64Array) => void;

/** What {@linkcode resample} found: one entry a component of the statistic. */
export interface Resamples {
  /** How many items there are. */
  readonly n: number;
  /** The statistic on the items themselves. */
  readonly values: Float64Array;
  /** The statistic on each resample, in the order of drawing. */
  readonly replicates: readonly Float64Array[];
  /** The statistic without one item of cell c, for each c; empty when not asked for. */
  readonly jackknife: readonly Float64Array[];
  /** How many items each cell holds: the weights of the jackknife. */
  readonly cells: Int32Array;
}

/** Options of {@linkcode resample}. */
export interface ResampleOptions {
  /** How many numbers the statistic writes, default 1. */
  readonly components?: number;
  /** How many resamples to draw, default 10,000; 0 computes the values only. */
  readonly resamples?: number;
  /** The seed; equal seeds and cells draw equal resamples. */
  readonly seed?: number;
  /** Whether to compute the jackknife, which BCa intervals need; default true. */
  readonly jackknife?: boolean;
  /** What is computed of the items themselves; default the statistic. For what a draw may leave undefined by chance, the items not. */
  readonly whole?: Statistic;
}

/** The number of resamples wherever the caller names none. */
export const DEFAULT_RESAMPLES = 10_000;

/**
 * Draws items with replacement and computes a statistic on each draw: the engine below every bootstrap here.
 *
 * Items that are alike share a cell, so the statistic sees counts instead of items: 1,900 answers to four-choice questions are
 * a table of some 20 cells, and a pair of systems is a joint table of some 60. Nothing is lost, and much time is won.
 *
 * @param cells how many items each cell holds; one cell an item where all differ
 * @param statistic the statistic of such counts
 * @param options see {@linkcode ResampleOptions}
 * @returns value, replicates and jackknife by component; neither replicates nor jackknife with 0 resamples
 * @throws {RangeError} if there are no items or an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * // Three right answers and one wrong.
 * const { n, values, replicates } = resample([3, 1], (counts, out) => {
 *   out[0] = counts[0] / (counts[0] + counts[1]);
 * }, { resamples: 100 });
 * assertEquals([n, values[0], replicates[0].length], [4, 0.75, 100]);
 * ```
 */
export function resample(cells: ArrayLike<number>, statistic: Statistic, options: ResampleOptions = {}): Resamples {
  return drive(resampleInSlices(cells, statistic, options));
}

/**
 * {@linkcode resample} in slices: it yields about every 10 ms, so that long work can be interrupted. The numbers are the same.
 *
 * @param cells as for resample
 * @param statistic as for resample
 * @param options as for resample
 * @returns the generator, which ends with what resample gives
 * @throws {RangeError} as resample does, at the first step
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { drivePolitely } from "../core/drive.ts";
 *
 * const share: Statistic = (counts, out) => {
 *   out[0] = counts[0] / (counts[0] + counts[1]);
 * };
 * const { signal } = new AbortController();
 * assertEquals(await drivePolitely(resampleInSlices([3, 1], share), signal), resample([3, 1], share));
 * ```
 */
export function* resampleInSlices(
  cells: ArrayLike<number>,
  statistic: Statistic,
  options: ResampleOptions = {},
): Generator<void, Resamples> {
  const { components = 1, resamples = DEFAULT_RESAMPLES, seed = DEFAULT_SEED, jackknife = true } = options;
  const table = new Int32Array(cells);
  const n = table.reduce((sum, count) => sum + count, 0);
  checkInteger("resample", "the number of items", n, { min: 1, max: 2 ** 31 - 1 });
  checkInteger("resample", "resamples", resamples, { min: 0 });
  const values = new Float64Array(components);
  (options.whole ?? statistic)(table.slice(), values);
  const replicates = Array.from({ length: components }, () => new Float64Array(resamples));
  if (resamples === 0) return { n, values, replicates, jackknife: [], cells: table };

  const out = new Float64Array(components);
  const counts = new Int32Array(table.length);
  const draw = countSampler(table, randomBlocks(seed));
  const isSliceOver = sliceEnds();
  for (let r = 0; r < resamples; r++) {
    draw(counts);
    statistic(counts, out);
    for (let c = 0; c < components; c++) replicates[c][r] = out[c];
    if (isSliceOver()) yield;
  }
  if (!jackknife) return { n, values, replicates, jackknife: [], cells: table };

  const parts = Array.from({ length: components }, () => new Float64Array(table.length).fill(NaN));
  counts.set(table);
  for (let cell = 0; cell < table.length; cell++) {
    if (table[cell] === 0) continue;
    counts[cell]--;
    statistic(counts, out);
    counts[cell]++;
    for (let c = 0; c < components; c++) parts[c][cell] = out[c];
    if (isSliceOver()) yield;
  }
  return { n, values, replicates, jackknife: parts, cells: table };
}
