import { AssayError } from "../core/assay_error.ts";
import { visible } from "../core/escape.ts";
import { maskSecrets } from "../core/mask_secrets.ts";
import type { RateHeaders } from "./_policy_headers.ts";

/** Why a provider gave no answer. */
export type ProviderErrorKind =
  | "rate_limit"
  | "overloaded"
  | "server"
  | "timeout"
  | "connection"
  | "auth"
  | "bad_request"
  | "not_found"
  | "malformed";

/** Options of a {@linkcode ProviderError}. */
export interface ProviderErrorOptions {
  /** The status of the HTTP answer, where there was one. */
  readonly status?: number;
  /** How long the provider asks to wait, in seconds. */
  readonly retryAfterSeconds?: number;
  /** What it says of its limits. */
  readonly limits?: RateHeaders;
  /** How often it was tried, where that was more than once. */
  readonly attempts?: number;
  /** The error behind it. */
  readonly cause?: unknown;
}

const MOST_CHARACTERS = 700;
const HOPELESS: readonly ProviderErrorKind[] = ["auth", "bad_request", "not_found"];

/**
 * An exchange with a provider that failed. What can heal by itself has the code "provider_failed"; what cannot (a key, a
 * request or a model's name that is wrong) has "bad_input".
 *
 * The problem is cut at 700 characters, and what looks like a key is masked; keys of another shape are masked by the caller.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const error = new ProviderError("openai/x", "rate_limit", "too many requests", { status: 429, retryAfterSeconds: 2 });
 * assertEquals([error.canHeal, error.code, error.retryAfterSeconds], [true, "provider_failed", 2]);
 * assertEquals(error.message, "Cannot get an answer from openai/x: too many requests (status 429)");
 * ```
 */
export class ProviderError extends AssayError {
  /** The class name, as shown in front of the message. */
  override name = "ProviderError";
  /** The id of the model that was asked. */
  readonly model: string;
  /** Why there is no answer. */
  readonly kind: ProviderErrorKind;
  /** The status of the HTTP answer, or null where there was none. */
  readonly status: number | null;
  /** How long the provider asks to wait, in seconds, or null where it does not say. */
  readonly retryAfterSeconds: number | null;
  /** What the provider says of its limits, or null where it does not say. */
  readonly limits: RateHeaders | null;
  /** What happened, without the status. */
  readonly problem: string;
  /** How often it was tried, from 1. */
  readonly attempts: number;
  /** Whether the same request may be answered later. */
  readonly canHeal: boolean;

  /**
   * Puts the model, the problem and the status into the message.
   *
   * @param model the id of the model that was asked
   * @param kind why there is no answer
   * @param problem what happened, on one line
   * @param options see {@linkcode ProviderErrorOptions}
   */
  constructor(model: string, kind: ProviderErrorKind, problem: string, options: ProviderErrorOptions = {}) {
    const { status = null, retryAfterSeconds = null, limits = null, attempts = 1, cause } = options;
    // Before it is cut: half a key would not be recognised.
    const told = visible(maskSecrets(problem).replace(/\s+/g, " ").trim());
    const cut = told.length <= MOST_CHARACTERS ? told : `${told.slice(0, MOST_CHARACTERS).toWellFormed()}…`;
    super(`Cannot get an answer from ${model}`, {
      problems: [
        `${cut}${status === null ? "" : ` (status ${status})`}${attempts === 1 ? "" : `, after ${attempts} attempts`}`,
      ],
      code: HOPELESS.includes(kind) ? "bad_input" : "provider_failed",
      cause,
    });
    this.model = model;
    this.kind = kind;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
    this.limits = limits;
    this.problem = cut;
    this.attempts = attempts;
    this.canHeal = !HOPELESS.includes(kind);
  }
}

/**
 * What the status of an HTTP answer that is no success means.
 *
 * @param status the status, 400 to 599
 * @returns 408: timeout, 409: server (a conflict that passes), 429: rate_limit, 503 and 529: overloaded, other 5xx: server,
 *   401 and 403: auth, 404: not_found, anything else: bad_request
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([429, 529, 500, 401].map(kindOfStatus), ["rate_limit", "overloaded", "server", "auth"]);
 * ```
 */
export function kindOfStatus(status: number): ProviderErrorKind {
  switch (status) {
    case 401:
    case 403:
      return "auth";
    case 404:
      return "not_found";
    case 408:
      return "timeout";
    case 409:
      return "server";
    case 429:
      return "rate_limit";
    case 503:
    case 529:
      return "overloaded";
    default:
      return status >= 500 && status <= 599 ? "server" : "bad_request";
  }
}
