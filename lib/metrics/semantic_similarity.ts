import { type ItemScores, measureTexts, scoreMean, type ScoreOptions, type TextReference } from "./_item_scores.ts";
import { signatureOf } from "./_pooled_scores.ts";
import { cosineOf, type Embedding, type EmbeddingOptions, embedTexts } from "./_vectors.ts";

/** Options of {@linkcode semanticSimilarity}. */
export interface SemanticOptions extends ScoreOptions, EmbeddingOptions {
  /** What turns texts into vectors. */
  readonly embedder: Embedding;
}

const DOING = "compute the semantic similarity";

/**
 * How alike the vectors of answer and reference are: their cosine, averaged over the items with a bootstrap interval.
 *
 * Of several references the most alike counts. It is no better than its embedder: one that knows words only finds shared words. The
 * signature states which it was. A text that is blank or has the zero vector has no direction, so its item has no score.
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options see {@linkcode SemanticOptions}; each distinct text is embedded once
 * @returns cosines from −1 to 1, and their mean
 * @throws {RangeError} if the lengths differ or the batch size is out of range
 * @throws {AssayError} if the embedder gives vectors that cannot be compared; whatever it throws itself passes through
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const vectors: Record<string, number[]> = { cat: [1, 0], feline: [0.8, 0.6], car: [0, 1] };
 * const embed = (texts: readonly string[]) => Promise.resolve(texts.map((text) => Float64Array.from(vectors[text])));
 * const options = { embedder: { id: "toy", embed }, resamples: 50 };
 * const { scores } = await semanticSimilarity(["cat", ["cat", "car"]], ["feline", "car"], options);
 * assertAlmostEquals(scores[0]!, 0.8, 1e-12);
 * assertAlmostEquals(scores[1]!, 1, 1e-12);
 * ```
 */
export async function semanticSimilarity(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: SemanticOptions,
): Promise<ItemScores> {
  const texts = new Set<string>();
  const keep = (text: string) => {
    if (text.trim() !== "") texts.add(text);
  };
  measureTexts(DOING, references, predictions, (wanted, answer) => {
    wanted.forEach(keep);
    keep(answer);
    return 0;
  });
  const directions = await embedTexts(DOING, texts, options.embedder, options);
  const measured = measureTexts(DOING, references, predictions, (wanted, answer) => {
    const given = directions.get(answer);
    if (given === undefined) return "the prediction is blank";
    if (given === null) return "the embedder has no direction for the prediction: its vector is zero";
    let best = -Infinity;
    for (const text of wanted) {
      const direction = directions.get(text);
      if (direction) best = Math.max(best, text === answer ? 1 : cosineOf(direction, given));
    }
    if (best === -Infinity) {
      return "the reference is blank, or the embedder has no direction for it: its vector is zero";
    }
    return best;
  });
  return {
    ...scoreMean(measured, { ...options, bounds: [-1, 1] }),
    signature: signatureOf(references, { embedder: options.embedder.id }),
  };
}
