import { codePoints, type EditKind, sequenceDistance } from "./edit_distance.ts";
import {
  type ItemScore,
  itemScore,
  type ItemScores,
  type Measured,
  measureText,
  measureTexts,
  scoreMean,
  type ScoreOptions,
  type TextReference,
} from "./_item_scores.ts";

const DOING = "compute the edit similarity";

/**
 * One minus the edit distance over the length of the longer text, averaged over the items.
 *
 * Equals RapidFuzz's `Levenshtein.normalized_similarity`. Characters are code points, compared as they are, without Unicode
 * normalisation. Of several references the most similar counts. Two empty texts are equal: 1.
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options `kind` of edits as in {@linkcode editDistance}, and those of {@linkcode ScoreOptions}
 * @returns scores from 0 to 1, and their mean with a bootstrap interval
 * @throws {RangeError} if the lengths differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { scores, estimate } = editSimilarity(["abcd", "x"], ["abcd", "y"], { resamples: 100 });
 * assertEquals([scores, estimate.value], [[1, 0], 0.5]);
 * ```
 */
export function editSimilarity(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions & { kind?: EditKind } = {},
): ItemScores {
  const measured = measureTexts(DOING, references, predictions, (texts, text) => measure(texts, text, options.kind));
  return scoreMean(measured, { ...options, bounds: [0, 1] });
}

/**
 * The edit similarity of one answer, as in {@linkcode editSimilarity}.
 *
 * @param reference what it should be, or several such texts
 * @param prediction the answer
 * @param options `kind` of edits
 * @returns 0 to 1; undefined if the texts are too long to be compared in about a second
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(editSimilarityScore("abcd", "abxd").score, 0.75);
 * ```
 */
export function editSimilarityScore(
  reference: string | readonly string[],
  prediction: string,
  options: { kind?: EditKind } = {},
): ItemScore {
  return itemScore(measureText(DOING, reference, prediction, (texts, text) => measure(texts, text, options.kind)));
}

function measure(references: readonly string[], prediction: string, kind?: EditKind): Measured {
  const answer = codePoints(prediction);
  let best = 0;
  for (const reference of references) {
    const wanted = codePoints(reference);
    const distance = sequenceDistance(wanted, answer, { kind });
    if (distance === null) return "the texts are too long to be compared";
    const longest = Math.max(wanted.length, answer.length);
    best = Math.max(best, longest === 0 ? 1 : 1 - distance / longest);
  }
  return best;
}
