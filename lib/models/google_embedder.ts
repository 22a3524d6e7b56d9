import { z } from "zod";
import { openGeminiClient } from "./_google_client.ts";
import type { ProviderOptions } from "./_provider.ts";
import { checkVectors, embedBatches } from "./_openai_vectors.ts";
import type { Embedder } from "./model.ts";
import { ProviderError } from "./provider_error.ts";

/** The API takes 100 texts a request. */
const MOST_BATCH = 100;
const MOST_CHARACTERS = 250_000;

const vector = z.looseObject({ values: z.unknown().optional() });
const one = z.looseObject({ embedding: vector });
const many = z.looseObject({ embeddings: z.array(vector) });

/**
 * An embedder of Gemini, through @google/generative-ai, which is loaded when it is first asked.
 *
 * One text goes by embedContent, several by batchEmbedContents, 100 a request, one request after the other, without retries.
 * The process needs net permission for generativelanguage.googleapis.com, or for the base URL's host.
 *
 * @param name the model's name: "gemini-embedding-001"
 * @param options key, address and limits; `baseUrl` without the version
 * @returns the embedder "google/<name>"; rejects with a `ProviderError`, or with the signal's reason
 * @throws {AssayError} for options that cannot be used
 *
 * @example
 * ```ts ignore
 * const embedder = openGoogleEmbedder("gemini-embedding-001", { apiKey: Deno.env.get("GEMINI_API_KEY")! });
 * const [vector] = await embedder.embed(["some text"]);
 * ```
 */
export function openGoogleEmbedder(name: string, options: ProviderOptions): Embedder {
  const id = `google/${name}`;
  const client = openGeminiClient(id, options);
  const malformed = (what: string) => new ProviderError(id, "malformed", `the answer ${what}`);
  return {
    id,
    embed: (texts, { signal } = {}) =>
      embedBatches(texts, { most: MOST_BATCH, mostCharacters: MOST_CHARACTERS, malformed }, async (batch) => {
        const contents = batch.map((text) => ({ role: "user", parts: [{ text }] }));
        const received: unknown = await client.ask(
          { signal },
          (model): Promise<unknown> =>
            contents.length === 1
              ? model.embedContent({ content: contents[0] })
              : model.batchEmbedContents({ requests: contents.map((content) => ({ content })) }),
        );
        return checkVectors(valuesOf(received, batch.length), batch.length, malformed);
      }),
  };

  function valuesOf(received: unknown, wanted: number): unknown[] {
    const read = wanted === 1
      ? one.transform(({ embedding }) => [embedding]).safeParse(received)
      : many.transform(({ embeddings }) => embeddings).safeParse(received);
    if (!read.success) throw malformed("is no list of embeddings");
    return read.data.map(({ values }) => values);
  }
}
