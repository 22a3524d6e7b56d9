import { describeValue } from "../core/describe_value.ts";
import { wordsOf } from "./_words.ts";

/** How answers are made alike before they are compared: see {@linkcode exactMatch}. */
export type Normalisation = "raw" | "nfc" | "squad";

const PUNCTUATION = /[!-/:-@[-`{-~]/g;
const ARTICLE = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/** The function of a normalisation. */
export function normaliser(doing: string, normalisation: Normalisation): (text: string) => string {
  if (normalisation === "raw") return (text) => text;
  if (normalisation === "nfc") return (text) => text.normalize("NFC");
  if (normalisation === "squad") return squadNormalised;
  throw new RangeError(
    `Cannot ${doing}: normalise must be raw, nfc or squad, received ${describeValue(normalisation)}`,
  );
}

/**
 * An answer as the evaluation script of SQuAD compares it: lower case, without ASCII punctuation and English articles, single
 * spaces (Rajpurkar et al., EMNLP 2016).
 */
export function squadNormalised(text: string): string {
  return wordsOf(text.toLowerCase().replace(PUNCTUATION, "").replace(ARTICLE, " ")).join(" ");
}
