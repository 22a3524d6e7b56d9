import { inOrder } from "../stats/ascending_order.ts";
import { ascending, type ScoredItems } from "./_scored_classes.ts";

/** The area under the ROC curve, and each item's part in its variance. */
export interface DelongParts {
  /** The area. */
  readonly auc: number;
  /** For each positive the part of negatives below it, in the order of the items. */
  readonly positives: Float64Array;
  /** For each negative the part of positives above it, in the order of the items. */
  readonly negatives: Float64Array;
}

/** The structural components by mid-ranks (Sun and Xu, IEEE Signal Process. Lett. 21 (2014) 1389-1393). */
export function delongParts({ isPositive, scores }: ScoredItems): DelongParts {
  const order = ascending(scores);
  const places = new Float64Array(scores.length);
  const all = isPositive.reduce((sum, one) => sum + one, 0);
  const others = isPositive.length - all;
  let [belowPositives, belowNegatives] = [0, 0];
  for (let start = 0; start < order.length;) {
    let [end, tiedPositives] = [start, 0];
    while (end < order.length && scores[order[end]] === scores[order[start]]) tiedPositives += isPositive[order[end++]];
    const tiedNegatives = end - start - tiedPositives;
    for (; start < end; start++) {
      const item = order[start];
      places[item] = isPositive[item] === 1
        ? (belowNegatives + tiedNegatives / 2) / others
        : (all - belowPositives - tiedPositives / 2) / all;
    }
    belowPositives += tiedPositives;
    belowNegatives += tiedNegatives;
  }
  const positives = places.filter((_, i) => isPositive[i] === 1);
  const negatives = places.filter((_, i) => isPositive[i] === 0);
  return { auc: mean(positives), positives, negatives };
}

/** The same for one system: the parts of each kind are in ascending order of the scores, not in that of the items. */
export function delongPartsSorted({ isPositive, scores }: ScoredItems): DelongParts {
  const order = ascending(scores);
  const [sorted, kinds] = [inOrder(scores, order), inOrder(isPositive, order)];
  let all = 0;
  for (let i = 0; i < kinds.length; i++) all += kinds[i];
  const [positives, negatives] = [new Float64Array(all), new Float64Array(order.length - all)];
  let [below, belowPositives] = [0, 0];
  for (let start = 0; start < order.length;) {
    let [end, upTo] = [start, belowPositives];
    for (; end < sorted.length && sorted[end] === sorted[start]; end++) upTo += kinds[end];
    const belowNegatives = below - belowPositives;
    const ofPositives = (belowNegatives + end - upTo) / 2 / negatives.length;
    for (let i = belowPositives; i < upTo; i++) positives[i] = ofPositives;
    const ofNegatives = 1 - (belowPositives + upTo) / 2 / all;
    for (let i = belowNegatives; i < end - upTo; i++) negatives[i] = ofNegatives;
    [below, belowPositives, start] = [end, upTo, end];
  }
  return { auc: mean(positives), positives, negatives };
}

/** The variance of an area, or the covariance of two of the same items; NaN with less than two of either kind. */
export function delongCovariance(one: DelongParts, two: DelongParts): number {
  return covariance(one.positives, two.positives) / one.positives.length +
    covariance(one.negatives, two.negatives) / one.negatives.length;
}

function covariance(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - meanA) * (b[i] - meanB);
  return sum / (a.length - 1);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
