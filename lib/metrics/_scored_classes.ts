import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { ascendingOrder } from "../stats/ascending_order.ts";

/** Scores of positives and negatives. */
export interface ScoredItems {
  /** 1 for a positive. */
  readonly isPositive: Uint8Array;
  /** The score of each item: the higher, the likelier positive. */
  readonly scores: Float64Array;
  /** How many items were left out. */
  readonly excluded: number;
}

/** Items that have a score; a score must be a number. */
export function scoredItems(
  doing: string,
  positives: readonly (boolean | null)[],
  scores: readonly (number | null)[],
): ScoredItems {
  checkSameLength(doing, { positives, scores });
  const isPositive = new Uint8Array(scores.length);
  const values = new Float64Array(scores.length);
  let n = 0;
  for (let i = 0; i < scores.length; i++) {
    const [positive, score] = [positives[i], scores[i]];
    if (positive === null || score === null) continue;
    if (typeof score !== "number" || Number.isNaN(score)) {
      throw new RangeError(
        `Cannot ${doing}: the score of item ${i} must be a number, received ${describeValue(score)}`,
      );
    }
    isPositive[n] = positive ? 1 : 0;
    values[n++] = score;
  }
  return { isPositive: isPositive.subarray(0, n), scores: values.subarray(0, n), excluded: scores.length - n };
}

/** The places of scores in ascending order. */
export function ascending(scores: Float64Array): Uint32Array {
  return ascendingOrder(scores);
}

/**
 * The area under the ROC curve of weighted items: the part of pairs of a positive and a negative in which the positive has the
 * higher score, ties as a half. NaN without positives or negatives.
 *
 * @param order the places in ascending order of their scores
 * @param scores the scores by place
 * @param weightOf how often the item at a place counts as a positive, and as a negative
 */
export function weightedAuc(
  order: Uint32Array,
  scores: Float64Array,
  weightOf: (place: number) => readonly [positive: number, negative: number],
): number {
  let [positives, negatives, area] = [0, 0, 0];
  for (let start = 0; start < order.length;) {
    const score = scores[order[start]];
    let [tiedPositives, tiedNegatives] = [0, 0];
    for (; start < order.length && scores[order[start]] === score; start++) {
      const [positive, negative] = weightOf(order[start]);
      tiedPositives += positive;
      tiedNegatives += negative;
    }
    area += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
  }
  return area / (positives * negatives);
}
