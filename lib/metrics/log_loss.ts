import { AssayError } from "../core/assay_error.ts";
import { classScoredItems, type ClassScores } from "./_class_scores.ts";
import type { Label } from "./_coded_items.ts";
import type { ItemScores, Measured, ScoreOptions } from "./_item_scores.ts";
import { scoreMean } from "./_item_scores.ts";

const DOING = "compute the log loss";
const SMALLEST = Number.EPSILON;
const ROUNDING = 1e-6;

/**
 * The mean negative logarithm of the probability that was given to the true label (cross-entropy, in nats), with a bootstrap interval.
 *
 * Equals scikit-learn's `log_loss`: probabilities are cut at 2.2e-16, so that one certain mistake does not make the mean
 * infinite.
 *
 * @param references the true label of each item; null leaves the item out
 * @param probabilities for each item the probability of each label, which add to 1; null leaves the item out
 * @param options `labels`: the classes, in the order of the probabilities; and those of {@linkcode ScoreOptions}
 * @returns the loss of each item, 0 is best, and their mean
 * @throws {RangeError} if the lengths differ
 * @throws {AssayError} if a reference is not among the labels, or a row is no distribution
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { estimate } = logLoss(["a", "b"], [[0.5, 0.5], [0.5, 0.5]], { labels: ["a", "b"] });
 * assertAlmostEquals(estimate.value!, Math.LN2, 1e-12);
 * ```
 */
export function logLoss(
  references: readonly Label[],
  probabilities: ClassScores,
  options: ScoreOptions & { labels: readonly string[] },
): ItemScores {
  const { labels } = options;
  const items = classScoredItems(DOING, { references, scores: probabilities }, labels);
  const wrong = items.rows.findIndex((row) => {
    const sum = row.reduce((total, one) => total + one, 0);
    return row.some((one) => one < 0 || one > 1) || Math.abs(sum - 1) > ROUNDING;
  });
  if (wrong >= 0) {
    const row = items.rows[wrong].slice(0, 5).join(", ");
    throw new AssayError(`Cannot ${DOING}: probabilities must be from 0 to 1 and add to 1, received ${row}`);
  }
  let next = 0;
  const measured = references.map((reference, i): Measured => {
    if (reference === null) return "there is no reference";
    if (probabilities[i] === null) return "there is no prediction";
    const item = next++;
    const probability = items.rows[item][items.references[item]];
    return -Math.log(Math.min(1 - SMALLEST, Math.max(SMALLEST, probability)));
  });
  return scoreMean(measured, options);
}
