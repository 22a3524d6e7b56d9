import { isMap } from "../core/is_map.ts";
import { type Dialects, dialectsOf } from "./_openai_dialect.ts";
import { type Answer, exchange, type ExchangeOptions, parseEvent, type Send } from "./_exchange.ts";
import { checkProvider, type ProviderOptions, TIMEOUT_SECONDS } from "./_provider.ts";
import { kindOfRefusal, NAME, OPENAI_URL, openAIHeaders } from "./_openai_protocol.ts";
import { toChatBody } from "./_openai_request.ts";
import { collectChat, type Collector } from "./_openai_response.ts";
import type { Model, ModelRequest, ModelResponse } from "./model.ts";

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
 * @param options key, address and limits; `baseUrl` by default https://api.openai.com/v1, `apiKey` may be empty
 * @returns the model "openai/<name>"; rejects with a `ProviderError`, or with the signal's reason
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
  const baseUrl = checkProvider(id, { baseUrl: OPENAI_URL, ...options }, { key: false, name: NAME });
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
    const answer = await post(send, request, dialects);
    if (answer === null) return { text: "", model: id, finish: "refusal" };
    const collector = collectChat(id, answer.malformed);
    if (request.onText === undefined || !answer.isStream) {
      // A server that does not stream answers in one piece.
      const body = await answer.json();
      throwIfError(answer, body);
      const text = collector.take(body);
      if (text !== "") request.onText?.(text);
    } else await readStream(answer, collector, request.onText);
    return collector.finish();
  }

  /** Null where the provider's filter refuses the request. */
  async function post(send: Send, request: ModelRequest, dialects: Dialects): Promise<Answer | null> {
    const tried = new Set<string>();
    while (true) {
      const dialect = dialects.of(request);
      tried.add(JSON.stringify(dialect));
      const answer = await send(`${baseUrl}/chat/completions`, {
        method: "POST",
        headers: openAIHeaders(apiKey),
        body: JSON.stringify(toChatBody(name, request, dialect)),
      });
      if (answer.ok) return answer;
      const refusal = await answer.refusal();
      const isRefused = refusal.status === 400 || refusal.status === 422;
      if (isRefused && /content_filter|content_policy/.test(String(refusal.detail.code))) return null;
      const isNew = isRefused && dialects.learn(request, dialect, refusal.detail) &&
        !tried.has(JSON.stringify(dialects.of(request)));
      if (isNew) continue;
      throw refusal.error(kindOfRefusal(refusal.status, refusal.detail));
    }
  }

  async function readStream(answer: Answer, collector: Collector, onText: (piece: string) => void): Promise<void> {
    let isDone = false;
    for await (const event of answer.events()) {
      isDone = event.trim() === "[DONE]";
      if (isDone) break;
      const body = parseEvent(answer, event);
      throwIfError(answer, body);
      const text = collector.take(body);
      if (text !== "") onText(text);
    }
    if (!isDone && !collector.isFinished) throw answer.malformed("ends before it is whole");
  }

  /** Gateways answer 200 and say in the body what went wrong. */
  function throwIfError(answer: Answer, body: unknown): void {
    if (isMap(body) && body.error !== undefined && body.error !== null) throw answer.failed(body.error, kindOfRefusal);
  }
}
