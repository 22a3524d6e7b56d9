import { checkInteger } from "../core/checks.ts";
import { words } from "./_tokens.ts";
import type { Embedder } from "./model.ts";

/** Options of {@linkcode openTfidfEmbedder}. */
export interface TfidfOptions {
  /** The texts whose words are known; default: those of each call, whose vectors then compare with one another only. */
  readonly texts?: readonly string[];
  /** How many words are known at most, 1 to 100,000, default 2,048: those that most texts hold. */
  readonly maxWords?: number;
}

interface Vocabulary {
  readonly places: ReadonlyMap<string, number>;
  readonly weights: Float64Array;
}

const ID = "local/tfidf";

/**
 * A lexical embedder that runs anywhere: texts are alike as far as they share words, rare ones above all. It knows no meaning.
 *
 * Weighs as scikit-learn's `TfidfVectorizer` does: lower-case words of two characters and more, raw counts, smoothed idf
 * ln((1 + n)/(1 + df)) + 1, vectors of length 1, words in sorted order. Where there are too many words, those that most
 * texts hold are kept, of equals the first in sorted order. A text without a known word has the zero vector.
 *
 * @param options see {@linkcode TfidfOptions}
 * @returns the embedder "local/tfidf"; the same texts give the same vectors
 * @throws {RangeError} for `maxWords` out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const vectors = await openTfidfEmbedder().embed(["good film", "good good", "bad"]);
 * assertEquals(vectors[1], new Float64Array([0, 0, 1]));
 * ```
 */
export function openTfidfEmbedder(options: TfidfOptions = {}): Embedder {
  const { texts: known, maxWords = 2048 } = options;
  checkInteger(`open ${ID}`, "maxWords", maxWords, { min: 1, max: 100_000 });
  const vocabulary = known === undefined ? undefined : learn(known, maxWords);
  return {
    id: ID,
    // deno-lint-ignore require-await -- a rejected promise, not a throw, is what callers of any embedder expect
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      const used = vocabulary ?? learn(texts, maxWords);
      return texts.map((text) => toVector(text, used));
    },
  };
}

function learn(texts: readonly string[], maxWords: number): Vocabulary {
  const holding = new Map<string, number>();
  for (const text of texts) for (const word of new Set(words(text))) holding.set(word, (holding.get(word) ?? 0) + 1);
  const byName = ([a]: [string, number], [b]: [string, number]) => a < b ? -1 : 1;
  const kept = [...holding].sort((a, b) => b[1] - a[1] || byName(a, b)).slice(0, maxWords).sort(byName);
  return {
    places: new Map(kept.map(([word], i) => [word, i])),
    weights: Float64Array.from(kept, ([, count]) => Math.log((1 + texts.length) / (1 + count)) + 1),
  };
}

function toVector(text: string, { places, weights }: Vocabulary): Float64Array {
  const vector = new Float64Array(weights.length);
  for (const word of words(text)) {
    const at = places.get(word);
    if (at !== undefined) vector[at] += weights[at];
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
