import { AssayError } from "../core/assay_error.ts";
import { classScoredItems, type ClassScores } from "./_class_scores.ts";
import type { Label } from "./_coded_items.ts";
import { type ItemScores, scoreNumbers, type ScoreOptions } from "./_item_scores.ts";

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
  const losses = new Float64Array(references.length).fill(NaN);
  let wrong: readonly number[] | null = null;
  classScoredItems(DOING, { references, scores: probabilities }, labels, (row, code, item) => {
    if (wrong === null && !isDistribution(row)) wrong = row;
    losses[item] = -Math.log(Math.min(1 - SMALLEST, Math.max(SMALLEST, row[code])));
  });
  if (wrong !== null) {
    const row = (wrong as readonly number[]).slice(0, 5).join(", ");
    throw new AssayError(`Cannot ${DOING}: probabilities must be from 0 to 1 and add to 1, received ${row}`);
  }
  return scoreNumbers(losses, {
    ...options,
    reasonOf: (item) => references[item] === null ? "there is no reference" : "there is no prediction",
  });
}

function isDistribution(row: readonly number[]): boolean {
  let sum = 0;
  for (let c = 0; c < row.length; c++) {
    if (row[c] < 0 || row[c] > 1) return false;
    sum += row[c];
  }
  return Math.abs(sum - 1) <= ROUNDING;
}
