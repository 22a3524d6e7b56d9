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
import { wordsOf } from "./_words.ts";
import { porterStem } from "./porter_stem.ts";

/** Options of {@linkcode meteor}. */
export interface MeteorOptions {
  /** Whether words with equal stems match too, default true. */
  readonly stem?: boolean;
  /** How much recall weighs against precision, 0 to 1, default 0.9. */
  readonly alpha?: number;
  /** How fast the penalty grows with the number of chunks, default 3. */
  readonly beta?: number;
  /** The largest penalty, 0 to 1, default 0.5. */
  readonly gamma?: number;
}

const DOING = "compute METEOR";

/**
 * METEOR with the stages exact and stem, averaged over the items, as NLTK computes it without WordNet.
 *
 * Lower-cased words between white space are matched from the end, first equal words, then words with equal stems (NLTK's Porter
 * stemmer); the weighted harmonic mean of precision and recall is lowered by gamma · (chunks / matches)^beta. The parameters are
 * those of Banerjee and Lavie (2005). There are no synonyms and paraphrases, so the numbers lie below METEOR 1.5 and below NLTK's with
 * WordNet: compare them with their like only. Of several references the best counts.
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options see {@linkcode MeteorOptions} and {@linkcode ScoreOptions}
 * @returns scores from 0 to 1, and their mean with a bootstrap interval; undefined where no reference has words
 * @throws {RangeError} if the lengths differ or a parameter is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // All four words match, in one chunk: 1 − 0.5 · (1 / 4)³.
 * const { scores } = meteor(["the cat sat down"], ["The cats sat down"], { resamples: 0 });
 * assertAlmostEquals(scores[0]!, 1 - 0.5 / 64, 1e-12);
 * ```
 */
export function meteor(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions & MeteorOptions = {},
): ItemScores {
  return scoreMean(measureTexts(DOING, references, predictions, measurer(options)), { ...options, bounds: [0, 1] });
}

/**
 * METEOR of one answer, as in {@linkcode meteor}.
 *
 * @param reference what it should be, or several such texts
 * @param prediction the answer
 * @param options see {@linkcode MeteorOptions}
 * @returns 0 to 1; undefined if no reference has words
 * @throws {RangeError} if a parameter is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(meteorScore("a cat", "two dogs").score, 0);
 * ```
 */
export function meteorScore(
  reference: string | readonly string[],
  prediction: string,
  options: MeteorOptions = {},
): ItemScore {
  return itemScore(measureText(DOING, reference, prediction, measurer(options)));
}

function measurer(options: MeteorOptions): (references: readonly string[], prediction: string) => Measured {
  const { stem = true, alpha = 0.9, beta = 3, gamma = 0.5 } = options;
  for (const [name, value, most] of [["alpha", alpha, 1], ["beta", beta, 100], ["gamma", gamma, 1]] as const) {
    if (typeof value === "number" && value >= 0 && value <= most) continue;
    throw new RangeError(
      `Cannot ${DOING}: ${name} must be a number from 0 to ${most}, received ${describeValue(value)}`,
    );
  }
  const stems = new Map<string, string>();
  const stemOf = (word: string) => {
    let found = stems.get(word);
    if (found === undefined) stems.set(word, found = porterStem(word, { variant: "nltk" }));
    return found;
  };
  return (references, prediction) => {
    const answer = wordsOf(prediction.toLowerCase());
    const wanted = references.map((reference) => wordsOf(reference.toLowerCase())).filter((words) => words.length > 0);
    if (wanted.length === 0) return "the reference has no words";
    return Math.max(...wanted.map((words) => {
      const places = matchWords(words, answer, stem ? stemOf : null);
      const { matches, chunks } = chunksOf(places);
      if (matches === 0) return 0;
      const [precision, recall] = [matches / answer.length, matches / words.length];
      const mean = precision * recall / (alpha * precision + (1 - alpha) * recall);
      return mean * (1 - gamma * (chunks / matches) ** beta);
    }));
  };
}

/** For each word of the answer the place of its match in the reference, or −1; each stage takes words from the end. */
function matchWords(
  reference: readonly string[],
  answer: readonly string[],
  stemOf: ((word: string) => string) | null,
): Int32Array {
  const places = new Int32Array(answer.length).fill(-1);
  const isTaken = new Uint8Array(reference.length);
  for (const keyOf of [(word: string) => word, stemOf]) {
    if (keyOf === null) continue;
    const open = new Map<string, number[]>();
    reference.forEach((word, j) => {
      if (isTaken[j] === 1) return;
      const key = keyOf(word);
      const list = open.get(key);
      if (list === undefined) open.set(key, [j]);
      else list.push(j);
    });
    for (let i = answer.length - 1; i >= 0; i--) {
      if (places[i] >= 0) continue;
      const place = open.get(keyOf(answer[i]))?.pop();
      if (place === undefined) continue;
      places[i] = place;
      isTaken[place] = 1;
    }
  }
  return places;
}

/** Matches that follow each other in both texts are one chunk. */
function chunksOf(places: Int32Array): { matches: number; chunks: number } {
  let [matches, chunks] = [0, 0];
  for (let i = 0; i < places.length; i++) {
    if (places[i] < 0) continue;
    matches++;
    if (i === 0 || places[i - 1] < 0 || places[i - 1] + 1 !== places[i]) chunks++;
  }
  return { matches, chunks };
}
