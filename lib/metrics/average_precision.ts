import { inOrder } from "../stats/ascending_order.ts";
import { intervalOf } from "../stats/bootstrap_interval.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { resample } from "../stats/resample.ts";
import { ascending, scoredItems } from "./_scored_classes.ts";

const NONE = "there are no positives";
/** The jackknife of BCa intervals takes time in proportion to the square of the cells; beyond, the interval is the percentile one. */
const MOST_FOR_JACKKNIFE = 4096;

/**
 * The area under the steps of the precision-recall curve, with a bootstrap interval.
 *
 * Equals scikit-learn's `average_precision_score`: precisions at each distinct score, weighted by the gain in recall, without
 * interpolation. For a ranking of documents see {@linkcode meanAveragePrecision}.
 *
 * @param positives whether each item is a positive; null leaves the item out
 * @param scores the higher, the likelier positive; null leaves the item out
 * @param options `level`, `resamples` (0 leaves the interval out) and `seed` of the bootstrap
 * @returns the estimate, 0 to 1; undefined without positives
 * @throws {RangeError} if the lengths differ or a score is not a number
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = averagePrecision([false, false, true, true], [0.1, 0.4, 0.35, 0.8], { resamples: 50 });
 * assertAlmostEquals(value!, 5 / 6, 1e-12);
 * ```
 */
export function averagePrecision(
  positives: readonly (boolean | null)[],
  scores: readonly (number | null)[],
  options: { level?: number; resamples?: number; seed?: number } = {},
): Estimate {
  const items = scoredItems("compute the average precision", positives, scores);
  const left = items.excluded === 0 ? {} : { excluded: items.excluded };
  const n = items.scores.length;
  if (n === 0) return { ...undefinedEstimate(NONE, { n, method: "percentile", level: options.level }), ...left };
  // Items of the same score and kind share a cell, negatives first, so their order does not matter.
  const order = ascending(items.scores);
  const [sorted, kinds] = [inOrder(items.scores, order), inOrder(items.isPositive, order)];
  const room = new Int32Array(2 * n);
  let filled = 0;
  for (let start = n - 1; start >= 0; filled += 2) {
    const score = sorted[start];
    for (; start >= 0 && sorted[start] === score; start--) room[filled + kinds[start]]++;
  }
  const cells = room.subarray(0, filled);
  const result = resample(cells, (counts, out) => {
    let [hits, seen, sum] = [0, 0, 0];
    for (let c = 0; c < counts.length; c += 2) {
      seen += counts[c] + counts[c + 1];
      hits += counts[c + 1];
      if (counts[c + 1] > 0) sum += counts[c + 1] * hits / seen;
    }
    out[0] = sum / hits;
  }, { ...options, jackknife: cells.length <= MOST_FOR_JACKKNIFE });
  return { ...intervalOf(result, 0, { ...options, reason: NONE }), ...left };
}
