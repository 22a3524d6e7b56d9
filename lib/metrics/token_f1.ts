import {
  type ItemScore,
  itemScore,
  type ItemScores,
  measureText,
  measureTexts,
  scoreMean,
  type ScoreOptions,
  type TextReference,
} from "./_item_scores.ts";
import { squadNormalised } from "./_normalise_answer.ts";

const DOING = "compute the token F1";

/**
 * How many words an answer shares with its reference: the F1 of SQuAD, averaged over the items.
 *
 * Both are normalised as in {@linkcode exactMatch} with "squad"; words are counted as often as they occur. Of several references the
 * best counts. Where one of the two has no words left, the score is 1 if both have none and 0 otherwise, as in the
 * evaluation script of SQuAD 2.0 (Rajpurkar et al., ACL 2018).
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options see {@linkcode ScoreOptions}
 * @returns scores from 0 to 1, and their mean with a bootstrap interval
 * @throws {RangeError} if the lengths differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { scores } = tokenF1(["the cat sat", ["x", "black cat"]], ["cat sat down", "The Black Cat"], { resamples: 100 });
 * assertEquals(scores, [0.8, 1]);
 * ```
 */
export function tokenF1(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions = {},
): ItemScores {
  return scoreMean(measureTexts(DOING, references, predictions, measure), { ...options, bounds: [0, 1] });
}

/**
 * The token F1 of one answer, as in {@linkcode tokenF1}.
 *
 * @param reference what it should be, or several such texts
 * @param prediction the answer
 * @returns 0 to 1
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tokenF1Score("the cat sat", "cat sat down").score, 0.8);
 * ```
 */
export function tokenF1Score(reference: string | readonly string[], prediction: string): ItemScore {
  return itemScore(measureText(DOING, reference, prediction, measure));
}

function measure(references: readonly string[], prediction: string): number {
  const answer = wordsIn(prediction);
  return Math.max(...references.map((reference) => f1Of(wordsIn(reference), answer)));
}

function wordsIn(text: string): string[] {
  const normalised = squadNormalised(text);
  return normalised === "" ? [] : normalised.split(" ");
}

function f1Of(reference: readonly string[], answer: readonly string[]): number {
  if (reference.length === 0 || answer.length === 0) return reference.length === answer.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of reference) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of answer) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    common++;
    left.set(word, count - 1);
  }
  return 2 * common / (reference.length + answer.length);
}
