import { checkInteger } from "../core/checks.ts";
import type { Random } from "../core/random.ts";
import { attempt } from "./_policy_attempt.ts";
import { sleepFor } from "./_policy_sleep.ts";
import { rateNeed } from "./_rate_need.ts";
import type { Model, ModelResponse } from "./model.ts";
import { ProviderError } from "./provider_error.ts";
import type { Permit, RateLimiter, RateNeed } from "./rate_limiter.ts";

/** What is told of a call that failed and is made again. */
export interface RetryNote {
  /** The model's id. */
  readonly model: string;
  /** Which attempt failed, from 1. */
  readonly attempt: number;
  /** In how many seconds the next one begins, waits for the limits apart. */
  readonly seconds: number;
  /** Why it failed. */
  readonly error: ProviderError;
}

/** Options of {@linkcode withPolicy}. */
export interface PolicyOptions {
  /** How often a call that failed is made again, 0 to 100, default 5. */
  readonly maxRetries?: number;
  /** The longest pause before the second attempt, in seconds, above 0, default 0.5; it doubles with each. */
  readonly baseDelaySeconds?: number;
  /** The longest pause that the doubling comes to, in seconds, above 0, default 60. */
  readonly maxDelaySeconds?: number;
  /** How long one attempt may take, in seconds, above 0, default 600. */
  readonly timeoutSeconds?: number;
  /** How long all attempts and the pauses between them may take, waits for the limits apart, in seconds, above 0, default 1800. */
  readonly totalSeconds?: number;
  /** The limiter of the model, shared by all who ask it. */
  readonly limiter?: RateLimiter;
  /** The source of the pauses' random lengths; by default it has no seed, so that processes do not pause in step. */
  readonly random?: Random;
  /** Waits some seconds, or until the signal aborts. */
  readonly sleep?: (seconds: number, signal?: AbortSignal) => Promise<void>;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
  /** Told before each pause. */
  readonly onRetry?: (note: RetryNote) => void;
}

const unseeded: Random = () => Math.floor(Math.random() * 2 ** 32);

/**
 * Asks a model under one policy: limits, a time for each call, and retries of what can heal by itself.
 *
 * The pause before attempt n + 1 is drawn evenly from 0 to base · 2ⁿ⁻¹ seconds ("full jitter"), at most the longest pause. Where the
 * provider asks to wait the pause comes on top, so it is never shorter than asked; where that would exceed the time for all
 * attempts, the call fails at once. What cannot heal is never asked again. Nor is an answer of which a piece was handed to
 * `onText`: a second one would repeat or contradict it. Answers that are cut off, refused or empty are answers. An abort of
 * the request's signal ends waits, pauses and calls at once, with the signal's reason.
 *
 * @param model the model, which makes one call a request
 * @param options see {@linkcode PolicyOptions}
 * @returns the model under the policy; its error says how many attempts were made
 * @throws {RangeError} for options out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ProviderError } from "./provider_error.ts";
 *
 * let calls = 0;
 * const generate = () => {
 *   calls++;
 *   if (calls === 1) return Promise.reject(new ProviderError("x/y", "overloaded", "busy", { status: 529 }));
 *   return Promise.resolve({ text: "Hello", model: "x/y" });
 * };
 * const model = withPolicy({ id: "x/y", generate }, { baseDelaySeconds: 0.001 });
 * const { text } = await model.generate({ messages: [{ role: "user", content: "Hi" }] });
 * assertEquals([text, calls], ["Hello", 2]);
 * ```
 */
export function withPolicy(model: Model, options: PolicyOptions = {}): Model {
  const { maxRetries = 5, baseDelaySeconds = 0.5, maxDelaySeconds = 60, timeoutSeconds = 600, totalSeconds = 1800 } =
    options;
  const { limiter, random = unseeded, sleep = sleepFor, now = () => performance.now() } = options;
  checkInteger("set a policy", "maxRetries", maxRetries, { min: 0, max: 100 });
  checkSeconds({ baseDelaySeconds, maxDelaySeconds, timeoutSeconds, totalSeconds });

  /** Calls until it succeeds or there is no sense in it any more. */
  async function insist<T>(
    call: (signal: AbortSignal) => Promise<T>,
    work: {
      signal?: AbortSignal;
      need: RateNeed | null;
      usageOf: (value: T) => ModelResponse["usage"];
      hasBegun: () => boolean;
    },
  ): Promise<T> {
    const { signal, need } = work;
    let spent = 0;
    for (let attempts = 1;; attempts++) {
      signal?.throwIfAborted();
      const permit = need === null ? undefined : await limiter?.acquire(need, signal);
      const begun = now();
      const left = totalSeconds - spent;
      try {
        const value = await attempt(model.id, call, { timeoutSeconds: Math.min(timeoutSeconds, left), sleep, signal });
        permit?.done({ kind: "answered", usage: work.usageOf(value) });
        return value;
      } catch (error) {
        giveBack(permit, error);
        signal?.throwIfAborted();
        if (!(error instanceof ProviderError)) throw error;
        spent += (now() - begun) / 1000;
        const pause = pauseAfter(error, attempts);
        const why = work.hasBegun() ? "the answer had begun to arrive" : whyNot(error, attempts, pause, spent);
        if (why !== null) throw ended(error, attempts, why);
        options.onRetry?.({ model: model.id, attempt: attempts, seconds: pause, error });
        await sleep(pause, signal);
        spent += pause;
      }
    }
  }

  function giveBack(permit: Permit | undefined, error: unknown): void {
    const failure = error instanceof ProviderError ? error : null;
    if (failure?.limits) limiter?.note(failure.limits);
    const isRefused = failure?.kind === "rate_limit" || failure?.kind === "overloaded";
    permit?.done({ kind: isRefused ? "refused" : "failed", pauseSeconds: failure?.retryAfterSeconds ?? 0 });
  }

  function pauseAfter({ retryAfterSeconds }: ProviderError, attempts: number): number {
    const longest = Math.min(maxDelaySeconds, baseDelaySeconds * 2 ** (attempts - 1));
    return (retryAfterSeconds ?? 0) + longest * random() / 2 ** 32;
  }

  /** Why a call is not made again, null where it is; nothing needs to be said where that is plain. */
  function whyNot({ canHeal, retryAfterSeconds }: ProviderError, attempts: number, pause: number, spent: number) {
    if (!canHeal || attempts > maxRetries) return "";
    if (spent + pause < totalSeconds) return null;
    return retryAfterSeconds !== null && retryAfterSeconds + spent >= totalSeconds
      ? `the provider asks to wait ${Math.ceil(retryAfterSeconds)} seconds`
      : `no more than ${totalSeconds} seconds are allowed for all attempts`;
  }

  const { countTokens } = model;
  return {
    id: model.id,
    ...(model.price === undefined ? {} : { price: model.price }),
    generate({ signal, onText, ...request }) {
      let hasBegun = false;
      const call = (inner: AbortSignal) => {
        const hear = onText && ((piece: string) => {
          // What comes from a call that was given up belongs to no answer.
          if (inner.aborted || piece === "") return;
          hasBegun = true;
          onText(piece);
        });
        return model.generate({ ...request, ...(hear === undefined ? {} : { onText: hear }), signal: inner });
      };
      return insist(call, { signal, need: rateNeed(request), usageOf: ({ usage }) => usage, hasBegun: () => hasBegun });
    },
    ...(countTokens === undefined ? {} : {
      countTokens({ signal, onText: _, ...request }) {
        const call = (inner: AbortSignal) => countTokens.call(model, { ...request, signal: inner });
        return insist(call, { signal, need: null, usageOf: () => undefined, hasBegun: () => false });
      },
    }),
  };
}

/** The same error with the number of attempts, and why no more were made. */
function ended(error: ProviderError, attempts: number, why: string): ProviderError {
  if (attempts === 1 && why === "") return error;
  const { model, kind, status, retryAfterSeconds, limits } = error;
  return new ProviderError(model, kind, why === "" ? error.problem : `${error.problem}; ${why}`, {
    attempts,
    cause: error,
    ...(status === null ? {} : { status }),
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
    ...(limits === null ? {} : { limits }),
  });
}

function checkSeconds(seconds: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(seconds)) {
    if (value > 0 && value <= 86_400) continue;
    throw new RangeError(`Cannot set a policy: ${name} must be above 0 and at most 86400, received ${value}`);
  }
}
