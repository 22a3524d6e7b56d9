import { z } from "zod";
import { openGeminiClient } from "./_google_client.ts";
import { toGemini } from "./_google_request.ts";
import { collectGemini } from "./_google_response.ts";
import type { ProviderOptions } from "./_provider.ts";
import type { Model } from "./model.ts";
import { ProviderError } from "./provider_error.ts";

const counted = z.looseObject({ totalTokens: z.number().int().nonnegative() });

/**
 * A Gemini model, through @google/generative-ai, which is loaded when it is first asked.
 *
 * One request is one call of generateContent (streamGenerateContent with `onText`), without retries and limits. A schema goes
 * along in Gemini's subset of JSON Schema; one that cannot be said in it, or that comes with tools, is told in words. A tool whose
 * parameters cannot be said is refused. Blocked requests and answers are refusals; thoughts count as output. Calls get ids by
 * their place in the conversation, and carry Gemini's signature in them. The process needs net permission for
 * generativelanguage.googleapis.com, or for the base URL's host.
 *
 * @param name the model's name: "gemini-2.5-flash"
 * @param options key, address and limits; `baseUrl` without the version
 * @returns the model "google/<name>"; rejects with a `ProviderError`, or with the signal's reason
 * @throws {AssayError} for options that cannot be used
 *
 * @example
 * ```ts ignore
 * const model = openGoogle("gemini-2.5-flash", { apiKey: Deno.env.get("GEMINI_API_KEY")! });
 * const { text } = await model.generate({ messages: [{ role: "user", content: "Say hello." }] });
 * ```
 */
export function openGoogle(name: string, options: ProviderOptions): Model {
  const id = `google/${name}`;
  const client = openGeminiClient(id, options);
  const malformed = (what: string) => new ProviderError(id, "malformed", `the answer ${what}`);
  return {
    id,
    price: options.price ?? null,
    async generate(request) {
      const { onText, signal, messages } = request;
      const { params, contents } = toGemini(id, request);
      const collector = collectGemini(id, messages.length, malformed);
      await client.ask({ params, signal }, async (model) => {
        if (onText === undefined) return void collector.take((await model.generateContent({ contents })).response);
        const { stream, response } = await model.generateContentStream({ contents });
        // The SDK reads the stream twice; the first reader tells its failure.
        response.catch(() => {});
        for await (const chunk of stream) {
          const text = collector.take(chunk);
          if (text !== "") onText(text);
        }
        if (!collector.isFinished) throw malformed("ends before it is whole");
      });
      return collector.finish();
    },
    async countTokens(request) {
      const { params, contents } = toGemini(id, request);
      const body = await client.ask(
        { params, signal: request.signal },
        (model) => model.countTokens({ contents }),
      );
      const read = counted.safeParse(body);
      if (!read.success) throw malformed("must tell totalTokens");
      return read.data.totalTokens;
    },
  };
}
