import { DEFAULT_SEED, random } from "../core/random.ts";
import { intervalOf } from "../stats/bootstrap_interval.ts";
import { undefinedEstimate } from "../stats/estimate.ts";
import { DEFAULT_RESAMPLES } from "../stats/resample.ts";
import { resampleSumsInSlices } from "../stats/resample_sums.ts";
import { clusterUnits } from "./_cluster_units.ts";
import { numberOf } from "./_measure_metrics.ts";
import type { PairedScores } from "./_pair_scores.ts";
import type { SystemAnswers } from "./system_answers.ts";
import { TEXT_METRICS } from "./text_metrics.ts";

/** A metric of all items together: what each adds to the sums, and the score of these. */
export interface SummedMetric {
  /** How many numbers an item adds. */
  readonly width: number;
  /** What an answer adds; null where it cannot be counted. */
  rowOf(reference: string, prediction: string): ArrayLike<number> | null;
  /** The score of the sums; NaN where it is undefined. */
  valueOf(sums: ArrayLike<number>): number;
}

/** How they are compared. */
export interface PairSumsOptions {
  /** The cluster of each item. */
  readonly clusters?: readonly (string | number)[];
  /** Confidence level. */
  readonly level: number;
  /** How many resamples, and how many exchanges. */
  readonly resamples?: number;
  /** The seed of both. */
  readonly seed?: number;
}

const SLICE = 2 ** 21;

/** The metric by its name, where it is one of all items together. */
export function summedMetric(name: string, { references }: SystemAnswers): SummedMetric | null {
  const pool = Object.hasOwn(TEXT_METRICS, name) ? TEXT_METRICS[name].pool?.() : undefined;
  if (pool !== undefined) {
    return {
      width: pool.width,
      rowOf: (reference, prediction) => pool.rowOf([reference], prediction),
      valueOf: (sums) => pool.corpusValue(sums),
    };
  }
  if (!["root_mean_squared_error", "r_squared", "explained_variance"].includes(name)) return null;
  const numbers = references.flatMap((reference) => numberOf(reference) ?? []);
  // Squares of what lies near its mean lose no digits.
  const centre = numbers.reduce((sum, number) => sum + number / numbers.length, 0);
  const variance = (squares: number, sum: number, n: number) => squares / n - (sum / n) ** 2;
  return {
    width: 5,
    rowOf(reference, prediction) {
      const [y, p] = [numberOf(reference), numberOf(prediction)];
      if (y === null || p === null) return null;
      return [1, y - p, (y - p) ** 2, y - centre, (y - centre) ** 2];
    },
    valueOf([n, errors, squares, sum, spread]: ArrayLike<number> & Iterable<number>) {
      if (name === "root_mean_squared_error") return Math.sqrt(squares / n);
      const unexplained = name === "r_squared" ? squares / n : variance(squares, errors, n);
      const all = variance(spread, sum, n);
      return all > 0 ? 1 - unexplained / all : NaN;
    },
  };
}

/**
 * The difference of a metric of all items together: a paired bootstrap interval, and the p-value of approximate randomisation, which
 * exchanges the answers of the two systems item by item, or cluster by cluster (Riezler and Maxwell, ACL workshop 2005).
 */
export function* pairSums(
  metric: SummedMetric,
  { first, second }: { first: SystemAnswers; second: SystemAnswers },
  options: PairSumsOptions,
): Generator<void, PairedScores> {
  const { level, seed = DEFAULT_SEED, resamples = DEFAULT_RESAMPLES } = options;
  const { width } = metric;
  const { rows, kept } = rowsOf(metric, first, second);
  const n = kept.length;
  const test = "approximate randomisation";
  if (n === 0) {
    const difference = undefinedEstimate("there are no items that both answered", { n, method: "bca", level });
    return { n, difference, pValue: null, test, standardError: null };
  }
  const units = options.clusters === undefined
    ? rows
    : summedUnits(rows, kept.map((i) => options.clusters![i]), 2 * width);
  const count = units.length / (2 * width);
  const differenceOf = (sums: Float64Array) =>
    metric.valueOf(sums.subarray(0, width)) - metric.valueOf(sums.subarray(width));
  const drawn = yield* resampleSumsInSlices({ rows: units, cells: new Int32Array(count).fill(1) }, differenceOf, {
    resamples,
    seed,
  });
  const reason = "the metric is undefined on these items";
  const difference = { ...intervalOf(drawn, 0, { level, reason }), n };
  if (difference.value === null) return { n, difference, pValue: null, test, standardError: null };
  const pValue = yield* exchanged(metric, units, {
    count,
    times: resamples,
    seed,
    observed: Math.abs(difference.value),
  });
  return { n, difference, pValue, test, standardError: spreadOf(drawn.replicates[0]) };
}

/** How often exchanged systems differ at least as much as these do; the data itself counts as one exchange. */
function* exchanged(
  metric: SummedMetric,
  units: Float64Array,
  { count, times, seed, observed }: { count: number; times: number; seed: number; observed: number },
): Generator<void, number> {
  const { width } = metric;
  const source = random(seed + 1);
  const [total, gaps] = [new Float64Array(width), new Float64Array(count * width)];
  for (let u = 0; u < count; u++) {
    for (let k = 0; k < width; k++) {
      const [a, b] = [units[2 * u * width + k], units[(2 * u + 1) * width + k]];
      total[k] += a + b;
      gaps[u * width + k] = a - b;
    }
  }
  const [shift, one, two] = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  let asMuch = 1;
  let work = 0;
  for (let t = 0; t < times; t++) {
    shift.fill(0);
    let bits = 0;
    for (let u = 0; u < count; u++) {
      if (u % 32 === 0) bits = source();
      const sign = (bits >>> (u % 32)) & 1 ? 1 : -1;
      for (let k = 0; k < width; k++) shift[k] += sign * gaps[u * width + k];
    }
    for (let k = 0; k < width; k++) [one[k], two[k]] = [(total[k] + shift[k]) / 2, (total[k] - shift[k]) / 2];
    const difference = Math.abs(metric.valueOf(one) - metric.valueOf(two));
    // Sums in another order may differ by their rounding.
    if (!(difference < observed * (1 - 1e-12))) asMuch++;
    if ((work += count * width) < SLICE) continue;
    work = 0;
    yield;
  }
  return asMuch / (times + 1);
}

/** What both systems add to the sums, one after the other, for each item that both answered. */
function rowsOf(metric: SummedMetric, first: SystemAnswers, second: SystemAnswers) {
  const { width } = metric;
  const kept: number[] = [];
  const found: ArrayLike<number>[] = [];
  first.references.forEach((reference, i) => {
    const [a, b] = [first.predictions[i], second.predictions[i]];
    if (reference === null || a === null || b === null) return;
    const [one, two] = [metric.rowOf(reference, a), metric.rowOf(reference, b)];
    if (one === null || two === null) return;
    kept.push(i);
    found.push(one, two);
  });
  const rows = new Float64Array(found.length * width);
  found.forEach((row, at) => {
    for (let k = 0; k < width; k++) rows[at * width + k] = row[k];
  });
  return { rows, kept };
}

/** The rows of each cluster, summed. */
function summedUnits(rows: Float64Array, clusters: readonly (string | number)[], width: number): Float64Array {
  const { members } = clusterUnits(clusters);
  const sums = new Float64Array(members.length * width);
  members.forEach((places, c) => {
    for (const i of places) for (let k = 0; k < width; k++) sums[c * width + k] += rows[i * width + k];
  });
  return sums;
}

/** The standard deviation of resampled values; null where they do not vary. */
export function spreadOf(replicates: Float64Array): number | null {
  const known = replicates.filter((value) => !Number.isNaN(value));
  if (known.length < 2) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const error = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (known.length - 1));
  return error > 0 ? error : null;
}
