import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { type ItemScores, type Measured, scoreMean, type ScoreOptions } from "./_item_scores.ts";

const DOING = "compute the Brier score";

/**
 * The mean squared distance of a probability from what happened, with a bootstrap interval.
 *
 * Equals scikit-learn's `brier_score_loss`. Always saying 0.5 gives 0.25. For the event "the prediction is right" see
 * {@linkcode calibration}.
 *
 * @param positives whether each event happened; null leaves the item out
 * @param probabilities the probability that was given to it, 0 to 1; null leaves the item out
 * @param options see {@linkcode ScoreOptions}
 * @returns the squared distance of each item, 0 (best) to 1, and their mean
 * @throws {RangeError} if the lengths differ or a probability is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(brierScore([true, false], [0.9, 0.2], { resamples: 50 }).estimate.value!, 0.025, 1e-12);
 * ```
 */
export function brierScore(
  positives: readonly (boolean | null)[],
  probabilities: readonly (number | null)[],
  options: ScoreOptions = {},
): ItemScores {
  checkSameLength(DOING, { positives, probabilities });
  const measured = positives.map((positive, i): Measured => {
    const probability = probabilities[i];
    if (positive === null) return "there is no reference";
    if (probability === null) return "there is no prediction";
    if (!(probability >= 0 && probability <= 1)) {
      const received = describeValue(probability);
      throw new RangeError(`Cannot ${DOING}: the probability of item ${i} must be from 0 to 1, received ${received}`);
    }
    return (probability - (positive ? 1 : 0)) ** 2;
  });
  return scoreMean(measured, { ...options, bounds: [1, 0] });
}
