import type { GenerativeModel, ModelParams } from "@google/generative-ai";
import { isMap } from "../core/is_map.ts";
import { type Answer, exchange, type ExchangeOptions, parseEvent, type Refusal, type Send } from "./_exchange.ts";
import { checkProvider, type ProviderOptions, TIMEOUT_SECONDS } from "./_provider.ts";
import type { ProviderError } from "./provider_error.ts";

/** The SDK, held to the house's rules. */
export interface GeminiClient {
  /** Makes one call; `call` must ask the model at once, before it waits for anything. */
  ask<T>(
    about: { readonly params?: Omit<ModelParams, "model">; readonly signal?: AbortSignal; readonly mostBytes?: number },
    call: (model: GenerativeModel) => Promise<T>,
  ): Promise<T>;
}

/** Where Gemini is. */
const BASE_URL = "https://generativelanguage.googleapis.com";
const NAME = /^[\w@+-][\w.@+-]*(\/[\w@+-][\w.@+-]*)*$/;

/** Opens a client; throws for options that cannot be used. */
export function openGeminiClient(id: string, options: ProviderOptions): GeminiClient {
  const { apiKey, timeoutSeconds = TIMEOUT_SECONDS, onHeaders } = options;
  const baseUrl = checkProvider(id, { baseUrl: BASE_URL, ...options }, { key: true, name: NAME });
  const name = id.slice(id.indexOf("/") + 1);
  return {
    async ask({ params = {}, signal, mostBytes }, call) {
      signal?.throwIfAborted();
      const { GoogleGenerativeAI } = await import("@google/generative-ai");
      const model = new GoogleGenerativeAI(apiKey).getGenerativeModel({ model: name, ...params }, { baseUrl });
      const leading: ExchangeOptions = {
        model: id,
        apiKey,
        timeoutSeconds,
        signal,
        mostBytes,
        fetch: options.fetch,
        onHeaders,
      };
      return await exchange(leading, (send) => withFetch(sdkFetch(send), () => call(model)));
    },
  };
}

/**
 * The SDK knows no other fetch than the global one, so for the moment in which it looks it up, another stands there. It
 * looks it up before it first waits, and nothing else runs in that moment. Without this, headers, bounds, timeouts and the
 * end of a call would be out of reach.
 */
function withFetch<T>(fetch: typeof globalThis.fetch, call: () => Promise<T>): Promise<T> {
  const held = globalThis.fetch;
  globalThis.fetch = fetch;
  try {
    return call();
  } finally {
    globalThis.fetch = held;
  }
}

function sdkFetch(send: Send): typeof fetch {
  return async (url, init) => {
    const answer = await send(String(url), init ?? {});
    if (!answer.ok) throw errorOf(await answer.refusal());
    if (String(url).endsWith("?alt=sse")) return new Response(plainEvents(answer));
    const body = await answer.json();
    if (!isMap(body)) throw answer.malformed("is no object");
    return { ok: true, json: () => Promise.resolve(body) } as Response;
  };
}

/** Writes the events anew in the one form that the SDK reads. */
function plainEvents(answer: Answer): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const events = answer.events();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await events.next();
      if (done) return controller.close();
      controller.enqueue(encoder.encode(`data: ${JSON.stringify(checkEvent(parseEvent(answer, value)))}\n\n`));
    },
    async cancel() {
      await events.return(undefined);
    },
  }, { highWaterMark: 0 });

  function checkEvent(body: unknown): unknown {
    if (!isMap(body)) throw answer.malformed("holds an event that is no object");
    if (isMap(body.error)) throw answer.failed(body.error);
    return body;
  }
}

/** A wrong key is a 400 at Google's, and how long to wait stands in the body. */
function errorOf({ status, detail, error }: Refusal): ProviderError {
  const details = Array.isArray(detail.details) ? detail.details.filter(isMap) : [];
  const isKey = details.some(({ reason }) => reason === "API_KEY_INVALID") ||
    /api key (not valid|expired|not found)/i.test(String(detail.message));
  if (status === 400 && isKey) return error("auth");
  const delay = details.map(({ retryDelay }) => /^(\d{1,6}(?:\.\d{1,9})?)s$/.exec(String(retryDelay))?.[1])
    .find((seconds) => seconds !== undefined);
  return error(undefined, delay === undefined ? undefined : Number(delay));
}
