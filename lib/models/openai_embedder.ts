import { z } from "zod";
import { checkInteger } from "../core/checks.ts";
import { exchange, type ExchangeOptions, MOST_BYTES } from "./_exchange.ts";
import { checkProvider, type ProviderOptions, TIMEOUT_SECONDS } from "./_provider.ts";
import { checkVectors, embedBatches } from "./_openai_vectors.ts";
import type { Embedder } from "./model.ts";
import { kindOfRefusal, NAME, OPENAI_URL, openAIHeaders } from "./_openai_protocol.ts";
import { ProviderError } from "./provider_error.ts";

/** Options of {@linkcode openOpenAIEmbedder}. */
export interface OpenAIEmbedderOptions extends ProviderOptions {
  /** How many texts go into a request, 1 to 2,048, default 128. */
  readonly batchSize?: number;
}

const MOST_BATCH = 2048;
/** OpenAI takes 300,000 tokens a request; a character is at most about one. */
const MOST_CHARACTERS = 250_000;
/** A vector of 4,096 numbers of up to 25 characters. */
const VECTOR_BYTES = 102_400;

const body = z.looseObject({
  data: z.array(z.looseObject({ index: z.number().int(), embedding: z.unknown().optional() })),
});

/**
 * An embedder of any server that speaks OpenAI's protocol, by POST to `<baseUrl>/embeddings`.
 *
 * Batches go one after the other, without retries; a failure loses the vectors of its call. The process needs net permission
 * for the server's host.
 *
 * @param name the server's name for the model: "text-embedding-3-small"
 * @param options key, address and limits; `baseUrl` by default https://api.openai.com/v1, `apiKey` may be empty
 * @returns the embedder "openai/<name>"; rejects with a `ProviderError`, or with the signal's reason
 * @throws {AssayError} for options that cannot be used
 * @throws {RangeError} for a batch size out of range
 *
 * @example
 * ```ts ignore
 * const embedder = openOpenAIEmbedder("nomic-embed-text", { apiKey: "", baseUrl: "http://127.0.0.1:11434/v1" });
 * const [vector] = await embedder.embed(["some text"]);
 * ```
 */
export function openOpenAIEmbedder(name: string, options: OpenAIEmbedderOptions): Embedder {
  const { apiKey, batchSize = 128, timeoutSeconds = TIMEOUT_SECONDS, onHeaders } = options;
  const id = `openai/${name}`;
  checkInteger(`open ${id}`, "batchSize", batchSize, { min: 1, max: MOST_BATCH });
  const baseUrl = checkProvider(id, { baseUrl: OPENAI_URL, ...options }, { key: false, name: NAME });
  const malformed = (what: string) => new ProviderError(id, "malformed", `the answer ${what}`);
  return {
    id,
    embed: (texts, { signal } = {}) =>
      embedBatches(texts, { most: batchSize, mostCharacters: MOST_CHARACTERS, malformed }, async (batch) => {
        const mostBytes = Math.max(MOST_BYTES, batchSize * VECTOR_BYTES);
        const leading: ExchangeOptions = {
          model: id,
          apiKey,
          timeoutSeconds,
          signal,
          mostBytes,
          fetch: options.fetch,
          onHeaders,
        };
        const received = await exchange(leading, async (send) => {
          const answer = await send(`${baseUrl}/embeddings`, {
            method: "POST",
            headers: openAIHeaders(apiKey),
            body: JSON.stringify({ model: name, input: batch, encoding_format: "float" }),
          });
          if (answer.ok) return await answer.json();
          const { status, detail, error } = await answer.refusal();
          throw error(kindOfRefusal(status, detail));
        });
        return checkVectors(inOrder(received), batch.length, malformed);
      }),
  };

  function inOrder(received: unknown): unknown[] {
    const read = body.safeParse(received);
    if (!read.success) throw malformed("is no list of embeddings");
    const vectors = [...read.data.data].sort((a, b) => a.index - b.index);
    if (vectors.some(({ index }, i) => index !== i)) throw malformed("must number its vectors from 0, each once");
    return vectors.map(({ embedding }) => embedding);
  }
}
