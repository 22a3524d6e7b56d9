import type Anthropic from "@anthropic-ai/sdk";
import { AssayError } from "../core/assay_error.ts";
import { isMap } from "../core/is_map.ts";
import { maskSecrets } from "../core/mask_secrets.ts";
import { type Answer, exchange, type Send } from "./_exchange.ts";
import { checkProvider, type ProviderOptions, TIMEOUT_SECONDS } from "./_provider.ts";
import { ProviderError, type ProviderErrorKind } from "./provider_error.ts";

export type { Anthropic };

/** What the SDK is called with beside the parameters: what carries the request, and headers that differ from its own. */
export type Via = Pick<Anthropic.RequestOptions, "fetchOptions" | "headers">;

/** One call to the API. */
export interface AnthropicCall<T> {
  /** Calls the SDK. */
  readonly ask: (sdk: Anthropic, via: Via) => { asResponse(): Promise<Response> };
  /** Reads the answer; `body` is its raw body, for what is neither JSON nor events. */
  readonly read: (answer: Answer, body: ReadableStream<Uint8Array> | null) => Promise<T>;
  /** Whether parameters of sampling are sent, which only the older version of the API takes. */
  readonly isSampled?: boolean;
  /** Cancels the call. */
  readonly signal?: AbortSignal;
}

/** Calls the API through the SDK; failures are ProviderErrors of the right kind. */
export interface AnthropicClient {
  /** The model's id: "anthropic/<name>". */
  readonly id: string;
  /** Where the API is. */
  readonly baseUrl: string;
  /** Leads one call. */
  call<T>(call: AnthropicCall<T>): Promise<T>;
  /** What an error means that comes within an answer, not as its status. */
  innerError(error: unknown): ProviderError;
}

/** How the API is reached. */
export interface ClientOptions extends ProviderOptions {
  /** How long a stream may bring no event, in seconds. */
  readonly stallSeconds?: number;
}

const BASE_URL = "https://api.anthropic.com";
const NAME = /^[\w.:@+-]+$/;
const STALL_SECONDS = 60;
const MOST_TOLD = 500;
/** The last version of the API that takes temperature, top_p and top_k. */
const SAMPLING_VERSION = "2023-06-01";

/**
 * Opens the API. The SDK is loaded with the first call; it makes the requests, and `exchange` carries them: it bounds time
 * and size, and nothing of the environment is read.
 */
export function anthropicClient(name: string, options: ClientOptions): AnthropicClient {
  const { apiKey, timeoutSeconds = TIMEOUT_SECONDS, stallSeconds = STALL_SECONDS, onHeaders } = options;
  const id = `anthropic/${name}`;
  const checked = checkProvider(id, { baseUrl: BASE_URL, ...options }, { key: true, name: NAME });
  if (!(stallSeconds > 0 && stallSeconds <= 86_400)) {
    const problems = [`stallSeconds must be above 0 and at most 86400, received ${stallSeconds}`];
    throw new AssayError(`Cannot open ${id}`, { problems });
  }
  // The SDK's own paths begin with /v1.
  const baseUrl = checked.replace(/\/v1$/, "");
  let opened: Promise<Anthropic> | undefined;

  async function open(): Promise<Anthropic> {
    const { default: Anthropic } = await import("@anthropic-ai/sdk");
    return new Anthropic({
      apiKey,
      baseURL: baseUrl,
      maxRetries: 0,
      // The exchange's own deadline comes first.
      timeout: Math.ceil(timeoutSeconds + 60) * 1000,
      webhookKey: null,
      openTelemetry: false,
      logLevel: "off",
      fetch: (url, init = {}) => {
        const { carry, ...rest } = init as RequestInit & { carry: typeof fetch };
        return carry(url as string, rest);
      },
    });
  }

  return {
    id,
    baseUrl,
    innerError(error) {
      const { type, message } = isMap(error) ? error : {};
      const kind = typeof type === "string" && Object.hasOwn(ALL_KINDS, type) ? ALL_KINDS[type] : "server";
      const said = typeof message === "string" && message !== "" ? message : "the server gives no reason";
      return new ProviderError(id, kind, maskSecrets(said, [apiKey]).slice(0, MOST_TOLD));
    },
    call({ ask, read, isSampled = false, signal }) {
      let body: ReadableStream<Uint8Array> | null = null;
      const fetched: typeof fetch = async (url, init) => {
        const response = await (options.fetch ?? fetch)(url, init);
        body = response.body;
        return response;
      };
      const leading = { model: id, apiKey, timeoutSeconds, stallSeconds, signal, fetch: fetched, onHeaders };
      return exchange(leading, async (send) => {
        const sdk = await (opened ??= open().catch((error) => {
          opened = undefined;
          throw new ProviderError(id, "bad_request", `the SDK cannot be used: ${error.message}`, { cause: error });
        }));
        const answer = await askThrough(send, (via) => ask(sdk, via));
        if (answer.ok) return await read(answer, body);
        const refusal = await answer.refusal();
        throw refusal.error(kindOfType(refusal.detail.type));
      });

      async function askThrough(send: Send, ask: (via: Via) => { asResponse(): Promise<Response> }): Promise<Answer> {
        let answer: Answer | undefined;
        const carry = async (url: string, init: RequestInit) => {
          answer = await send(url, init);
          // The answer is read by the exchange; the SDK gets none of it.
          return new Response();
        };
        try {
          const headers: Record<string, string> = isSampled ? { "anthropic-version": SAMPLING_VERSION } : {};
          await ask({ fetchOptions: { carry } as Via["fetchOptions"], headers }).asResponse();
        } catch (error) {
          // What the exchange met before is told by it.
          throw new ProviderError(
            id,
            "bad_request",
            maskSecrets((error as Error).message, [apiKey]).slice(0, MOST_TOLD),
          );
        }
        return answer!;
      }
    },
  };
}

/** Types of errors that say more than the status does, or come without one. */
const KINDS: Readonly<Record<string, ProviderErrorKind>> = {
  billing_error: "auth",
  timeout_error: "timeout",
};

const ALL_KINDS: Readonly<Record<string, ProviderErrorKind>> = {
  ...KINDS,
  api_error: "server",
  authentication_error: "auth",
  invalid_request_error: "bad_request",
  not_found_error: "not_found",
  overloaded_error: "overloaded",
  permission_error: "auth",
  rate_limit_error: "rate_limit",
  request_too_large: "bad_request",
};

function kindOfType(type: unknown): ProviderErrorKind | undefined {
  return typeof type === "string" && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
}
