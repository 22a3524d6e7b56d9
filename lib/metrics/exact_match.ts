import {
  type ItemScore,
  itemScore,
  type ItemScores,
  measureText,
  measureTexts,
  type ScoreOptions,
  scoreShare,
  type TextReference,
} from "./_item_scores.ts";
import { type Normalisation, normaliser } from "./_normalise_answer.ts";

const DOING = "compute the exact match";

/**
 * The share of answers that equal their reference, or one of their references, with Wilson's interval.
 *
 * Compared are the texts as they are ("raw", the default), in Unicode's normal form C ("nfc"), or as the evaluation script of SQuAD
 * does ("squad"): lower case, without ASCII punctuation and the articles a, an, the, with single spaces. So "The Cat!" is "cat".
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options `normalise`: "raw", "nfc" or "squad"; `level` and `clusters`
 * @returns scores 0 or 1, and their share
 * @throws {RangeError} if the lengths differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { scores, estimate } = exactMatch(["Paris", ["the cat", "a dog"]], ["paris", "Dog!"], { normalise: "squad" });
 * assertEquals([scores, estimate.value], [[1, 1], 1]);
 * ```
 */
export function exactMatch(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions & { normalise?: Normalisation } = {},
): ItemScores {
  const normalise = normaliser(DOING, options.normalise ?? "raw");
  return scoreShare(
    measureTexts(DOING, references, predictions, (texts, text) => measure(texts, text, normalise)),
    options,
  );
}

/**
 * Whether one answer equals its reference, as in {@linkcode exactMatch}.
 *
 * @param reference what it should be, or several such texts
 * @param prediction the answer
 * @param options `normalise`: "raw", "nfc" or "squad"
 * @returns 1 or 0
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([exactMatchScore("a", "a").score, exactMatchScore("a", "A").score], [1, 0]);
 * ```
 */
export function exactMatchScore(
  reference: string | readonly string[],
  prediction: string,
  options: { normalise?: Normalisation } = {},
): ItemScore {
  const normalise = normaliser(DOING, options.normalise ?? "raw");
  return itemScore(measureText(DOING, reference, prediction, (texts, text) => measure(texts, text, normalise)));
}

function measure(references: readonly string[], prediction: string, normalise: (text: string) => string): number {
  const answer = normalise(prediction);
  return references.some((reference) => normalise(reference) === answer) ? 1 : 0;
}
