import { checkInteger } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { BLEU_TOKENS, type BleuTokens, codeBleuWords, withoutTrailingSpace } from "./_bleu_words.ts";
import type { ItemScore, ItemScores, ScoreOptions, TextReference } from "./_item_scores.ts";
import { clippedMatches, gramCount } from "./_ngrams.ts";
import { type Pool, poolText, poolTexts, signatureOf } from "./_pooled_scores.ts";
import { Vocabulary } from "./_words.ts";

/** What to do with orders of n-grams without a match. */
export type BleuSmoothing = "exp" | "floor" | "add-k" | "none";

/** Options of {@linkcode bleu}. */
export interface BleuOptions {
  /** How texts are split, default "13a". */
  readonly tokens?: BleuTokens;
  /** Whether texts are lower-cased, default false. */
  readonly lowercase?: boolean;
  /** Default "exp", as in mteval-v13a. */
  readonly smoothing?: BleuSmoothing;
  /** The value of "floor" (default 0.1) and "add-k" (default 1). */
  readonly smoothingValue?: number;
  /** Longest n-gram, 1 to 8, default 4. */
  readonly orders?: number;
  /** Whether orders that the answers are too short for are left out: default false for the corpus, always true for one item. */
  readonly effectiveOrder?: boolean;
}

const SMOOTHING = { exp: 0, floor: 0.1, "add-k": 1, none: 0 };

/**
 * BLEU of all items together, 0 to 100, as sacreBLEU computes it (Papineni et al., ACL 2002; Post, WMT 2018).
 *
 * Matches and lengths are summed over the items before precisions and brevity penalty are taken, so it is not the mean of the
 * items' scores; those are sentence BLEU with effective order. Of several references each n-gram counts at most as often as in the
 * one that has it most often, and the closest length counts. The tokenisers are sacreBLEU's 13a, intl, char and none. Nothing else
 * is normalised. The interval is a bootstrap over the items. With references without any word it is undefined.
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options see {@linkcode BleuOptions} and {@linkcode ScoreOptions}
 * @returns the corpus score with its interval, each item's score, and the signature to report
 * @throws {RangeError} if the lengths differ or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { estimate } = bleu(["The dog bit the man."], ["The dog bit the woman."], { resamples: 0 });
 * assertAlmostEquals(estimate.value!, 53.7284965911771, 1e-9);
 * ```
 */
export function bleu(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions & BleuOptions = {},
): ItemScores {
  const { tokens = "13a", lowercase = false, smoothing = "exp", effectiveOrder = false, orders = 4 } = options;
  const scores = poolTexts(bleuPool(options), references, predictions, options);
  const value = smoothing === "floor" || smoothing === "add-k" ? `[${valueOf(options).toFixed(2)}]` : "";
  const signature = signatureOf(references, {
    case: lowercase ? "lc" : "mixed",
    eff: effectiveOrder,
    tok: tokens,
    smooth: `${smoothing}${value}`,
    ...(orders !== 4 && { n: orders }),
  });
  return { ...scores, signature };
}

/**
 * Sentence BLEU of one answer, 0 to 100, with effective order, otherwise as in {@linkcode bleu}.
 *
 * @param reference what it should be, or several such texts
 * @param prediction the answer
 * @param options see {@linkcode BleuOptions}
 * @returns 0 to 100; undefined if no reference has words
 * @throws {RangeError} if an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(bleuScore("a b c", "a b c").score!, 100, 1e-9);
 * ```
 */
export function bleuScore(
  reference: string | readonly string[],
  prediction: string,
  options: BleuOptions = {},
): ItemScore {
  return poolText(bleuPool(options), reference, prediction);
}

/**
 * The counts that BLEU sums over the items, for comparisons of two systems on the same items.
 *
 * @param options see {@linkcode BleuOptions}
 * @returns how an item is counted, and the score of the sums
 * @throws {RangeError} if an option is out of range
 */
export function bleuPool(options: BleuOptions = {}): Pool {
  const { tokens = "13a", lowercase = false, orders = 4, effectiveOrder = false } = options;
  checkOptions(options);
  const vocabulary = new Vocabulary();
  const code = (text: string) => {
    return codeBleuWords(withoutTrailingSpace(lowercase ? text.toLowerCase() : text), tokens, vocabulary);
  };
  return {
    doing: "compute BLEU",
    width: 2 + 2 * orders,
    rowOf: (references, prediction) => {
      const [wanted, answer] = [references.map(code), code(prediction)];
      const row = new Array<number>(2 + 2 * orders).fill(0);
      row[0] = answer.length;
      row[1] = closest(wanted, answer.length);
      const matches = clippedMatches(wanted, answer, orders);
      for (let order = 1; order <= orders; order++) {
        row[1 + order] = matches[order - 1];
        row[1 + orders + order] = gramCount(answer.length, order);
      }
      return row;
    },
    itemValue: (row) => bleuOf(row, options, true),
    corpusValue: (sums) => bleuOf(sums, options, effectiveOrder),
    reason: "the references have no words",
  };
}

function bleuOf(row: ArrayLike<number>, options: BleuOptions, effectiveOrder: boolean): number {
  const { smoothing = "exp", orders = 4 } = options;
  const [ofAnswer, ofReference] = [row[0], row[1]];
  if (ofReference === 0) return NaN;
  const extra = valueOf(options);
  let [logs, used, halved, isAny] = [0, effectiveOrder ? 0 : orders, 1, false];
  for (let order = 1; order <= orders; order++) {
    const added = smoothing === "add-k" && order > 1 ? extra : 0;
    const [hits, total] = [row[1 + order] + added, row[1 + orders + order] + added];
    isAny ||= row[1 + order] > 0;
    if (total === 0) {
      if (!effectiveOrder) logs = -Infinity;
      break;
    }
    if (effectiveOrder) used = order;
    if (hits > 0) logs += Math.log(hits / total);
    else if (smoothing === "exp") logs += Math.log(1 / ((halved *= 2) * total));
    else logs += smoothing === "floor" ? Math.log(extra / total) : -Infinity;
  }
  if (!isAny) return 0;
  const brevity = ofAnswer < ofReference ? Math.exp(1 - ofReference / ofAnswer) : 1;
  return 100 * brevity * Math.exp(logs / used);
}

/** The length of the reference that comes closest to a length, the shorter of two. */
function closest(references: readonly Int32Array[], length: number): number {
  let best = references[0].length;
  for (const { length: one } of references) {
    const gap = Math.abs(one - length) - Math.abs(best - length);
    if (gap < 0 || (gap === 0 && one < best)) best = one;
  }
  return best;
}

function valueOf({ smoothing = "exp", smoothingValue }: BleuOptions): number {
  return smoothingValue ?? SMOOTHING[smoothing];
}

function checkOptions(options: BleuOptions): void {
  const { tokens = "13a", smoothing = "exp", orders = 4, smoothingValue = 0 } = options;
  for (const [name, value, known] of [["tokens", tokens, BLEU_TOKENS], ["smoothing", smoothing, SMOOTHING]] as const) {
    if (Object.hasOwn(known, value)) continue;
    const allowed = Object.keys(known).join(", ");
    throw new RangeError(`Cannot compute BLEU: ${name} must be one of ${allowed}, received ${describeValue(value)}`);
  }
  checkInteger("compute BLEU", "orders", orders, { min: 1, max: 8 });
  if (!(Number.isFinite(smoothingValue) && smoothingValue >= 0)) {
    throw new RangeError(
      `Cannot compute BLEU: smoothingValue must be a number of at least 0, received ${describeValue(smoothingValue)}`,
    );
  }
}
