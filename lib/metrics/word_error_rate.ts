import { errorRatePool } from "./_error_rate.ts";
import type { ItemScore, ItemScores, ScoreOptions, TextReference } from "./_item_scores.ts";
import { type Pool, poolText, poolTexts } from "./_pooled_scores.ts";
import { Vocabulary, wordsOf } from "./_words.ts";

/**
 * The word error rate of all items together: insertions, deletions and substitutions of words over the words of the references.
 *
 * Edits and lengths are summed over the items first, as in JiWER. It exceeds 1 where answers are much too long. Words stand between white space and are compared as they are, punctuation included.
 * Of several references that with the lowest rate counts. An item whose reference has
 * no words has no rate of its own, but its edits count.
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options `lowercase`: whether case is ignored, default false; and those of {@linkcode ScoreOptions}
 * @returns the rate with its interval, 0 is best; and each item's rate
 * @throws {RangeError} if the lengths differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { estimate, scores } = wordErrorRate(["a b c", "d"], ["a x c", "d e"], { resamples: 0 });
 * assertEquals([estimate.value, scores], [0.5, [1 / 3, 1]]);
 * ```
 */
export function wordErrorRate(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions & { lowercase?: boolean } = {},
): ItemScores {
  return poolTexts(wordErrorRatePool(options), references, predictions, options);
}

/**
 * The word error rate of one answer, as in {@linkcode wordErrorRate}.
 *
 * @param reference what it should be, or several such texts
 * @param prediction the answer
 * @param options `lowercase`: whether case is ignored, default false
 * @returns the rate, 0 is best; undefined if the reference has no words
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(wordErrorRateScore("a b", "a c", { lowercase: true }).score, 0.5);
 * ```
 */
export function wordErrorRateScore(
  reference: string | readonly string[],
  prediction: string,
  options: { lowercase?: boolean } = {},
): ItemScore {
  return poolText(wordErrorRatePool(options), reference, prediction);
}

/**
 * The counts that the word error rate sums over the items, for comparisons of two systems on the same items.
 *
 * @param options `lowercase`: whether case does not count, default false
 * @returns how an item is counted, and the score of the sums
 */
export function wordErrorRatePool(options: { lowercase?: boolean } = {}): Pool {
  const { lowercase = false } = options;
  const vocabulary = new Vocabulary();
  return errorRatePool("compute the word error rate", "words", (text) => {
    return vocabulary.code(wordsOf(lowercase ? text.toLowerCase() : text));
  });
}
