import { didYouMean } from "../core/did_you_mean.ts";
import type { ItemScores, TextReference } from "../metrics/_item_scores.ts";
import { bertScore } from "../metrics/bert_score.ts";
import { semanticSimilarity } from "../metrics/semantic_similarity.ts";
import type { Embedder } from "../models/model.ts";
import { openTfidfEmbedder } from "../models/tfidf_embedder.ts";
import { openCharacterGrams } from "./_lexical_tokens.ts";

/** The metrics that compare vectors. */
export type SemanticMetric = "semantic_similarity" | "bert_score";

/** Options of {@linkcode scoreSemantic}. */
export interface ScoreSemanticOptions {
  /** Which metric, default "semantic_similarity". */
  readonly metric?: SemanticMetric;
  /** What turns texts into vectors; default a lexical one that runs anywhere and knows no meaning. */
  readonly embedder?: Embedder;
  /** Whether rare tokens count for more; for "bert_score" only, default false. */
  readonly idf?: boolean;
  /** How many texts go into one call of the embedder; default all, since embedders batch by themselves. */
  readonly batchSize?: number;
  /** Cancels the scoring. */
  readonly signal?: AbortSignal;
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** How many resamples the bootstrap draws, default 10,000; 0 leaves the interval out. */
  readonly resamples?: number;
  /** The seed of the draws. */
  readonly seed?: number;
}

/** The result of {@linkcode scoreSemantic}. */
export interface SemanticScores extends ItemScores {
  /** The metric's name; "lexical_similarity" or "lexical_bert_score" where the embedder knows words only. */
  readonly name: SemanticMetric | "lexical_similarity" | "lexical_bert_score";
  /** How well the answers' tokens are matched in the references; of "bert_score" only. */
  readonly precision?: ItemScores;
  /** How well the references' tokens are matched in the answers; of "bert_score" only. */
  readonly recall?: ItemScores;
}

const TEXTS_AT_ONCE = 256;
const METRICS: readonly SemanticMetric[] = ["semantic_similarity", "bert_score"];
const LEXICAL: readonly string[] = ["local/tfidf", "local/character_grams"];
/** The numbers that the default embedder's vectors may hold together: 256 MiB. */
const MOST_NUMBERS = 2 ** 25;

/**
 * How alike answers and references are by an embedder's vectors.
 *
 * Without an embedder, words are compared: TF-IDF over the words of these very texts for "semantic_similarity", runs of letters of
 * single tokens for "bert_score". The result is then named lexical, so that nobody takes it for a measure of meaning.
 *
 * @param references what each answer should be, or several such texts; null leaves the item out
 * @param predictions the answers in the same order; null leaves the item out
 * @param options see {@linkcode ScoreSemanticOptions}
 * @returns a score an item, their mean with a bootstrap interval, and by whose vectors
 * @throws {RangeError} if the lengths differ or the metric is unknown
 * @throws {AssayError} if the embedder fails
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { name, scores } = await scoreSemantic(["good film", "bad"], ["good film", "fine"], { resamples: 50 });
 * assertEquals([name, scores], ["lexical_similarity", [1, 0]]);
 * ```
 */
export async function scoreSemantic(
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreSemanticOptions = {},
): Promise<SemanticScores> {
  const { metric = "semantic_similarity", ...rest } = options;
  if (!METRICS.includes(metric)) {
    const remedy = didYouMean(String(metric), METRICS);
    throw new RangeError(`Cannot score: metric must be ${METRICS.join(" or ")}, received ${metric}; ${remedy}`);
  }
  // The vectors of both default embedders compare over calls, and so not all of them need to be held twice.
  const { batchSize = options.embedder === undefined ? TEXTS_AT_ONCE : undefined } = options;
  if (metric === "bert_score") {
    const embedder = options.embedder ?? openCharacterGrams();
    const scores = await bertScore(references, predictions, { ...rest, embedder, batchSize });
    return { ...scores, name: LEXICAL.includes(embedder.id) ? "lexical_bert_score" : metric };
  }
  const embedder = options.embedder ?? fittedTo(references, predictions);
  const scores = await semanticSimilarity(references, predictions, { ...rest, embedder, batchSize });
  return { ...scores, name: LEXICAL.includes(embedder.id) ? "lexical_similarity" : metric };
}

/** TF-IDF that knows the words of all texts, or as many as memory allows. */
function fittedTo(references: readonly TextReference[], predictions: readonly (string | null)[]): Embedder {
  const texts = [...references.flat(), ...predictions].filter((text) => typeof text === "string");
  const maxWords = Math.floor(MOST_NUMBERS / Math.max(1, new Set(texts).size));
  return openTfidfEmbedder({ texts, maxWords: Math.min(100_000, Math.max(256, maxWords)) });
}
