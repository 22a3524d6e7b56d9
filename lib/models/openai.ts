import { isMap } from "../core/is_map.ts";
import { type Dialects, dialectsOf } from "./_openai_dialect.ts";
import { type Answer, exchange, type ExchangeOptions, type Send } from "./_openai_exchange.ts";
import { checkProvider, type ProviderOptions, TIMEOUT_SECONDS } from "./_openai_provider.ts";
import { toChatBody } from "./_openai_request.ts";
import { collectChat, type Collector } from "./_openai_response.ts";
import type { Model, ModelRequest, ModelResponse } from "./model.ts";
import { kindOfStatus, ProviderError, type ProviderErrorKind } from "./provider_error.ts";

/** Where OpenAI itself is. */
const BASE_URL = "https://api.openai.com/v1";
const NAME = /^[\w.:@+-]+(\/[\w.:@+-]+)*$/;
const MOST_LESSONS = 5;

/**
 * A model of any server that speaks OpenAI's protocol: OpenAI, Ollama, vLLM, llama.cpp and others.
 *
 * One request is one POST to `<baseUrl>/chat/completions`, without retries and limits. Where a server refuses a parameter by
 * its name (`max_tokens` or `max_completion_tokens`, `stream_options`, `response_format`), the request is put in its way and
 * sent again at once; what was learnt is remembered for this base URL and model. A server that cannot be held to a schema is
 * held to JSON and told the schema, or else only told. `topK` is refused for api.openai.com. The input of a call that is no JSON is
 * given as text. The process needs net permission for the server's host.
 *
 * @param name the server's name for the model: "gpt-4.1-mini", "llama3.2:3b"
 * @param options see {@linkcode ProviderOptions}; `baseUrl` by default https://api.openai.com/v1, `apiKey` may be empty
 * @returns the model "openai/<name>"; rejects with a {@linkcode ProviderError}, or with the signal's reason
 * @throws {AssayError} for options that cannot be used
 *
 * @example
 * ```ts ignore
 * const model = openOpenAI("llama3.2:3b", { apiKey: "", baseUrl: "http://127.0.0.1:11434/v1" });
 * const { text } = await model.generate({ messages: [{ role: "user", content: "Say hello." }] });
 * ```
 */
export function openOpenAI(name: string, options: ProviderOptions): Model {
  const { apiKey, timeoutSeconds = TIMEOUT_SECONDS, price = null, onHeaders } = options;
  const id = `openai/${name}`;
  const baseUrl = checkProvider(id, { baseUrl: BASE_URL, ...options }, { key: false, name: NAME });
  const dialects = dialectsOf(baseUrl, name);
  return {
    id,
    price,
    generate(request) {
      const { signal } = request;
      const leading: ExchangeOptions = { model: id, apiKey, timeoutSeconds, signal, fetch: options.fetch, onHeaders };
      return exchange(leading, (send) => ask(send, request));
    },
  };

  async function ask(send: Send, request: ModelRequest): Promise<ModelResponse> {
    const collector = collectChat(id, (what) => new ProviderError(id, "malformed", `the answer ${what}`));
    const answer = await post(send, request, dialects);
    if (answer === null) return { text: "", model: id, finish: "refusal" };
    if (request.onText === undefined || !answer.isStream) {
      // A server that does not stream answers in one piece.
      const body = await answer.json();
      throwIfError(body);
      const text = collector.take(body);
      if (text !== "") request.onText?.(text);
    } else await readStream(answer, collector, request.onText);
    return collector.finish();
  }

  /** Null where the provider's filter refuses the request. */
  async function post(send: Send, request: ModelRequest, dialects: Dialects): Promise<Answer | null> {
    for (let lessons = 0;; lessons++) {
      const dialect = dialects.of(request);
      const answer = await send(`${baseUrl}/chat/completions`, {
        method: "POST",
        headers: openAIHeaders(apiKey),
        body: JSON.stringify(toChatBody(name, request, dialect)),
      });
      if (answer.ok) return answer;
      const refusal = await answer.refusal();
      const isRefused = refusal.status === 400 || refusal.status === 422;
      if (isRefused && /content_filter|content_policy/.test(String(refusal.detail.code))) return null;
      if (isRefused && lessons < MOST_LESSONS && dialects.learn(request, dialect, refusal.detail)) continue;
      throw refusal.error(kindOfRefusal(refusal.status, refusal.detail));
    }
  }

  async function readStream(answer: Answer, collector: Collector, onText: (piece: string) => void): Promise<void> {
    let isDone = false;
    for await (const event of answer.events()) {
      isDone = event.trim() === "[DONE]";
      if (isDone) break;
      const body = parseEvent(event);
      throwIfError(body);
      const text = collector.take(body);
      if (text !== "") onText(text);
    }
    if (!isDone && !collector.isFinished) {
      throw new ProviderError(id, "malformed", "the stream ends before the answer does");
    }
  }

  function parseEvent(event: string): unknown {
    try {
      return JSON.parse(event);
    } catch {
      throw new ProviderError(id, "malformed", "an event of the stream is no whole JSON");
    }
  }

  /** Gateways answer 200 and say in the body what went wrong. */
  function throwIfError(body: unknown): void {
    if (!isMap(body) || body.error === undefined || body.error === null) return;
    const error = isMap(body.error) ? body.error : { message: body.error };
    const status = typeof error.code === "number" && error.code >= 400 && error.code < 600 ? error.code : 500;
    throw maskedError(status, error);
  }

  function maskedError(status: number, error: Record<string, unknown>): ProviderError {
    const said = typeof error.message === "string" ? error.message : "the server gives no reason";
    const problem = apiKey.length < 4 ? said : said.replaceAll(apiKey, "***");
    return new ProviderError(id, kindOfRefusal(status, error), problem.slice(0, 500));
  }
}

/** The headers of a request; no Authorization without a key. */
export function openAIHeaders(apiKey: string): Record<string, string> {
  return {
    "content-type": "application/json",
    ...(apiKey === "" ? {} : { authorization: `Bearer ${apiKey}` }),
  };
}

/** A spent quota says 429 too, but waiting does not heal it. */
export function kindOfRefusal(status: number, { code }: Readonly<Record<string, unknown>>): ProviderErrorKind {
  if (code === "insufficient_quota" || code === "invalid_api_key") return "auth";
  return code === "model_not_found" ? "not_found" : kindOfStatus(status);
}
