import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { intervalOf } from "../stats/bootstrap_interval.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { resample } from "../stats/resample.ts";
import { tabulate } from "./_class_statistic.ts";
import { clustersAt, clusterUnits } from "./_cluster_units.ts";
import { type CodedItems, codeItems, type Label } from "./_coded_items.ts";
import type { CountsOptions } from "./_counts_estimate.ts";

/** Options of {@linkcode cohenKappa}. */
export interface KappaOptions extends CountsOptions {
  /**
   * How much a disagreement weighs: by the places between both classes ("linear"), or their square ("quadratic"); default null,
   * all the same. With weights, `labels` must name the classes in their order.
   */
  readonly weights?: "linear" | "quadratic" | null;
}

const DOING = "compute Cohen's kappa";

/**
 * Cohen's kappa of references and predictions: agreement beyond what chance would give, with a bootstrap interval.
 *
 * Equals scikit-learn's `cohen_kappa_score`, with its linear and quadratic weights; undefined where chance agreement is 1. Without
 * weights, answers that are no class count as one further class. With weights they have no place in the order, so that the
 * kappa is undefined. For two human raters see the kappa of the statistics room, whose interval is analytic.
 *
 * @param references the true label of each item; null leaves the item out
 * @param predictions the predicted label of each item, in the same order; null leaves it out
 * @param options see {@linkcode KappaOptions}
 * @returns the estimate, at most 1; 0 is what chance gives
 * @throws {RangeError} if the lengths differ or `weights` is unknown
 * @throws {AssayError} if a reference is not among the given labels, or weights are asked for without labels
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = cohenKappa(["a", "a", "b", "b"], ["a", "b", "b", "b"], { resamples: 50 });
 * assertAlmostEquals(value!, 0.5, 1e-12);
 * ```
 */
export function cohenKappa(
  references: readonly Label[],
  predictions: readonly Label[],
  options: KappaOptions = {},
): Estimate {
  const { weights = null, labels, level } = options;
  if (weights !== null && weights !== "linear" && weights !== "quadratic") {
    throw new RangeError(
      `Cannot ${DOING}: weights must be linear, quadratic or null, received ${describeValue(weights)}`,
    );
  }
  if (weights !== null && labels === undefined) {
    throw new AssayError(`Cannot ${DOING}: labels must name the classes in their order when there are weights`);
  }
  const items = codeItems(DOING, references, predictions, labels);
  const n = items.references.length;
  const left = items.excluded === 0 ? {} : { excluded: items.excluded };
  const nothing = (reason: string) => ({
    ...undefinedEstimate(reason, { n, method: "percentile", level }),
    ...left,
  });
  if (n === 0) return nothing("there are no answered items");
  const other = items.labels.length;
  const odd = items.predictions.reduce((count, code) => code === other ? count + 1 : count, 0);
  if (weights !== null && odd > 0) {
    return nothing(`${odd} of ${n} answers are none of the labels and have no place in their order`);
  }
  const { cells, cellOf, statistic } = kappaStatistic(items, weights);
  const reason = "all references and predictions are of one class";
  const units = options.clusters === undefined
    ? undefined
    : clusterUnits(clustersAt(options.clusters, items.positions, n + items.excluded)!);
  const drawn = new Int32Array(cells.length);
  const result = resample(units?.cells ?? cells, (counts, out) => {
    if (units !== undefined) {
      drawn.fill(0);
      for (let c = 0; c < counts.length; c++) for (const i of units.members[c]) drawn[cellOf[i]] += counts[c];
    }
    out[0] = statistic(units === undefined ? counts : drawn);
  }, options);
  return { ...intervalOf(result, 0, { level, reason }), n, ...left };
}

function kappaStatistic(items: CodedItems, weights: "linear" | "quadratic" | null) {
  const width = items.labels.length + 1;
  const keys = items.references.map((reference, i) => reference * width + items.predictions[i]);
  const table = tabulate(keys);
  const places = new Map(Array.from(table.keys, (key, c) => [key, c]));
  const cellOf = Int32Array.from(keys, (key) => places.get(key)!);
  const rows = Int32Array.from(table.keys, (key) => Math.floor(key / width));
  const columns = Int32Array.from(table.keys, (key) => key % width);
  const [ofReference, ofPrediction] = [new Float64Array(width), new Float64Array(width)];
  const expected = weights === null ? expectedPlain : weights === "linear" ? expectedLinear : expectedQuadratic;
  const statistic = (counts: Int32Array) => {
    ofReference.fill(0);
    ofPrediction.fill(0);
    let [n, observed] = [0, 0];
    for (let c = 0; c < counts.length; c++) {
      const count = counts[c];
      const gap = Math.abs(rows[c] - columns[c]);
      n += count;
      ofReference[rows[c]] += count;
      ofPrediction[columns[c]] += count;
      if (gap > 0) observed += count * (weights === null ? 1 : weights === "linear" ? gap : gap * gap);
    }
    const byChance = expected(ofReference, ofPrediction, n);
    return byChance === 0 ? NaN : 1 - n * observed / byChance;
  };
  return { cells: table.counts, cellOf, statistic };
}

/** The sum over all pairs of classes of reference count times prediction count, where they differ. */
function expectedPlain(references: Float64Array, predictions: Float64Array, n: number): number {
  let same = 0;
  for (let k = 0; k < references.length; k++) same += references[k] * predictions[k];
  return n * n - same;
}

/** The same times the places between: each border between two neighbours is crossed by the pairs on its two sides. */
function expectedLinear(references: Float64Array, predictions: Float64Array, n: number): number {
  let [below, belowToo, sum] = [0, 0, 0];
  for (let k = 0; k < references.length; k++) {
    below += references[k];
    belowToo += predictions[k];
    sum += below * (n - belowToo) + belowToo * (n - below);
  }
  return sum;
}

/** The same times their square, multiplied out. */
function expectedQuadratic(references: Float64Array, predictions: Float64Array, n: number): number {
  let [squares, first, second] = [0, 0, 0];
  for (let k = 0; k < references.length; k++) {
    squares += k * k * (references[k] + predictions[k]);
    first += k * references[k];
    second += k * predictions[k];
  }
  return n * squares - 2 * first * second;
}
