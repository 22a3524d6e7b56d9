import { describeValue } from "../core/describe_value.ts";
import { checkInteger, checkSameLength } from "../core/checks.ts";
import { drive } from "../core/drive.ts";
import { clustersAt, clusterUnits, itemCounts } from "./_cluster_units.ts";
import { intervalOf } from "../stats/bootstrap_interval.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { proportion } from "../stats/proportion.ts";
import { resampleInSlices } from "../stats/resample.ts";

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  /** Scores in the bin are above this (the first bin includes 0). */
  readonly low: number;
  /** Scores in the bin are at most this. */
  readonly high: number;
  /** How many items fall into it. */
  readonly n: number;
  /** Their mean score; null without items. */
  readonly meanScore: number | null;
  /** How many of them were right; Wilson interval. */
  readonly accuracy: Estimate;
}

/** Options of {@linkcode calibration}. */
export interface CalibrationOptions {
  /** How many bins of equal width, default 10. */
  readonly bins?: number;
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** Bootstrap resamples, default 10,000. */
  readonly resamples?: number;
  /** Seed of the bootstrap. */
  readonly seed?: number;
  /** What each item belongs to, in the order of the lists: then clusters are drawn instead of items. */
  readonly clusters?: readonly (string | number)[];
}

/** The result of {@linkcode calibration}. */
export interface Calibration {
  /** Expected calibration error: mean distance of score and accuracy over the bins, weighted by items. */
  readonly ece: Estimate;
  /** Mean squared distance of the score from being right (1) or wrong (0). */
  readonly brier: Estimate;
  /** The bins of equal width, in ascending order. */
  readonly bins: readonly ReliabilityBin[];
}

/**
 * Whether a system's scores can be taken as probabilities of being right (top-label calibration).
 *
 * Equal-width bins (low, high], as in Guo et al., "On Calibration of Modern Neural Networks" (ICML 2017). The ECE is biased
 * upward on few items; its interval is the percentile bootstrap, since binning is not smooth. The Brier score is that of the
 * event "the prediction is right", equal to scikit-learn's `brier_score_loss(correct, score)`.
 *
 * @param correct whether each prediction was right
 * @param scores the score of each prediction, 0 to 1; null leaves the item out
 * @param options see {@linkcode CalibrationOptions}
 * @returns error, Brier score and bins
 * @throws {RangeError} if the lengths differ or a score is outside 0 to 1
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { ece, brier } = calibration([true, true, false, true], [0.9, 0.9, 0.9, 0.9]);
 * assertAlmostEquals(ece.value!, 0.15, 1e-12); // |0.9 − 3/4|
 * assertAlmostEquals(brier.value!, (3 * 0.01 + 0.81) / 4, 1e-12);
 * ```
 */
export function calibration(
  correct: readonly boolean[],
  scores: readonly (number | null)[],
  options: CalibrationOptions = {},
): Calibration {
  return drive(calibrationInSlices(correct, scores, options));
}

/**
 * {@linkcode calibration} in slices: it yields about every 10 ms, so that long work can be interrupted.
 *
 * @param correct as for calibration
 * @param scores as for calibration
 * @param options as for calibration
 * @returns the generator, which ends with what calibration gives
 * @throws {RangeError} as calibration does
 */
export function* calibrationInSlices(
  correct: readonly boolean[],
  scores: readonly (number | null)[],
  options: CalibrationOptions = {},
): Generator<void, Calibration> {
  const { bins = 10, level = DEFAULT_LEVEL } = options;
  checkSameLength("compute the calibration", { correct, scores });
  checkInteger("compute the calibration", "bins", bins, { min: 1, max: 1000 });
  const places = [...scores.keys()].filter((i) => scores[i] !== null);
  const kept = places.map((i) => ({ score: checkScore(scores[i]!, i), right: correct[i] }));
  const binOf = kept.map(({ score }) => findBin(score, bins));
  const sums = Array.from({ length: bins }, () => ({ n: 0, hits: 0, score: 0 }));
  kept.forEach(({ score, right }, i) => {
    const bin = sums[binOf[i]];
    bin.n++;
    bin.score += score;
    if (right) bin.hits++;
  });
  return {
    ...yield* errors(kept, binOf, {
      ...options,
      bins,
      level,
      clusters: clustersAt(options.clusters, places, scores.length),
    }),
    bins: sums.map((bin, i) => ({
      low: i / bins,
      high: (i + 1) / bins,
      n: bin.n,
      meanScore: bin.n === 0 ? null : bin.score / bin.n,
      accuracy: proportion(bin.hits, bin.n, { level, empty: "no item has such a score" }),
    })),
  };
}

interface ScoredItem {
  readonly score: number;
  readonly right: boolean;
}

function* errors(
  items: readonly ScoredItem[],
  binOf: readonly number[],
  options: { bins: number; level: number; resamples?: number; seed?: number; clusters?: readonly (string | number)[] },
): Generator<void, Pick<Calibration, "ece" | "brier">> {
  const { bins, level } = options;
  const n = items.length;
  if (n === 0) {
    const none = undefinedEstimate("no item has a score", { n, method: "percentile", level });
    return { ece: none, brier: none };
  }
  const gaps = items.map(({ score, right }) => score - Number(right));
  const gap = new Float64Array(bins);
  const units = options.clusters === undefined ? null : clusterUnits(options.clusters);
  const drawn = new Int32Array(n);
  const resamples = yield* resampleInSlices(units?.cells ?? new Int32Array(n).fill(1), (drawnUnits, out) => {
    const counts = units === null ? drawnUnits : itemCounts(drawnUnits, units, drawn);
    gap.fill(0);
    let [total, squares, distance] = [0, 0, 0];
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] === 0) continue;
      total += counts[i];
      gap[binOf[i]] += counts[i] * gaps[i];
      squares += counts[i] * gaps[i] * gaps[i];
    }
    for (let bin = 0; bin < bins; bin++) distance += Math.abs(gap[bin]);
    out[0] = distance / total;
    out[1] = squares / total;
  }, { ...options, components: 2, jackknife: false });
  return { ece: { ...intervalOf(resamples, 0, { level }), n }, brier: { ...intervalOf(resamples, 1, { level }), n } };
}

/** The bin (i / bins, (i + 1) / bins] of a score, by its bounds as they are: a product may round over an edge. */
function findBin(score: number, bins: number): number {
  let bin = Math.min(bins - 1, Math.max(0, Math.ceil(score * bins) - 1));
  while (bin > 0 && score <= bin / bins) bin--;
  while (bin < bins - 1 && score > (bin + 1) / bins) bin++;
  return bin;
}

function checkScore(score: number, item: number): number {
  if (score >= 0 && score <= 1) return score;
  throw new RangeError(
    `Cannot compute the calibration: the score of item ${item} must be from 0 to 1, received ${describeValue(score)}`,
  );
}
