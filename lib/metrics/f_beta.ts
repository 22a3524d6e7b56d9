import { describeValue } from "../core/describe_value.ts";
import type { Estimate } from "../stats/estimate.ts";
import { type Average, type ClassCounts, orZero, type ZeroDivision } from "./_class_statistic.ts";
import { codeItems, type Label } from "./_coded_items.ts";
import { type CountsOptions, estimateCounts } from "./_counts_estimate.ts";

/** Options of {@linkcode fBeta}. */
export interface FBetaOptions extends CountsOptions {
  /** How much recall weighs against precision: 1 is F1, 2 favours recall, 0.5 precision. Default 1. */
  readonly beta?: number;
  /** "macro" (default, each class counts the same), "micro" (each item) or "weighted" (by support). */
  readonly average?: Average;
  /** The one class whose score is meant; then `average` does not matter. */
  readonly positive?: string;
  /** What 0/0 counts as; default null: undefined. */
  readonly zeroDivision?: ZeroDivision;
}

const DOING = "compute F-beta";

/**
 * The weighted harmonic mean of precision and recall, of one class or averaged over classes.
 *
 * Equals scikit-learn's `fbeta_score`, except that 0/0 is undefined unless `zeroDivision` says otherwise.
 *
 * @param references the true label of each item; null leaves the item out
 * @param predictions the predicted label of each item, in the same order; null leaves it out
 * @param options see {@linkcode FBetaOptions}
 * @returns the estimate, 0 to 1, with a bootstrap interval
 * @throws {RangeError} if the lengths differ or beta is not above 0
 * @throws {AssayError} if a reference is not among the given labels
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const options = { beta: 2, positive: "b", resamples: 50 };
 * assertAlmostEquals(fBeta(["a", "a", "b", "b"], ["a", "b", "b", "b"], options).value!, 10 / 11, 1e-12);
 * ```
 */
export function fBeta(
  references: readonly Label[],
  predictions: readonly Label[],
  options: FBetaOptions = {},
): Estimate {
  const { beta = 1, average = "macro", positive, zeroDivision = null } = options;
  if (!(Number.isFinite(beta) && beta > 0)) {
    throw new RangeError(`Cannot ${DOING}: beta must be a number above 0, received ${describeValue(beta)}`);
  }
  const items = codeItems(DOING, references, predictions, options.labels);
  const label = positive === undefined ? -1 : items.labels.indexOf(positive);
  if (positive !== undefined && label < 0 && items.references.length > 0) {
    throw new RangeError(`Cannot ${DOING}: positive must be a class, received ${describeValue(positive)}`);
  }
  const reason = "a class was neither asked nor predicted";
  return estimateCounts(items, (counts, isDraw) => {
    if (label >= 0) return orZero(classFBeta(counts, label, beta), zeroDivision);
    // By chance a class may be missing from a draw; its average is then one of the others.
    return averageFBeta(counts, {
      beta,
      average,
      zeroDivision: isDraw && zeroDivision === null ? "skip" : zeroDivision,
    });
  }, { ...options, reason });
}

function averageFBeta(
  counts: ClassCounts,
  options: { beta: number; average: Average; zeroDivision: ZeroDivision | "skip" },
): number {
  const { beta, average, zeroDivision } = options;
  let [sum, weights] = [0, 0];
  if (average === "micro") {
    const add = (values: Int32Array, end: number) => values.subarray(0, end).reduce((total, value) => total + value, 0);
    const classes = counts.hits.length;
    return ratio(add(counts.hits, classes), add(counts.support, classes), add(counts.predicted, classes), beta);
  }
  for (let label = 0; label < counts.hits.length; label++) {
    const weight = average === "macro" ? 1 : counts.support[label];
    const score = classFBeta(counts, label, beta);
    if (weight === 0 || (Number.isNaN(score) && zeroDivision === "skip")) continue;
    sum += weight * (zeroDivision === "skip" ? score : orZero(score, zeroDivision));
    weights += weight;
  }
  return sum / weights;
}

function classFBeta({ hits, support, predicted }: ClassCounts, label: number, beta: number): number {
  return ratio(hits[label], support[label], predicted[label], beta);
}

function ratio(hits: number, support: number, predicted: number, beta: number): number {
  return (1 + beta * beta) * hits / (beta * beta * support + predicted);
}
