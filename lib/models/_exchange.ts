import { isMap } from "../core/is_map.ts";
import { maskSecrets } from "../core/mask_secrets.ts";
import { readSse } from "./_sse.ts";
import { readRateHeaders, retryAfterOf } from "./_policy_headers.ts";
import { kindOfStatus, ProviderError, type ProviderErrorKind } from "./provider_error.ts";

/** How an exchange is led. */
export interface ExchangeOptions {
  /** The id of the model, for errors. */
  readonly model: string;
  /** The key, which no error may tell. */
  readonly apiKey: string;
  /** How long the whole exchange may take. */
  readonly timeoutSeconds: number;
  /** How long a stream that has begun may bring nothing, default 120; at most the timeout. */
  readonly stallSeconds?: number;
  /** The most bytes of an answer. */
  readonly mostBytes?: number;
  /** Cancels the exchange. */
  readonly signal?: AbortSignal;
  /** Sends the request. */
  readonly fetch?: typeof fetch;
  /** Told the headers of each answer. */
  readonly onHeaders?: (headers: Headers) => void;
}

/** What a server answers. */
export interface Answer {
  /** Whether it is a success. */
  readonly ok: boolean;
  /** Whether it is a stream of events. */
  readonly isStream: boolean;
  /** The body as JSON. */
  json(): Promise<unknown>;
  /** The data of each event of a stream. */
  events(): AsyncGenerator<string>;
  /** The error that an answer without success is. */
  refusal(): Promise<Refusal>;
  /** The error that a body tells though its status is a success; its `code` may be a status. */
  failed(detail: unknown, kindOf?: (status: number, detail: ErrorDetail) => ProviderErrorKind): ProviderError;
  /** The error for a body that is something else than it must be: "is empty". */
  malformed(what: string): ProviderError;
}

/** The error object of a body. */
export type ErrorDetail = Readonly<Record<string, unknown>>;

/** What an answer without success says. */
export interface Refusal {
  /** Its status. */
  readonly status: number;
  /** What the error object of its body says; empty where there is none. */
  readonly detail: ErrorDetail;
  /** The error to throw; another kind where the body knows better than the status. */
  error(kind?: ProviderErrorKind, retryAfterSeconds?: number): ProviderError;
}

/** Sends one request; part of an exchange. */
export type Send = (url: string, init: RequestInit) => Promise<Answer>;

/** The most bytes of an answer, unless told otherwise. */
export const MOST_BYTES = 16 * 1024 * 1024;

const STALL_SECONDS = 120;
const OVER = new DOMException("the exchange is over", "AbortError");
const MOST_ERROR_BYTES = 65_536;
const MOST_TOLD = 500;

/**
 * Leads an exchange over HTTP: what goes wrong becomes a ProviderError of the right kind, an abort the signal's reason. When it
 * ends, however it does, timers are cleared and the connection is given back or cut.
 *
 * What `use` throws passes as it is, unless the exchange itself had failed before: then that is the error, whatever a library
 * in between has made of it.
 */
export async function exchange<T>(options: ExchangeOptions, use: (send: Send) => Promise<T>): Promise<T> {
  const { model, apiKey, timeoutSeconds, signal, mostBytes = MOST_BYTES } = options;
  const stallSeconds = Math.min(options.stallSeconds ?? STALL_SECONDS, timeoutSeconds);
  signal?.throwIfAborted();
  const controller = new AbortController();
  let failure: { error: unknown } | undefined;
  let stall: ReturnType<typeof setTimeout> | undefined;
  const end = (error: unknown) => {
    failure ??= { error };
    controller.abort();
  };
  const endLate = (what: string, seconds: number) => end(fail("timeout", `${what} within ${seconds} s`));
  const deadline = setTimeout(() => endLate("no whole answer", timeoutSeconds), timeoutSeconds * 1000);
  const onAbort = () => end(signal!.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const ended = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(failure?.error), { once: true });
  });
  // Told to whoever waits at that time; nobody may.
  ended.catch(() => {});
  try {
    return await Promise.race([use(send), ended]);
  } catch (error) {
    throw failure === undefined ? error : failure.error;
  } finally {
    clearTimeout(deadline);
    clearTimeout(stall);
    signal?.removeEventListener("abort", onAbort);
    // A reason of its own each time would cost more than all the rest of this block.
    controller.abort(OVER);
  }

  async function send(url: string, init: RequestInit): Promise<Answer> {
    const response = await orFail(() =>
      (options.fetch ?? fetch)(url, { ...init, redirect: "manual", signal: controller.signal })
    );
    options.onHeaders?.(response.headers);
    return toAnswer(response);
  }

  function toAnswer(response: Response): Answer {
    const type = (response.headers.get("content-type") ?? "").toLowerCase().split(";", 1)[0].trim();
    return {
      malformed,
      failed,
      ok: response.ok,
      isStream: type === "text/event-stream",
      async json() {
        if (!/^application\/(.{1,100}\+)?json$/.test(type)) throw wrongType(type, "JSON");
        return parseJson(await readText(response, mostBytes));
      },
      async *events() {
        if (type !== "text/event-stream") throw wrongType(type, "a stream of events");
        // A model may think for long before it begins: until then the deadline alone counts.
        for await (
          const event of readSse(chunks(response, mostBytes), () => malformed("holds bytes that are no UTF-8"))
        ) {
          rearm();
          yield event;
        }
        clearTimeout(stall);
      },
      async refusal() {
        const text = await readText(response, MOST_ERROR_BYTES, { cut: true });
        const { status, headers } = response;
        const detail = detailOf(text);
        const said = typeof detail.message === "string" && detail.message !== "" ? detail.message : text;
        const where = status >= 300 && status < 400
          ? "the server sends elsewhere; give its own address as the base URL"
          : "";
        return {
          status,
          detail,
          error: (kind = kindOfStatus(status), retryAfterSeconds = retryAfterOf(headers)) =>
            remember(fail(kind, where || told(said) || "the server gives no reason", {
              status,
              ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
              limits: readRateHeaders(headers),
            })),
        };
      },
    };
  }

  /** A stall is the time without a whole event: bytes that drip do not count. */
  function rearm(): void {
    clearTimeout(stall);
    if (!controller.signal.aborted) {
      stall = setTimeout(() => endLate("the stream brought nothing", stallSeconds), stallSeconds * 1000);
    }
  }

  async function readText(response: Response, most: number, { cut = false } = {}): Promise<string> {
    const decoder = new TextDecoder("utf-8", { fatal: !cut });
    let text = "";
    try {
      for await (const chunk of chunks(response, most, cut)) text += decoder.decode(chunk, { stream: true });
      return text + decoder.decode();
    } catch (error) {
      throw error instanceof TypeError ? malformed("holds bytes that are no UTF-8") : error;
    }
  }

  async function* chunks(response: Response, most: number, cut = false): AsyncGenerator<Uint8Array> {
    const reader = response.body?.getReader();
    let bytes = 0;
    while (reader !== undefined) {
      const { done, value } = await orFail(() => reader.read());
      if (done) return;
      bytes += value.length;
      if (bytes > most && cut) return;
      if (bytes > most) throw malformed(`has more than ${most / 1024 / 1024} MiB`);
      yield value;
    }
  }

  async function orFail<R>(call: () => Promise<R>): Promise<R> {
    try {
      return await call();
    } catch (error) {
      throw remember(connectionError(error));
    }
  }

  function connectionError(error: unknown): unknown {
    if (error instanceof Deno.errors.NotCapable) {
      return fail("bad_request", `${told(error.message)}: this process may not reach the server`);
    }
    return fail("connection", `the connection failed: ${told(error instanceof Error ? error.message : String(error))}`);
  }

  function parseJson(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw malformed(text.trim() === "" ? "is empty" : "is no whole JSON");
    }
  }

  function wrongType(type: string, wanted: string): ProviderError {
    return malformed(`must be ${wanted}, received ${type === "" ? "no content type" : told(type)}`);
  }

  function failed(error: unknown, kindOf = kindOfStatus as (status: number, detail: ErrorDetail) => ProviderErrorKind) {
    const detail = isMap(error) ? error : { message: error };
    const { code, message } = detail;
    const status = typeof code === "number" && code >= 400 && code <= 599 ? code : 500;
    const said = typeof message === "string" ? message : "the server says that it failed, and not why";
    return remember(fail(kindOf(status, detail), told(said)));
  }

  function malformed(what: string): ProviderError {
    return remember(fail("malformed", `the answer ${what}`));
  }

  function remember<E>(error: E): E {
    failure ??= { error };
    return (failure.error === error ? error : failure.error) as E;
  }

  function fail(kind: ProviderErrorKind, problem: string, more: ConstructorParameters<typeof ProviderError>[3] = {}) {
    return new ProviderError(model, kind, problem, more);
  }

  function told(text: string): string {
    // Masked before it is cut: half a key would not be recognised.
    return maskSecrets(text, [apiKey]).trim().slice(0, MOST_TOLD).toWellFormed();
  }
}

/** The data of an event as JSON. */
export function parseEvent(answer: Answer, data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw answer.malformed("holds an event that is no whole JSON");
  }
}

/** `{ error: { message, … } }`, or `{ error: "…" }`, as servers say what is wrong. */
function detailOf(text: string): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // No JSON: the text itself is what the server says.
    return {};
  }
  const first = Array.isArray(body) ? body[0] : body;
  if (!isMap(first)) return {};
  // FastAPI, on which some servers are built, says it in `detail`.
  const detail = typeof first.detail === "string" ? first.detail : JSON.stringify(first.detail);
  const { error = first.message ?? detail } = first;
  return typeof error === "string" ? { message: error } : isMap(error) ? error : {};
}
