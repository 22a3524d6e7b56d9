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
import { type Normalisation, normaliser } from "./_normalise_answer.ts";

const DOING = "look for references in answers";

/**
 * The share of answers in which their reference, or one of their references, occurs, with Wilson's interval.
 *
 * With "squad" both are normalised as in {@linkcode exactMatch} and the reference must occur as whole words, so "cat" is not
 * in "category". Otherwise any place counts. An empty reference would occur everywhere, so it is undefined.
 *
 * @param references what each answer should hold; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options `normalise`: "raw" (default), "nfc" or "squad"; `level` and `clusters`
 * @returns scores 0 or 1, and their share
 * @throws {RangeError} if the lengths differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(contains(["Paris", "Rome"], ["It is Paris.", "rome"]).scores, [1, 0]);
 * assertEquals(contains(["Cat", "cat"], ["the cat sat", "category"], { normalise: "squad" }).scores, [1, 0]);
 * ```
 */
export function contains(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions & { normalise?: Normalisation } = {},
): ItemScores {
  const measure = finder(options.normalise ?? "raw");
  return scoreShare(measureTexts(DOING, references, predictions, measure), options);
}

/**
 * Whether a reference occurs in one answer, as in {@linkcode contains}.
 *
 * @param reference what it should hold, or several such texts
 * @param prediction the answer
 * @param options `normalise`: "raw" (default), "nfc" or "squad"
 * @returns 1 or 0; undefined for an empty reference
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(containsScore("42", "The answer is 42.").score, 1);
 * assertEquals(containsScore("", "x"), { score: null, reason: "the reference is empty" });
 * ```
 */
export function containsScore(
  reference: string | readonly string[],
  prediction: string,
  options: { normalise?: Normalisation } = {},
): ItemScore {
  return itemScore(measureText(DOING, reference, prediction, finder(options.normalise ?? "raw")));
}

function finder(normalisation: Normalisation): (references: readonly string[], prediction: string) => Measured {
  const normalise = normaliser(DOING, normalisation);
  const edge = normalisation === "squad" ? " " : "";
  return (references, prediction) => {
    const wanted = references.map(normalise).filter((text) => text !== "");
    if (wanted.length === 0) return "the reference is empty";
    const answer = `${edge}${normalise(prediction)}${edge}`;
    return wanted.some((text) => answer.includes(`${edge}${text}${edge}`)) ? 1 : 0;
  };
}
