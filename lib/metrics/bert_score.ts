import {
  type ItemScores,
  listed,
  type Measured,
  measureTexts,
  scoreMean,
  type ScoreOptions,
  type TextReference,
} from "./_item_scores.ts";
import { signatureOf } from "./_pooled_scores.ts";
import { embedTokens, matchTokens, type TokenEmbedding, type TokenMatch, tokensOf } from "./_token_matching.ts";
import type { Embedding, EmbeddingOptions } from "./_vectors.ts";

/** Options of {@linkcode bertScore}. */
export interface BertScoreOptions extends ScoreOptions, EmbeddingOptions {
  /** What gives the tokens their vectors: by themselves, or each in its text if it can `embedTokens`. */
  readonly embedder: Embedding | TokenEmbedding;
  /** Whether tokens that few references hold count for more, default false. */
  readonly idf?: boolean;
  /** How a text is split for an embedder that embeds texts only; default words, and every other sign by itself. */
  readonly tokenise?: (text: string) => readonly string[];
}

/** The result of {@linkcode bertScore}; the scores are F1. */
export interface BertScores extends ItemScores {
  /** How well the answers' tokens are matched in the references. */
  readonly precision: ItemScores;
  /** How well the references' tokens are matched in the answers. */
  readonly recall: ItemScores;
}

const DOING = "compute the BERTScore";
const MOST_TOKENS = 2048;

/**
 * BERTScore's greedy matching of tokens over whatever embedder is given: precision, recall and F1 by cosine, with bootstrap
 * intervals.
 *
 * As in Zhang et al., ICLR 2020 (arXiv:1904.09675), with their idf ln((M + 1)/(df + 1)) over the M references, and without baseline
 * rescaling. An embedder of texts gets each token by itself, so the vectors are static; they are contextual only if it can
 * `embedTokens`. So the numbers are those of the published score only with its model. Of several references the one
 * with the best F1 counts. An empty text against one that is not scores 0, and so does F1 where precision and recall differ in sign.
 *
 * @param references what each answer should be; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options see {@linkcode BertScoreOptions}; each distinct token or text is embedded once
 * @returns F1 of each item, at most 1, and their mean; precision and recall likewise
 * @throws {RangeError} if the lengths differ or the batch size is out of range
 * @throws {AssayError} if the embedder gives vectors that cannot be compared; whatever it throws itself passes through
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const vectors: Record<string, number[]> = { black: [1, 0, 0], dark: [0.6, 0.8, 0], cat: [0, 0, 1] };
 * const embed = (texts: readonly string[]) => Promise.resolve(texts.map((text) => Float64Array.from(vectors[text])));
 * const { scores } = await bertScore(["black cat"], ["dark cat"], { embedder: { id: "toy", embed }, resamples: 50 });
 * assertAlmostEquals(scores[0]!, 0.8, 1e-12);
 * ```
 */
export async function bertScore(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: BertScoreOptions,
): Promise<BertScores> {
  const { embedder, idf = false, tokenise = tokensOf } = options;
  const texts = new Set<string>();
  const documents: string[] = [];
  measureTexts(DOING, references, predictions, (wanted, answer) => {
    for (const text of wanted) {
      texts.add(text);
      documents.push(text);
    }
    texts.add(answer);
    return 0;
  });
  const embedded = await embedTokens(DOING, texts, embedder, { ...options, tokenise });
  const weightOf = idf ? inverseFrequency(documents.map((text) => embedded.get(text)!.tokens)) : () => 1;
  const matches: (TokenMatch | null)[] = references.map(() => null);
  const measured = measureTexts(DOING, references, predictions, (wanted, answer, item): Measured => {
    const candidate = embedded.get(answer)!;
    const others = wanted.map((text) => embedded.get(text)!);
    if ([candidate, ...others].some(({ tokens }) => tokens.length > MOST_TOKENS)) {
      return `a text has more than ${MOST_TOKENS} tokens`;
    }
    let best: TokenMatch | null = null;
    for (const other of others) {
      if (candidate.tokens.length === 0 && other.tokens.length === 0) continue;
      const match = matchTokens(other, candidate, weightOf);
      if (!Number.isNaN(match.f1) && (best === null || match.f1 > best.f1)) best = match;
    }
    if (best !== null) matches[item] = best;
    else if (candidate.tokens.length === 0) return "neither text has a token";
    return best?.f1 ?? "no token of a text has a weight: all references hold them";
  });
  const of = (part: keyof TokenMatch) => {
    return scoreMean(measured.map((one, i) => matches[i]?.[part] ?? one), { ...options, bounds: [-1, 1] });
  };
  const { estimate } = of("f1");
  const kind = "embedTokens" in embedder ? "in_text" : "static";
  return {
    estimate,
    ...listed(measured),
    precision: of("precision"),
    recall: of("recall"),
    signature: signatureOf(references, { embedder: embedder.id, tokens: kind, idf, rescaled: false }),
  };
}

/** The weight of a token: ln((M + 1)/(df + 1)), where df of M documents hold it. */
function inverseFrequency(documents: readonly (readonly string[])[]): (token: string) => number {
  const holding = new Map<string, number>();
  for (const tokens of documents) {
    for (const token of new Set(tokens)) holding.set(token, (holding.get(token) ?? 0) + 1);
  }
  return (token) => Math.log((documents.length + 1) / ((holding.get(token) ?? 0) + 1));
}
