import { errorRatePool } from "./_error_rate.ts";
import type { ItemScore, ItemScores, ScoreOptions, TextReference } from "./_item_scores.ts";
import { type Pool, poolText, poolTexts } from "./_pooled_scores.ts";
import { codePoints } from "./edit_distance.ts";

/**
 * The character error rate of all items together: insertions, deletions and substitutions of characters over the characters of the references.
 *
 * Edits and lengths are summed over the items first, as in JiWER. It exceeds 1 where answers are much too long. Characters are code points as they are, white space included; normalise texts first where accents may be spelt in two ways.
 * Of several references that with the lowest rate counts. An item whose reference has
 * no characters has no rate of its own, but its edits count.
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
 * const { estimate, scores } = characterErrorRate(["abc", "d"], ["axc", "de"], { resamples: 0 });
 * assertEquals([estimate.value, scores], [0.5, [1 / 3, 1]]);
 * ```
 */
export function characterErrorRate(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions & { lowercase?: boolean } = {},
): ItemScores {
  return poolTexts(characterErrorRatePool(options), references, predictions, options);
}

/**
 * The character error rate of one answer, as in {@linkcode characterErrorRate}.
 *
 * @param reference what it should be, or several such texts
 * @param prediction the answer
 * @param options `lowercase`: whether case is ignored, default false
 * @returns the rate, 0 is best; undefined if the reference has no characters
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(characterErrorRateScore("a b", "a c", { lowercase: true }).score, 1 / 3);
 * ```
 */
export function characterErrorRateScore(
  reference: string | readonly string[],
  prediction: string,
  options: { lowercase?: boolean } = {},
): ItemScore {
  return poolText(characterErrorRatePool(options), reference, prediction);
}

/**
 * The counts that the character error rate sums over the items, for comparisons of two systems on the same items.
 *
 * @param options `lowercase`: whether case does not count, default false
 * @returns how an item is counted, and the score of the sums
 */
export function characterErrorRatePool(options: { lowercase?: boolean } = {}): Pool {
  const { lowercase = false } = options;
  return errorRatePool("compute the character error rate", "characters", (text) => {
    return codePoints(lowercase ? text.toLowerCase() : text);
  });
}
