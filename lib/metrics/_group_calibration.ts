import { random, shuffle } from "../core/random.ts";
import { resample } from "../stats/resample.ts";
import { rangeOf } from "./_gap_estimates.ts";
import type { GroupDraws } from "./_group_comparison.ts";

/** The scored items of one group. */
export interface ScoredGroup {
  /** The bin of each item. */
  readonly bins: Int32Array;
  /** Its score less 1 if it is truly positive. */
  readonly offsets: Float64Array;
  /** Its score. */
  readonly scores: Float64Array;
}

/** The bin (i / bins, (i + 1) / bins] of each score, by the bounds as they are: a product may round over an edge. */
export function binScores(scores: Float64Array, bins: number): Int32Array {
  return Int32Array.from(scores, (score) => {
    let bin = Math.min(bins - 1, Math.max(0, Math.ceil(score * bins) - 1));
    while (bin > 0 && score <= bin / bins) bin--;
    while (bin < bins - 1 && score > (bin + 1) / bins) bin++;
    return bin;
  });
}

/** Resamples within the groups and permutes between them, for the expected calibration error. */
export function drawCalibration(
  groups: readonly ScoredGroup[],
  settings: { bins: number; resamples: number; seed: number },
): GroupDraws {
  const { bins, resamples, seed } = settings;
  const none = { logDeviations: null, ratioCentre: NaN };
  if (resamples === 0) return { ...none, deviations: [], permuted: new Float64Array(0) };
  const source = random(seed);
  const sums = new Float64Array(bins);
  const deviations = groups.map(({ bins: binOf, offsets }) => {
    const n = offsets.length;
    const found = resample(new Int32Array(n).fill(1), (counts, out) => {
      sums.fill(0);
      for (let i = 0; i < n; i++) sums[binOf[i]] += counts[i] * offsets[i];
      out[0] = sizeOf(sums) / n;
    }, { resamples, seed: source(), jackknife: false });
    return found.replicates[0].map((value) => value - found.values[0]);
  });
  const permuted = permute(groups, { bins, resamples, seed: source() });
  const atZero = groups.map((group) => drawCalibrated(group, { bins, resamples, seed: source() }));
  return { ...none, deviations, permuted, atZero };
}

/** The error of outcomes that are drawn from the scores themselves: what a perfectly calibrated group of this size shows. */
function drawCalibrated(
  group: ScoredGroup,
  settings: { bins: number; resamples: number; seed: number },
): Float64Array {
  const source = random(settings.seed);
  const sums = new Float64Array(settings.bins);
  const { scores, bins } = group;
  return Float64Array.from({ length: settings.resamples }, () => {
    sums.fill(0);
    for (let i = 0; i < scores.length; i++) {
      sums[bins[i]] += source() < scores[i] * 4294967296 ? scores[i] - 1 : scores[i];
    }
    return sizeOf(sums) / scores.length;
  });
}

function permute(
  groups: readonly ScoredGroup[],
  settings: { bins: number; resamples: number; seed: number },
): Float64Array {
  const source = random(settings.seed);
  const bins = Int32Array.from(groups.flatMap((group) => [...group.bins]));
  const offsets = Float64Array.from(groups.flatMap((group) => [...group.offsets]));
  const order = Uint32Array.from(bins.keys());
  const sums = new Float64Array(settings.bins);
  const errors = new Float64Array(groups.length);
  return Float64Array.from({ length: settings.resamples }, () => {
    shuffle(order, source);
    let at = 0;
    groups.forEach(({ offsets: { length } }, g) => {
      sums.fill(0);
      for (const end = at + length; at < end; at++) sums[bins[order[at]]] += offsets[order[at]];
      errors[g] = sizeOf(sums) / length;
    });
    return rangeOf(errors);
  });
}

function sizeOf(sums: Float64Array): number {
  let size = 0;
  for (let bin = 0; bin < sums.length; bin++) size += Math.abs(sums[bin]);
  return size;
}
