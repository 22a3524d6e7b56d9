import { splitMarks, splitPeriods, unescapeMarkup } from "./_bleu_words.ts";
import type { ItemScore, ItemScores, ScoreOptions, TextReference } from "./_item_scores.ts";
import { type Pool, poolText, poolTexts, signatureOf } from "./_pooled_scores.ts";
import { shiftedEdits } from "./_shifted_edits.ts";
import { Vocabulary } from "./_words.ts";

/** Options of {@linkcode translationEditRate}. */
export interface TerOptions {
  /** Whether punctuation is split from words and markup undone, default false. */
  readonly normalise?: boolean;
  /** Whether . , ? : ; ! " ( ) are kept, default true. */
  readonly punctuation?: boolean;
  /** Whether case counts, default false. */
  readonly caseSensitive?: boolean;
}

/**
 * The translation edit rate of all items together in percent, 0 is best, as sacreBLEU and tercom compute it (Snover et al., 2006).
 *
 * The edits are insertions, deletions and substitutions of words, and shifts of blocks of words, over the mean length of the
 * references; of several references that with the fewest edits counts. Edits and lengths are summed over the items first. It
 * exceeds 100 where answers are much too long. Words stand between white space. An item whose references have no words has
 * no rate of its own, where sacreBLEU gives 100 or 0, but its edits count. With `normalise` sacreBLEU 2.6.0 prepares references
 * twice and answers once, so that for a few texts it differs, even for equal ones; here both are prepared once. Texts of
 * more than 5,000 words are not compared.
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options see {@linkcode TerOptions} and {@linkcode ScoreOptions}
 * @returns the corpus rate with its interval, each item's rate, and the signature to report
 * @throws {RangeError} if the lengths differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * // One shift of one word.
 * assertEquals(translationEditRate(["a b c d"], ["b a c d"], { resamples: 0 }).estimate.value, 25);
 * ```
 */
export function translationEditRate(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions & TerOptions = {},
): ItemScores {
  const { normalise = false, punctuation = true, caseSensitive = false } = options;
  const scores = poolTexts(translationEditRatePool(options), references, predictions, options);
  const signature = signatureOf(references, {
    case: caseSensitive ? "mixed" : "lc",
    tok: "tercom",
    norm: normalise,
    punct: punctuation,
    asian: false,
  });
  return { ...scores, signature };
}

/**
 * The translation edit rate of one answer in percent, as in {@linkcode translationEditRate}.
 *
 * @param reference what it should be, or several such texts
 * @param prediction the answer
 * @param options see {@linkcode TerOptions}
 * @returns the rate; undefined if the references have no words or the texts are too long
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(translationEditRateScore("a b", "a x").score, 50);
 * ```
 */
export function translationEditRateScore(
  reference: string | readonly string[],
  prediction: string,
  options: TerOptions = {},
): ItemScore {
  return poolText(translationEditRatePool(options), reference, prediction);
}

/**
 * The counts that the translation edit rate sums over the items, for comparisons of two systems on the same items.
 *
 * @param options see {@linkcode TerOptions}
 * @returns how an item is counted, and the score of the sums
 */
export function translationEditRatePool(options: TerOptions = {}): Pool {
  const vocabulary = new Vocabulary();
  const code = (text: string) => vocabulary.codeText(prepared(text, options));
  const rate = (row: ArrayLike<number>) => row[1] === 0 ? NaN : 100 * row[0] / row[1];
  return {
    doing: "compute the translation edit rate",
    width: 2,
    rowOf: (references, prediction) => {
      const answer = code(prediction);
      let [least, length] = [Infinity, 0];
      for (const wanted of references.map(code)) {
        const edits = shiftedEdits(wanted, answer);
        if (edits === null) return null;
        least = Math.min(least, edits);
        length += wanted.length;
      }
      return [least, length / references.length];
    },
    itemValue: rate,
    corpusValue: rate,
    reason: "the references have no words",
  };
}

function prepared(text: string, { normalise = false, punctuation = true, caseSensitive = false }: TerOptions): string {
  let result = caseSensitive ? text : text.toLowerCase();
  if (normalise) {
    const marked = splitMarks(` ${unescapeMarkup(result.trimEnd().replaceAll("\n-", "").replaceAll("\n", " "))} `);
    result = splitPeriods(marked.replace(/'s(?= |$)/g, " 's"));
  }
  return punctuation ? result : result.replace(/[.,?:;!"()]/g, "");
}
