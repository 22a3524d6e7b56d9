import { isMap } from "../core/is_map.ts";
import { anthropicClient } from "./_anthropic_client.ts";
import { sharedPrefixes } from "./_anthropic_prefixes.ts";
import { isSampled, toMessageParams } from "./_anthropic_request.ts";
import { collectMessage, readMessage } from "./_anthropic_response.ts";
import type { Answer } from "./_exchange.ts";
import type { ProviderOptions } from "./_provider.ts";
import type { Model, ModelRequest, ModelResponse } from "./model.ts";
import { ProviderError } from "./provider_error.ts";

const MOST_END_MS = 100;
/** What takes longer than about ten minutes must be streamed. */
const MOST_AT_ONCE = 21_333;

/** How Claude is reached. */
export interface AnthropicOptions extends ProviderOptions {
  /** How long a stream may bring no event, in seconds, above 0 to 86,400, default 60. */
  readonly stallSeconds?: number;
  /** Whether what requests share is marked for the provider's cache, default true. */
  readonly cachesPrompts?: boolean;
}

/**
 * A Claude model, through Anthropic's SDK, which is loaded with the first request.
 *
 * One request is one POST to `<baseUrl>/v1/messages`, without retries and limits; with `onText`, or more than
 * 21,333 `maxOutputTokens`, the answer is streamed. The API wants
 * a bound for the answer: `maxOutputTokens` is 4,096 where the request does not say. `temperature`, `topP` and `topK` are sent
 * only where they are given, and then by version 2023-06-01 of the API, the last that takes them; newer models refuse them.
 * An `outputSchema` is held by the API where it can be said in its terms, and told to the model otherwise; the answer is
 * not checked here. System prompts, tools and beginnings of messages from about 1,024 tokens are marked for the provider's
 * cache; `usage` tells what was kept and read. The process needs net permission for the server's host.
 *
 * @param name the provider's name for the model: "claude-sonnet-5-5"
 * @param options see {@linkcode AnthropicOptions}; `baseUrl` by default https://api.anthropic.com
 * @returns the model "anthropic/<name>"; rejects with a {@linkcode ProviderError}, or with the signal's reason
 * @throws {AssayError} for options that cannot be used
 *
 * @example
 * ```ts ignore
 * const model = openAnthropic("claude-sonnet-5-5", { apiKey });
 * const { text } = await model.generate({ messages: [{ role: "user", content: "Say hello." }] });
 * ```
 */
export function openAnthropic(name: string, options: AnthropicOptions): Model {
  const { price = null, cachesPrompts = true } = options;
  const client = anthropicClient(name, options);
  const { id } = client;
  const prefixes = cachesPrompts ? sharedPrefixes() : undefined;
  const malformed = (what: string) => new ProviderError(id, "malformed", `the answer ${what}`);
  return {
    id,
    price,
    async generate(request) {
      const { signal, maxOutputTokens = 0 } = request;
      // Connections without a word for minutes are cut on their way.
      const onText = request.onText ?? (maxOutputTokens > MOST_AT_ONCE ? () => {} : undefined);
      signal?.throwIfAborted();
      const params = toMessageParams(name, request, prefixes);
      return await client.call({
        ask: ({ messages }, via) =>
          onText === undefined ? messages.create(params, via) : messages.create({ ...params, stream: true }, via),
        read: (answer) => read(answer, onText),
        isSampled: isSampled(request),
        signal,
      });
    },
    async countTokens(request) {
      request.signal?.throwIfAborted();
      const { model, messages, system, tools, output_config } = toMessageParams(name, request);
      return await client.call({
        ask: (sdk, via) => sdk.messages.countTokens({ model, messages, system, tools, output_config }, via),
        read: async (answer) => tokensOf(await answer.json()),
        signal: request.signal,
      });
    },
  };

  async function read(answer: Answer, onText: ModelRequest["onText"]): Promise<ModelResponse> {
    if (onText !== undefined && answer.isStream) return await readStream(answer, onText);
    // A proxy that does not stream answers in one piece.
    const response = readMessage(id, await answer.json(), malformed);
    if (response.text !== "") onText?.(response.text);
    return response;
  }

  async function readStream(answer: Answer, onText: (piece: string) => void): Promise<ModelResponse> {
    const message = collectMessage(id, malformed);
    const events = answer.events();
    for (let next = await events.next(); !next.done; next = await events.next()) {
      const event = parseEvent(next.value);
      if (isMap(event) && event.type === "error") throw client.innerError(event.error);
      const piece = message.take(event);
      if (piece !== "") onText(piece);
      if (message.isWhole) {
        await endOf(events);
        return message.finish();
      }
    }
    throw malformed("ends before it is whole");
  }

  function parseEvent(data: string): unknown {
    try {
      return JSON.parse(data);
    } catch {
      throw malformed("has an event that is no whole JSON");
    }
  }

  function tokensOf(body: unknown): number {
    const tokens = isMap(body) ? body.input_tokens : undefined;
    if (Number.isSafeInteger(tokens) && tokens as number >= 0) return tokens as number;
    throw malformed("is no number of tokens");
  }
}

/** Waits a moment for the end, so that the connection can be used again. What comes after the answer is of no interest. */
async function endOf(events: AsyncGenerator<string>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => timer = setTimeout(resolve, MOST_END_MS));
  await Promise.race([events.next().catch(() => {}), late]);
  clearTimeout(timer);
}
