import { describeValue } from "../core/describe_value.ts";
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
import { commonLength, isTableSmall, markCommon } from "./_common_subsequence.ts";
import { clippedMatches, gramCount } from "./_ngrams.ts";
import { Vocabulary } from "./_words.ts";
import { porterStem } from "./porter_stem.ts";

/** Which ROUGE: shared words, shared pairs of words, the longest common subsequence, or that of sentences, one a line. */
export type RougeKind = "rouge1" | "rouge2" | "rougeL" | "rougeLsum";

/** Options of {@linkcode rouge}. */
export interface RougeOptions {
  /** Default "rougeL". */
  readonly kind?: RougeKind;
  /** Whether words of more than three letters are stemmed, default false. */
  readonly stem?: boolean;
  /** What is reported, default "f1". */
  readonly part?: "precision" | "recall" | "f1";
}

const DOING = "compute ROUGE";
const KINDS = ["rouge1", "rouge2", "rougeL", "rougeLsum"];
const PARTS = ["precision", "recall", "f1"];

/**
 * ROUGE as Google's `rouge_score` computes it, averaged over the items.
 *
 * Words are runs of a-z and 0-9 in the lower-cased text, so other scripts have none; with `stem`, words of more than three
 * characters are stemmed with NLTK's Porter stemmer. ROUGE-Lsum splits both texts by line feeds and takes, for each sentence of the
 * reference, the union of its longest common subsequences with all sentences of the answer, each word counted at most as
 * often as it occurs (Lin, 2004, as in ROUGE-1.5.5). Of several references the one with the best F1 counts. An answer without
 * words scores 0; a reference without words (or, for rouge2, without pairs) is undefined, where `rouge_score` gives 0.
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options see {@linkcode RougeOptions} and {@linkcode ScoreOptions}
 * @returns scores from 0 to 1, and their mean with a bootstrap interval
 * @throws {RangeError} if the lengths differ or an option is unknown
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const options = { kind: "rougeL", resamples: 100 } as const;
 * assertEquals(rouge(["testing one two"], ["testing two"], options).scores, [0.8]);
 * ```
 */
export function rouge(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions & RougeOptions = {},
): ItemScores {
  return scoreMean(measureTexts(DOING, references, predictions, measurer(options)), { ...options, bounds: [0, 1] });
}

/**
 * ROUGE of one answer, as in {@linkcode rouge}.
 *
 * @param reference what it should be, or several such texts
 * @param prediction the answer
 * @param options see {@linkcode RougeOptions}
 * @returns 0 to 1; undefined if the reference has no words, or the texts are too long to be compared
 * @throws {RangeError} if an option is unknown
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rougeScore("the cats sat", "a cat sat", { kind: "rouge1", stem: true }).score, 2 / 3);
 * ```
 */
export function rougeScore(
  reference: string | readonly string[],
  prediction: string,
  options: RougeOptions = {},
): ItemScore {
  return itemScore(measureText(DOING, reference, prediction, measurer(options)));
}

/** Precision and recall are hits over what the answer and the reference have. */
type Counts = readonly [hits: number, ofReference: number, ofAnswer: number];

function measurer(options: RougeOptions): (references: readonly string[], prediction: string) => Measured {
  const { kind = "rougeL", stem = false, part = "f1" } = options;
  if (!KINDS.includes(kind)) throw refused("kind", KINDS, kind);
  if (!PARTS.includes(part)) throw refused("part", PARTS, part);
  const vocabulary = new Vocabulary();
  const stems = new Map<string, string>();
  const code = (text: string) => vocabulary.code(rougeWords(text, stem ? stems : null));
  const countOf = kind === "rougeLsum"
    ? (reference: string, answer: string) => countSentences(sentences(reference).map(code), sentences(answer).map(code))
    : (reference: string, answer: string) => countWords(code(reference), code(answer), kind);
  return (references, prediction) => {
    let best: Counts | null = null;
    for (const reference of references) {
      const counts = countOf(reference, prediction);
      if (counts === null) return "the texts are too long to be compared";
      if (counts[1] > 0 && (best === null || f1(counts) > f1(best))) best = counts;
    }
    if (best === null) return "the reference has no words, or too few";
    const [hits, ofReference, ofAnswer] = best;
    if (part === "recall") return hits / ofReference;
    return part === "f1" ? f1(best) : ofAnswer === 0 ? 0 : hits / ofAnswer;
  };
}

function f1([hits, ofReference, ofAnswer]: Counts): number {
  return 2 * hits / (ofReference + ofAnswer);
}

function countWords(reference: Int32Array, answer: Int32Array, kind: RougeKind): Counts | null {
  if (kind === "rougeL") {
    const hits = commonLength(reference, answer);
    return hits === null ? null : [hits, reference.length, answer.length];
  }
  const order = kind === "rouge1" ? 1 : 2;
  const hits = clippedMatches([reference], answer, order)[order - 1];
  return [hits, gramCount(reference.length, order), gramCount(answer.length, order)];
}

function countSentences(reference: readonly Int32Array[], answer: readonly Int32Array[]): Counts | null {
  const [ofReference, ofAnswer] = [reference, answer].map((list) => list.reduce((sum, one) => sum + one.length, 0));
  if (!isTableSmall(ofReference, ofAnswer)) return null;
  const left = new Map<number, [inReference: number, inAnswer: number]>();
  [reference, answer].forEach((list, side) => {
    for (const word of list.flatMap((one) => [...one])) {
      const counts = left.get(word) ?? [0, 0];
      counts[side]++;
      left.set(word, counts);
    }
  });
  let hits = 0;
  for (const sentence of reference) {
    const marks = new Uint8Array(sentence.length);
    for (const other of answer) markCommon(sentence, other, marks);
    for (let i = 0; i < sentence.length; i++) {
      const counts = left.get(sentence[i])!;
      if (marks[i] === 0 || counts[0] === 0 || counts[1] === 0) continue;
      hits++;
      counts[0]--;
      counts[1]--;
    }
  }
  return [hits, ofReference, ofAnswer];
}

function sentences(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

function rougeWords(text: string, stems: Map<string, string> | null): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return stems === null ? words : words.map((word) => {
    if (word.length <= 3) return word;
    let stem = stems.get(word);
    if (stem === undefined) stems.set(word, stem = porterStem(word, { variant: "nltk" }));
    return stem;
  });
}

function refused(name: string, known: readonly string[], received: unknown): RangeError {
  return new RangeError(
    `Cannot ${DOING}: ${name} must be one of ${known.join(", ")}, received ${describeValue(received)}`,
  );
}
