import { checkInteger } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import type { ItemScore, ItemScores, ScoreOptions, TextReference } from "./_item_scores.ts";
import { clippedMatches, gramCount } from "./_ngrams.ts";
import { type Pool, poolText, poolTexts, signatureOf } from "./_pooled_scores.ts";
import { isSpace, Vocabulary, wordsOf } from "./_words.ts";
import { codePoints } from "./edit_distance.ts";

/** Options of {@linkcode chrf}. */
export interface ChrfOptions {
  /** Longest n-gram of characters, 1 to 20, default 6. */
  readonly characterOrders?: number;
  /** Longest n-gram of words, 0 to 4: 0 (default) is chrF, 1 chrF+, 2 chrF++. */
  readonly wordOrders?: number;
  /** How much more recall weighs than precision, default 2. */
  readonly beta?: number;
  /** Whether texts are lower-cased, default false. */
  readonly lowercase?: boolean;
  /** Whether white space counts as characters, default false. */
  readonly whitespace?: boolean;
}

const DOING = "compute chrF";
const PUNCTUATION = /^[!-/:-@[-`{-~]$/;

/**
 * chrF of all items together, 0 to 100, as sacreBLEU computes it; chrF++ with `wordOrders: 2` (Popović, WMT 2015 and 2017).
 *
 * The F-score of the mean precision and the mean recall over the orders that both texts are long enough for (effective order). Counts
 * are summed over the items first. Of several references that with the best score counts. Characters are code points without white
 * space, as they are; words for chrF++ have one punctuation mark at their end or else at their start split off.
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options see {@linkcode ChrfOptions} and {@linkcode ScoreOptions}
 * @returns the corpus score with its interval, each item's score, and the signature to report
 * @throws {RangeError} if the lengths differ or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { estimate } = chrf(["the cat"], ["the cats"], { resamples: 0 });
 * assertAlmostEquals(estimate.value!, 93.25876662636034, 1e-9);
 * ```
 */
export function chrf(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions & ChrfOptions = {},
): ItemScores {
  const { characterOrders = 6, wordOrders = 0, beta = 2, lowercase = false, whitespace = false } = options;
  const scores = poolTexts(chrfPool(options), references, predictions, options);
  const signature = signatureOf(references, {
    case: lowercase ? "lc" : "mixed",
    eff: true,
    nc: characterOrders,
    nw: wordOrders,
    space: whitespace,
    ...(beta !== 2 && { beta }),
  });
  return { ...scores, signature };
}

/**
 * chrF of one answer, 0 to 100, as in {@linkcode chrf}.
 *
 * @param reference what it should be, or several such texts
 * @param prediction the answer
 * @param options see {@linkcode ChrfOptions}
 * @returns 0 to 100; undefined if no reference has characters
 * @throws {RangeError} if an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(chrfScore("abc", "xyz").score, 0);
 * ```
 */
export function chrfScore(
  reference: string | readonly string[],
  prediction: string,
  options: ChrfOptions = {},
): ItemScore {
  return poolText(chrfPool(options), reference, prediction);
}

/**
 * The counts that chrF sums over the items, for comparisons of two systems on the same items.
 *
 * @param options see {@linkcode ChrfOptions}
 * @returns how an item is counted, and the score of the sums
 * @throws {RangeError} if an option is out of range
 */
export function chrfPool(options: ChrfOptions = {}): Pool {
  const { characterOrders = 6, wordOrders = 0, beta = 2, lowercase = false, whitespace = false } = options;
  checkInteger(DOING, "characterOrders", characterOrders, { min: 1, max: 20 });
  checkInteger(DOING, "wordOrders", wordOrders, { min: 0, max: 4 });
  if (!(Number.isFinite(beta) && beta > 0)) {
    throw new RangeError(`Cannot ${DOING}: beta must be a number above 0, received ${describeValue(beta)}`);
  }
  const vocabulary = new Vocabulary();
  const width = 3 * (characterOrders + wordOrders);
  const coded = (text: string): [Int32Array, Int32Array] => {
    const cased = lowercase ? text.toLowerCase() : text;
    const characters = whitespace ? codePoints(cased) : withoutSpace(codePoints(cased));
    return [
      characters,
      wordOrders === 0 ? new Int32Array(0) : vocabulary.code(wordsOf(cased).flatMap(punctuationApart)),
    ];
  };
  const value = (row: ArrayLike<number>) => chrfOf(row, beta);
  return {
    doing: DOING,
    width,
    rowOf: (references, prediction) => {
      const answer = coded(prediction);
      let best: number[] | null = null;
      for (const reference of references.map(coded)) {
        const row = new Array<number>(width).fill(0);
        count(row, 0, [reference[0], answer[0]], characterOrders);
        count(row, characterOrders, [reference[1], answer[1]], wordOrders);
        if (best === null || (scoreOf(row, beta) > scoreOf(best, beta))) best = row;
      }
      return best;
    },
    itemValue: value,
    corpusValue: value,
    reason: "the references have no characters",
  };
}

function count(
  row: number[],
  from: number,
  [reference, answer]: readonly [Int32Array, Int32Array],
  orders: number,
): void {
  const matches = clippedMatches([reference], answer, orders);
  for (let order = 1; order <= orders; order++) {
    const [at, ofReference] = [3 * (from + order - 1), gramCount(reference.length, order)];
    // An order that the reference is too short for is not held against the answer.
    row[at] = ofReference === 0 ? 0 : gramCount(answer.length, order);
    row[at + 1] = ofReference;
    row[at + 2] = matches[order - 1];
  }
}

function withoutSpace(codes: Int32Array): Int32Array {
  let n = 0;
  for (let i = 0; i < codes.length; i++) if (!isSpace(codes[i])) codes[n++] = codes[i];
  return codes.subarray(0, n);
}

function chrfOf(row: ArrayLike<number>, beta: number): number {
  return row[1] === 0 ? NaN : scoreOf(row, beta);
}

function scoreOf(row: ArrayLike<number>, beta: number): number {
  let [precision, recall, orders] = [0, 0, 0];
  for (let at = 0; at < row.length; at += 3) {
    if (row[at] === 0 || row[at + 1] === 0) continue;
    precision += row[at + 2] / row[at];
    recall += row[at + 2] / row[at + 1];
    orders++;
  }
  if (precision + recall === 0) return 0;
  const factor = beta * beta;
  return 100 * (1 + factor) * precision * recall / (factor * precision + recall) / orders;
}

function punctuationApart(word: string): string[] {
  const [first, last] = [word[0], word[word.length - 1]];
  if (Array.from(word).length === 1) return [word];
  if (PUNCTUATION.test(last)) return [word.slice(0, -1), last];
  return PUNCTUATION.test(first) ? [first, word.slice(1)] : [word];
}
