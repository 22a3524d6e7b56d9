import { random, randomBelow } from "../core/random.ts";
import type { Estimate } from "../stats/estimate.ts";
import { quantileSorted } from "../stats/quantile_sorted.ts";
import { resample } from "../stats/resample.ts";
import type { Distances } from "./_drift_permute.ts";
import { addUnit, type UnitCounts, type UnitNumbers, type UnitTable } from "./_drift_units.ts";

/** Fills the counts of both samples with those of a resample. */
export type Draw = (reference: Int32Array, current: Int32Array) => void;

const LARGEST_UNDEFINED_PART = 0.05;
const ROUNDING = 1e-12;
const FEWEST_UNITS = 5;
const LARGEST_BATCH = 100;
/** So many counts of resamples are kept at a time. */
const MOST_KEPT = 4_000_000;

/**
 * Draws the rows of each sample with replacement: multinomial counts, some dozens at a time, from seeds of their own for each
 * sample.
 */
export function rowDraw(reference: Int32Array, current: Int32Array, seed: number): Draw {
  const source = random(seed);
  const size = Math.max(1, Math.min(LARGEST_BATCH, Math.floor(MOST_KEPT / reference.length)));
  const batchOf = (cells: Int32Array) => {
    const batch: Int32Array[] = [];
    const keep = (counts: Int32Array) => void batch.push(counts.slice());
    resample(cells, keep, { components: 0, resamples: size, seed: source(), jackknife: false });
    // The first are the sample's own counts.
    return batch.slice(-size);
  };
  let [first, second]: Int32Array[][] = [[], []];
  return (a, b) => {
    if (first.length === 0) [first, second] = [batchOf(reference), batchOf(current)];
    a.set(first.pop()!);
    b.set(second.pop()!);
  };
}

/** Why so few units give no interval: resamples of few vary far too little. */
export function tooFewUnits({ reference, current }: UnitNumbers): string | null {
  if (Math.min(reference, current) >= FEWEST_UNITS) return null;
  return `an interval needs at least ${FEWEST_UNITS} units in each sample, received ${reference} and ${current}`;
}

/** Draws whole units with replacement, those of each frame and those of both among themselves. */
export function unitDraw(table: UnitTable, seed: number): Draw {
  const source = random(seed);
  const { onlyReference, onlyCurrent, shared } = table;
  const times = new Int32Array(table.reference.starts.length);
  const drawFrom = (units: Int32Array, into: readonly (readonly [Int32Array, UnitCounts])[]) => {
    for (let i = 0; i < units.length; i++) times[units[randomBelow(source, units.length)]]++;
    for (const unit of units) {
      if (times[unit] > 0) { for (const [counts, from] of into) addUnit(counts, from, unit, times[unit]); }
      times[unit] = 0;
    }
  };
  return (reference, current) => {
    reference.fill(0);
    current.fill(0);
    drawFrom(onlyReference, [[reference, table.reference]]);
    drawFrom(onlyCurrent, [[current, table.current]]);
    drawFrom(shared, [[reference, table.reference], [current, table.current]]);
  };
}

/** The distances of so many resamples, one list a component. */
export function replicatesOf(
  draw: Draw,
  distances: Distances,
  options: { cells: number; components: number; resamples: number },
): Float64Array[] {
  const { cells, components, resamples } = options;
  const [reference, current] = [new Int32Array(cells), new Int32Array(cells)];
  const out = new Float64Array(components);
  const replicates = Array.from({ length: components }, () => new Float64Array(resamples));
  for (let r = 0; r < resamples; r++) {
    draw(reference, current);
    distances(reference, current, out);
    for (let c = 0; c < components; c++) replicates[c][r] = out[c];
  }
  return replicates;
}

/**
 * The estimate of a distance, which cannot be negative, freed of the bias that the bootstrap shows.
 *
 * Distances of samples are too large on average, and those of resamples are too large once more. So the value is twice the
 * observed distance minus the mean of the replicates. The upper end is the percentile, moved by the bias once: the basic interval's
 * (Davison and Hinkley, 1997, section 5.2) is far too low for small distances. The lower end is the basic one, or as far below
 * the value as the upper is above it, whichever is larger, and 0 where the test does not reject. In simulations with normal
 * samples and with 2 to 40 categories, of 30 to 1,000 items, the upper end fell short of the truth in at most 4.3 % of the
 * samples (the basic one in up to 33 %) and the lower one exceeded it in at most 3.7 %, where 2.5 % is nominal; many categories
 * make both cautious.
 *
 * @param observed the distance of the samples
 * @param replicates the distances of resamples; NaN where undefined
 * @param options the confidence level, the numbers of units, the p-value of no distance, whether the distance is the square root
 *   of these numbers, and what is subtracted at the end
 */
export function distanceEstimate(
  observed: number,
  replicates: Float64Array,
  options: { level: number; units: UnitNumbers; pValue: number | null; isSquare?: boolean; minus?: number },
): Estimate {
  const { level, units, pValue, isSquare = false, minus = 0 } = options;
  const n = units.all;
  const method = "bootstrap without bias";
  const shown = (x: number) => {
    const distance = Math.max(0, x - minus);
    return isSquare ? Math.sqrt(distance) : distance;
  };
  const sorted = replicates.filter((x) => !Number.isNaN(x)).sort();
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  const lost = replicates.length - sorted.length;
  const reason = tooFewUnits(units) ??
    (lost > LARGEST_UNDEFINED_PART * replicates.length
      ? `the distance is undefined in ${lost} of ${replicates.length} resamples`
      : most - least <= ROUNDING * Math.abs(most)
      ? "every resample gives the same distance, which says nothing about its uncertainty"
      : null);
  if (reason !== null) return { value: shown(observed), low: null, high: null, level, n, method, reason };
  const tail = (1 - level) / 2;
  const mean = sorted.reduce((sum, x) => sum + x, 0) / sorted.length;
  const upper = quantileSorted(sorted, 1 - tail);
  const value = shown(2 * observed - mean);
  const high = Math.max(value, shown(upper - (mean - observed)));
  const isUndecided = pValue !== null && pValue >= 1 - level;
  const low = isUndecided ? 0 : Math.min(value, Math.max(0, shown(2 * observed - upper), 2 * value - high));
  return { value, low, high, level, n, method };
}
