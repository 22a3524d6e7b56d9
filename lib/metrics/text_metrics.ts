import { checkSameLength } from "../core/checks.ts";
import type { ItemScores, ScoreOptions, TextReference } from "./_item_scores.ts";
import type { Pool } from "./_pooled_scores.ts";
import { bleu, bleuPool } from "./bleu.ts";
import { characterErrorRate, characterErrorRatePool } from "./character_error_rate.ts";
import { chrf, chrfPool } from "./chrf.ts";
import { contains } from "./contains.ts";
import { editSimilarity } from "./edit_similarity.ts";
import { exactMatch } from "./exact_match.ts";
import { gleu, gleuPool } from "./gleu.ts";
import { jsonValidity } from "./json_validity.ts";
import { meteor } from "./meteor.ts";
import { numericMatch } from "./numeric_match.ts";
import { patternMatch } from "./pattern_match.ts";
import { rouge } from "./rouge.ts";
import { tokenF1 } from "./token_f1.ts";
import { translationEditRate, translationEditRatePool } from "./translation_edit_rate.ts";
import { wordErrorRate, wordErrorRatePool } from "./word_error_rate.ts";

/** A metric that scores answers in words against what they should be. */
export interface TextMetric {
  /** What it measures, in one sentence. */
  readonly describe: string;
  /** Whether more is better; false for rates of errors. */
  readonly higherIsBetter: boolean;
  /** The worst and the best score there is; an error rate has no worst one, which is null. */
  readonly range: readonly [worst: number | null, best: number];
  /** Whether an item needs a reference to be scored. */
  readonly needsReference: boolean;
  /** The metric that this is another name of; absent where it is none. */
  readonly sameAs?: string;
  /** The counts that are summed over the items before they are divided; absent for means of scores. */
  readonly pool?: () => Pool;
  /**
   * Scores the items of two lists; null references and predictions leave items out, which the estimate counts as `excluded`, with
   * `worst` and `best` where it is a mean or a share of bounded scores.
   */
  score(
    references: readonly TextReference[],
    predictions: readonly (string | null)[],
    options?: ScoreOptions,
  ): ItemScores;
}

const SHARE = { higherIsBetter: true, range: [0, 1], needsReference: true } as const;
const POINTS = { ...SHARE, range: [0, 100] } as const;
const ERRORS = { higherIsBetter: false, range: [null, 0], needsReference: true } as const;

const METRICS: Readonly<Record<string, TextMetric>> = {
  accuracy: {
    ...SHARE,
    describe: "The share of answers that equal their reference, white space around both left out.",
    score: (references, predictions, options) =>
      exactMatch(references.map(trimmedAll), predictions.map(trimmed), options),
  },
  bleu: {
    ...POINTS,
    describe: "BLEU of all answers together, 0 to 100, as sacreBLEU computes it.",
    score: bleu,
    pool: () => bleuPool(),
  },
  character_error_rate: {
    ...ERRORS,
    describe: "Edits of characters over the characters of the references, 0 is best.",
    score: characterErrorRate,
    pool: () => characterErrorRatePool(),
  },
  chrf: {
    ...POINTS,
    describe: "chrF of all answers together, 0 to 100, as sacreBLEU computes it.",
    score: chrf,
    pool: () => chrfPool(),
  },
  "chrf++": {
    ...POINTS,
    describe: "chrF++ of all answers together, 0 to 100: chrF with single words and pairs of words.",
    score: (references, predictions, options) => chrf(references, predictions, { ...options, wordOrders: 2 }),
    pool: () => chrfPool({ wordOrders: 2 }),
  },
  contains: {
    ...SHARE,
    describe: "The share of answers in which their reference occurs as it is written.",
    score: contains,
  },
  contains_normalised: {
    ...SHARE,
    describe: "The share of answers in which their reference occurs as whole words, both normalised as by SQuAD.",
    score: (references, predictions, options) => contains(references, predictions, { ...options, normalise: "squad" }),
  },
  edit_similarity: {
    ...SHARE,
    describe: "One minus the edit distance over the length of the longer text, averaged.",
    score: editSimilarity,
  },
  exact_match: {
    ...SHARE,
    describe: "The share of answers that equal their reference, character by character.",
    score: exactMatch,
  },
  exact_match_normalised: {
    ...SHARE,
    describe: "SQuAD's exact match: case, ASCII punctuation, the articles a, an, the and white space do not count.",
    score: (references, predictions, options) =>
      exactMatch(references, predictions, { ...options, normalise: "squad" }),
  },
  gleu: {
    ...SHARE,
    describe: "Google's GLEU of all answers together: the lesser of precision and recall of word n-grams.",
    score: gleu,
    pool: gleuPool,
  },
  json_validity: {
    ...SHARE,
    needsReference: false,
    describe: "The share of answers that are one JSON value and nothing else; references do not matter.",
    score(references, predictions, options) {
      checkSameLength("check the JSON of answers", { references, predictions });
      const { estimate, scores, reasons } = jsonValidity(predictions, options);
      return { estimate, scores, reasons };
    },
  },
  meteor: { ...SHARE, describe: "METEOR with equal words and equal stems, without synonyms, averaged.", score: meteor },
  numeric_match: {
    ...SHARE,
    describe: "The share of answers whose last number equals that of the reference.",
    score: numericMatch,
  },
  pattern_match: {
    ...SHARE,
    describe: "The share of answers in which the regular expression that stands as reference matches somewhere.",
    score: patternMatch,
  },
  rouge_1: rougeOf("rouge1", "ROUGE-1: the F1 of shared words, averaged."),
  rouge_2: rougeOf("rouge2", "ROUGE-2: the F1 of shared pairs of words, averaged."),
  rouge_l: rougeOf("rougeL", "ROUGE-L: the F1 of the longest common subsequence of words, averaged."),
  rouge_lsum: rougeOf("rougeLsum", "ROUGE-Lsum: ROUGE-L over sentences, one a line, averaged."),
  ter: {
    ...ERRORS,
    describe: "The translation edit rate of all answers together in percent, 0 is best, as sacreBLEU computes it.",
    score: translationEditRate,
    pool: () => translationEditRatePool(),
  },
  token_f1: {
    ...SHARE,
    describe: "SQuAD's F1: how many words an answer shares with its reference, both normalised, averaged.",
    score: tokenF1,
  },
  word_error_rate: {
    ...ERRORS,
    describe: "Edits of words over the words of the references, 0 is best.",
    score: wordErrorRate,
    pool: () => wordErrorRatePool(),
  },
};

/** For free text `f1_score` is the F1 of words; that of classes has an average in its name (`f1_macro`). */
const ALIASES = {
  cer: "character_error_rate",
  f1_score: "token_f1",
  regex: "pattern_match",
  rouge: "rouge_l",
  wer: "word_error_rate",
} as const;

/**
 * The metrics that score an answer in words against a text, by the names that pipelines use, in alphabetical order.
 *
 * Each gives an estimate with its interval and each item's score. Case and white space count as they are but where a metric says
 * otherwise. `f1_score` is another name of `token_f1`, `regex` of `pattern_match`, `rouge` of `rouge_l`, `wer` and `cer` of the error
 * rates. Names from outside are looked up with `Object.hasOwn`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { estimate, scores } = TEXT_METRICS.f1_score.score(["the cat sat", "no"], ["cat sat down", null], { resamples: 100 });
 * assertEquals([estimate.value, estimate.excluded, estimate.worst, estimate.best, scores], [0.8, 1, 0.4, 0.9, [0.8, null]]);
 * ```
 */
export const TEXT_METRICS: Readonly<Record<string, TextMetric>> = Object.fromEntries(
  [
    ...Object.entries(METRICS),
    ...Object.entries(ALIASES).map(([name, sameAs]): [string, TextMetric] => [name, { ...METRICS[sameAs], sameAs }]),
  ].sort(([a], [b]) => a < b ? -1 : 1),
);

function rougeOf(kind: "rouge1" | "rouge2" | "rougeL" | "rougeLsum", describe: string): TextMetric {
  return {
    ...SHARE,
    describe,
    score: (references, predictions, options) => rouge(references, predictions, { ...options, kind }),
  };
}

function trimmed(text: string | null): string | null {
  return typeof text === "string" ? text.trim() : text;
}

function trimmedAll(reference: TextReference): TextReference {
  return Array.isArray(reference) ? reference.map((text) => trimmed(text)!) : trimmed(reference as string | null);
}
