import type { CustomMetric } from "../metrics/custom_metric.ts";
import type { SystemAnswers } from "../metrics/system_answers.ts";
import { openTfidfEmbedder } from "../models/tfidf_embedder.ts";
import { scoreSemantic } from "./score_semantic.ts";

/** The names of the metrics that compare words by vectors, without any model. */
export const LEXICAL_METRICS = ["lexical_similarity", "lexical_bert_score"] as const;

/** One of {@linkcode LEXICAL_METRICS}. */
export type LexicalMetric = (typeof LEXICAL_METRICS)[number];

const DESCRIBE: Readonly<Record<LexicalMetric, string>> = {
  lexical_similarity: "The cosine of TF-IDF vectors over the words of all references and answers; it knows no meaning.",
  lexical_bert_score: "BERTScore's matching over vectors of the tokens' letters; it knows no meaning.",
};
const MOST_WORDS = 20_000;

/**
 * Metrics for `evaluate` that compare answers and references by lexical vectors: those of {@linkcode scoreSemantic} without an embedder,
 * in one space for all systems, so that these can be compared.
 *
 * @param answers the answers of every system that will be evaluated
 * @param names which metrics
 * @param options `signal` cancels the scoring
 * @returns the metrics, with every item's score ready
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { evaluate } from "./evaluate.ts";
 *
 * const answers = { system: "a", references: ["good film", "bad"], predictions: ["good film", "fine"] };
 * const metrics = await lexicalMetrics([answers], ["lexical_similarity"]);
 * assertEquals(evaluate(answers, { metrics, task: "text" })[0].metrics.lexical_similarity.value, 0.5);
 * ```
 */
export async function lexicalMetrics(
  answers: readonly SystemAnswers[],
  names: readonly LexicalMetric[],
  options: { signal?: AbortSignal } = {},
): Promise<CustomMetric[]> {
  const { signal } = options;
  const texts = answers.flatMap(({ references, predictions }) => [...references, ...predictions])
    .filter((text) => text !== null);
  const metrics: CustomMetric[] = [];
  for (const name of names) {
    const scores = new Map<string, readonly (number | null)[]>();
    // One vocabulary for all systems, learnt once.
    const way = name === "lexical_similarity"
      ? { embedder: openTfidfEmbedder({ texts, maxWords: MOST_WORDS }), batchSize: 256 }
      : { metric: "bert_score" as const };
    for (const { system, references, predictions } of answers) {
      const found = await scoreSemantic(references, predictions, { ...way, resamples: 0, signal });
      scores.set(system, found.scores);
    }
    metrics.push({
      name,
      describe: DESCRIBE[name],
      range: [name === "lexical_similarity" ? 0 : -1, 1],
      score: ({ system, item }) => scores.get(system)?.[item] ?? null,
    });
  }
  return metrics;
}
