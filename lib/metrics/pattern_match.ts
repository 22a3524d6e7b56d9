import { evaluateExpression } from "../core/evaluate_expression.ts";
import { formatCount } from "../core/format.ts";
import { parseExpression } from "../core/parse_expression.ts";
import {
  type ItemScore,
  itemScore,
  type ItemScores,
  type Measured,
  measureText,
  measureTexts,
  type ScoreOptions,
  scoreShare,
  type TextReference,
} from "./_item_scores.ts";

const DOING = "look for patterns in answers";
const MATCHES = parseExpression("text matches pattern");
const MOST_SEARCHED = 10_000;

/**
 * The share of answers in which a regular expression matches somewhere, with Wilson's interval.
 *
 * The references are the patterns, in the syntax of JavaScript with the flag u, without looking around and references back to
 * groups: so the time stays linear and no pattern can stall it, as in the `matches` of conditions. `^` and `$` are the ends of
 * the whole text. An answer that is longer than 10,000 characters is not searched and has no score.
 *
 * @param patterns the pattern of each answer, or several of which one must match; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options `level` and `clusters`
 * @returns scores 0 or 1, and their share
 * @throws {RangeError} if the lengths differ or a pattern is invalid or longer than 200 characters
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(patternMatch(["^\\d+$", "yes|no"], ["42", "perhaps"]).scores, [1, 0]);
 * ```
 */
export function patternMatch(
  patterns: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions = {},
): ItemScores {
  return scoreShare(measureTexts(DOING, patterns, predictions, measure), options);
}

/**
 * Whether a regular expression matches somewhere in one answer, as in {@linkcode patternMatch}.
 *
 * @param pattern the pattern, or several of which one must match
 * @param prediction the answer
 * @returns 1 or 0; undefined if the answer is too long to be searched
 * @throws {RangeError} if a pattern is invalid or longer than 200 characters
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(patternMatchScore("colou?r", "The color is red.").score, 1);
 * ```
 */
export function patternMatchScore(pattern: string | readonly string[], prediction: string): ItemScore {
  return itemScore(measureText(DOING, pattern, prediction, measure));
}

function measure(patterns: readonly string[], text: string): Measured {
  // A pattern that is wrong is the caller's mistake and throws; an answer that takes too long is not.
  for (const pattern of patterns) evaluateExpression(MATCHES, { text: "", pattern });
  if (text.length > MOST_SEARCHED) return `the answer is longer than ${formatCount(MOST_SEARCHED)} characters`;
  try {
    return patterns.some((pattern) => evaluateExpression(MATCHES, { text, pattern }) === true) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return "the search takes too many steps";
  }
}
