import type { ItemScore, ItemScores, ScoreOptions, TextReference } from "./_item_scores.ts";
import { clippedMatches, gramCount } from "./_ngrams.ts";
import { type Pool, poolText, poolTexts } from "./_pooled_scores.ts";
import { Vocabulary, wordsOf } from "./_words.ts";

const ORDERS = 4;

/**
 * Google's GLEU of all items together: matching n-grams of one to four words over those of the longer text (Wu et al., 2016).
 *
 * So it is the lesser of precision and recall. Matches and n-grams are summed over the items first, as in NLTK's `corpus_gleu`. Words
 * stand between white space and are compared as they are. Of several references that with the best score counts. This is not
 * the GLEU of grammatical error correction (Napoles et al., 2015).
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options see {@linkcode ScoreOptions}
 * @returns the corpus score with its interval, 0 to 1, and each item's score
 * @throws {RangeError} if the lengths differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * // Words: 2 of 3 match; pairs: 1 of 2; triples: 0 of 1.
 * assertEquals(gleu(["a b c"], ["a b x"], { resamples: 0 }).estimate.value, 0.5);
 * ```
 */
export function gleu(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions = {},
): ItemScores {
  return poolTexts(gleuPool(), references, predictions, options);
}

/**
 * Google's GLEU of one answer, as in {@linkcode gleu}.
 *
 * @param reference what it should be, or several such texts
 * @param prediction the answer
 * @returns 0 to 1; undefined if neither text has words
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(gleuScore("a b c", "a b c").score, 1);
 * ```
 */
export function gleuScore(reference: string | readonly string[], prediction: string): ItemScore {
  return poolText(gleuPool(), reference, prediction);
}

/**
 * The counts that GLEU sums over the items, for comparisons of two systems on the same items.
 *
 * @returns how an item is counted, and the score of the sums
 */
export function gleuPool(): Pool {
  const vocabulary = new Vocabulary();
  const code = (text: string) => vocabulary.code(wordsOf(text));
  const share = (row: ArrayLike<number>) => row[1] === 0 ? NaN : row[0] / row[1];
  return {
    doing: "compute GLEU",
    width: 2,
    rowOf: (references, prediction) => {
      const answer = code(prediction);
      let best = [0, 0];
      for (const wanted of references.map(code)) {
        const hits = clippedMatches([wanted], answer, ORDERS).reduce((sum, one) => sum + one, 0);
        const all = Math.max(gramsOf(wanted), gramsOf(answer));
        if (all > 0 && (best[1] === 0 || hits * best[1] > best[0] * all)) best = [hits, all];
      }
      return best;
    },
    itemValue: share,
    corpusValue: share,
    reason: "neither the reference nor the answer has words",
  };
}

function gramsOf(words: Int32Array): number {
  let all = 0;
  for (let order = 1; order <= ORDERS; order++) all += gramCount(words.length, order);
  return all;
}
