import { AssayError } from "../core/assay_error.ts";
import { checkInteger } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { checkEmbedder, cosineOf, directionOf, type Embedding, type EmbeddingOptions, embedTexts } from "./_vectors.ts";

/** A text's tokens, each with its vector in this text. */
export interface EmbeddedTokens {
  /** The tokens in their order. */
  readonly tokens: readonly string[];
  /** One vector a token; over all texts of one length. */
  readonly vectors: readonly Float64Array[];
}

/** Whatever gives each token of a text a vector, which may depend on the tokens around it. */
export interface TokenEmbedding {
  /** Provider and name, which the signature of a score states. */
  readonly id: string;
  /** The tokens of each text, in the texts' order. */
  embedTokens(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<EmbeddedTokens[]>;
}

/** A text's tokens with their directions; null where a token has the zero vector. */
export interface TokenDirections {
  readonly tokens: readonly string[];
  readonly directions: readonly (Float64Array | null)[];
}

/** How well the tokens of two texts match. */
export interface TokenMatch {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

const TOKEN = /[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu;

/** Words, and every other sign by itself. */
export function tokensOf(text: string): string[] {
  return text.normalize("NFC").match(TOKEN) ?? [];
}

/** The tokens of texts: each distinct token embedded by itself, or in its text if the embedder can. */
export async function embedTokens(
  doing: string,
  texts: ReadonlySet<string>,
  embedder: Embedding | TokenEmbedding,
  options: EmbeddingOptions & { tokenise: (text: string) => readonly string[] },
): Promise<Map<string, TokenDirections>> {
  if (embedder === null || typeof embedder !== "object" || !("embedTokens" in embedder)) {
    const split = new Map([...texts].map((text) => [text, options.tokenise(text)]));
    const distinct = new Set([...split.values()].flatMap((tokens) => [...tokens]));
    const found = await embedTexts(doing, distinct, embedder, options);
    return new Map([...split].map(([text, tokens]) => {
      return [text, { tokens, directions: tokens.map((token) => found.get(token) ?? null) }];
    }));
  }
  checkEmbedder(doing, embedder, "embedTokens");
  const distinct = [...texts];
  const { batchSize: step = Math.max(1, distinct.length) } = options;
  checkInteger(doing, "batchSize", step, { min: 1 });
  const found = new Map<string, TokenDirections>();
  let width = -1;
  for (let start = 0; start < distinct.length; start += step) {
    options.signal?.throwIfAborted();
    const batch = distinct.slice(start, start + step);
    const embedded = await embedder.embedTokens(batch, { signal: options.signal });
    batch.forEach((text, i) => {
      const { tokens, vectors } = embedded?.[i] ?? {};
      if (!Array.isArray(tokens) || !Array.isArray(vectors) || tokens.length !== vectors.length) {
        throw new AssayError(`Cannot ${doing} with the embedder ${embedder.id}`, {
          problems: [`each text must give tokens and as many vectors, received ${describeValue(embedded?.[i])}`],
          code: "provider_failed",
        });
      }
      if (width < 0 && vectors.length > 0) width = vectors[0]?.length ?? 0;
      found.set(text, {
        tokens,
        directions: vectors.map((vector) => directionOf(doing, vector, { embedder, width })),
      });
    });
  }
  return found;
}

/**
 * Greedy matching: each token takes the most alike of the other text; tokens count by their weight. A token without direction is
 * like its equals only. NaN where all weights of a text are 0.
 */
export function matchTokens(
  reference: TokenDirections,
  candidate: TokenDirections,
  weightOf: (token: string) => number,
): TokenMatch {
  const [m, n] = [reference.tokens.length, candidate.tokens.length];
  if (m === 0 || n === 0) return { precision: 0, recall: 0, f1: 0 };
  const [bestOfReference, bestOfCandidate] = [new Float64Array(m).fill(-1), new Float64Array(n).fill(-1)];
  for (let i = 0; i < m; i++) {
    const one = reference.directions[i];
    for (let j = 0; j < n; j++) {
      const other = candidate.directions[j];
      const alike = one === null || other === null
        ? reference.tokens[i] === candidate.tokens[j] ? 1 : 0
        : cosineOf(one, other);
      if (alike > bestOfReference[i]) bestOfReference[i] = alike;
      if (alike > bestOfCandidate[j]) bestOfCandidate[j] = alike;
    }
  }
  const recall = weightedMean(bestOfReference, reference.tokens, weightOf);
  const precision = weightedMean(bestOfCandidate, candidate.tokens, weightOf);
  return { precision, recall, f1: harmonicMean(precision, recall) };
}

function weightedMean(
  values: Float64Array,
  tokens: readonly string[],
  weightOf: (token: string) => number,
): number {
  let [sum, weights] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const weight = weightOf(tokens[i]);
    sum += weight * values[i];
    weights += weight;
  }
  return sum / weights;
}

/** Zero where one of them is: with opposite signs the harmonic mean would mean nothing and could be of any size. */
function harmonicMean(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
  return a * b <= 0 ? 0 : 2 * a * b / (a + b);
}
