import { describeValue } from "../core/describe_value.ts";
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
import { type NumberStyle, readNumber } from "./_read_number.ts";

/** When two numbers count as equal, and how they are written. */
export interface NumericOptions extends NumberStyle {
  /** The largest difference as a part of the reference, default 1e-12, which forgives rounding only. */
  readonly relative?: number;
  /** The largest difference itself, default 0. Either of the two suffices. */
  readonly absolute?: number;
}

const DOING = "compare numbers";

/**
 * The share of answers whose last number equals that of the reference, with Wilson's interval.
 *
 * The numbers are looked for in the text, so "So she pays $1,234.50 in all." answers "1234.5". Read are signs, thousands, decimals,
 * powers of ten, fractions (3/4), mixed numbers (1 1/2) and percent; 50% is 0.5 unless `percent` is "points". Values are
 * double-precision: whole numbers beyond 2⁵³ are not told apart. An answer without a number is wrong.
 *
 * @param references texts that hold the right number; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options see {@linkcode NumericOptions}; `level` and `clusters`
 * @returns scores 0 or 1, and their share; undefined where the reference holds no number
 * @throws {RangeError} if the lengths differ or a tolerance is negative
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const references = ["1234.5", "#### 0.75", "1/3", "no number"];
 * const answers = ["So it is $1,234.50.", "3/4 of 8 is 6, so 75%", "about 0.333", "7"];
 * assertEquals(numericMatch(references, answers, { relative: 0.01 }).scores, [1, 1, 1, null]);
 * ```
 */
export function numericMatch(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions & NumericOptions = {},
): ItemScores {
  checkTolerances(options);
  return scoreShare(
    measureTexts(DOING, references, predictions, (texts, text) => measure(texts, text, options)),
    options,
  );
}

/**
 * Whether one answer's number equals the reference's, as in {@linkcode numericMatch}.
 *
 * @param reference a text that holds the right number, or several of which one must fit
 * @param prediction the answer
 * @param options see {@linkcode NumericOptions}
 * @returns 1 or 0; undefined if the reference holds no number
 * @throws {RangeError} if a tolerance is negative
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(numericMatchScore("72", "48 + 24 = 72 clips.").score, 1);
 * ```
 */
export function numericMatchScore(
  reference: string | readonly string[],
  prediction: string,
  options: NumericOptions = {},
): ItemScore {
  checkTolerances(options);
  return itemScore(measureText(DOING, reference, prediction, (texts, text) => measure(texts, text, options)));
}

function measure(references: readonly string[], prediction: string, options: NumericOptions): Measured {
  const { relative = 1e-12, absolute = 0 } = options;
  const wanted = references.map((text) => readNumber(text, options)).filter((value) => value !== null);
  if (wanted.length === 0) return "the reference holds no number";
  const answer = readNumber(prediction, options);
  if (answer === null) return 0;
  return wanted.some((value) => Math.abs(answer - value) <= Math.max(absolute, relative * Math.abs(value))) ? 1 : 0;
}

function checkTolerances({ relative = 0, absolute = 0 }: NumericOptions): void {
  for (const [name, value] of Object.entries({ relative, absolute })) {
    if (Number.isFinite(value) && value >= 0) continue;
    throw new RangeError(`Cannot ${DOING}: ${name} must be a number of at least 0, received ${describeValue(value)}`);
  }
}
