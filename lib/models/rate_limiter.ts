import { checkInteger } from "../core/checks.ts";
import type { RateHeaders, RateKind } from "./_policy_headers.ts";
import { onAbort } from "./_policy_abort.ts";
import { sleepFor } from "./_policy_sleep.ts";
import { type Told, told } from "./_policy_told.ts";
import { type SlidingWindow, slidingWindow, type Taken } from "./_policy_window.ts";
import type { Usage } from "./model.ts";

/** How much of a model may be used. What is absent is without limit. */
export interface RateLimits {
  /** Requests in any 60 seconds. */
  readonly requestsPerMinute?: number;
  /** Tokens of requests in any 60 seconds. */
  readonly inputTokensPerMinute?: number;
  /** Tokens of answers in any 60 seconds. */
  readonly outputTokensPerMinute?: number;
  /** The most requests at the same time, 1 to 10,000, default 200; after refusals fewer are allowed for a while. */
  readonly maxConcurrency?: number;
}

/** What a request is taken to use; an upper bound, where there is one. */
export interface RateNeed {
  /** Tokens of the request. */
  readonly inputTokens: number;
  /** Tokens of the answer. */
  readonly outputTokens: number;
}

/** How a request ended: answered, refused for want of capacity, or failed for another reason. */
export interface RateOutcome {
  /** "refused" allows fewer at the same time, "answered" allows more again. */
  readonly kind: "answered" | "refused" | "failed";
  /** What it used, where that is told. */
  readonly usage?: Usage;
  /** How long nothing should be asked, in seconds; more than 60 count as 60, then one asks and is told anew. */
  readonly pauseSeconds?: number;
}

/** The right to ask once. */
export interface Permit {
  /** Gives it back; only the first call counts. */
  done(outcome: RateOutcome): void;
}

/** What a limiter does at the moment. */
export interface LimiterState {
  /** How many requests are under way. */
  readonly running: number;
  /** How many wait. */
  readonly waiting: number;
  /** How many may be under way at the same time at present. */
  readonly concurrency: number;
}

/** Lets requests through as the limits allow, first come, first served. */
export interface RateLimiter {
  /** Waits for the right to ask; rejects with the signal's reason when it aborts. */
  acquire(need: RateNeed, signal?: AbortSignal): Promise<Permit>;
  /** Takes over what the provider's headers say, see `readRateHeaders`. */
  note(headers: RateHeaders): void;
  /** What it does at the moment. */
  state(): LimiterState;
}

/** Options of {@linkcode rateLimiter}. */
export interface RateLimiterOptions {
  /** The clock, in milliseconds; it must never go back. */
  readonly now?: () => number;
  /** Waits some seconds, or until the signal aborts. */
  readonly sleep?: (seconds: number, signal?: AbortSignal) => Promise<void>;
}

interface Waiter {
  readonly need: RateNeed;
  readonly resolve: (permit: Permit) => void;
  isGone: boolean;
  next?: Waiter;
}

const MINUTE_MS = 60_000;
const LONGEST_PAUSE_SECONDS = 60;
const KINDS: readonly RateKind[] = ["requests", "inputTokens", "outputTokens", "tokens"];

/**
 * Lets requests to one model through as its limits allow.
 *
 * Requests and tokens are counted in every window of 60 seconds. A request counts with what it is taken to use from when it is
 * let through, and with what it did use once that is told; so where the answer has no bound, the limit of output tokens holds
 * on average only. A request that alone is above a limit is let through when nothing else is in the window. What the
 * provider's headers say is left is obeyed besides. The number at the same time is halved at a refusal (once for all that were
 * under way) but never below 1, and grows by a twentieth of its maximum, at least 1, for each round of answers.
 *
 * @param limits see {@linkcode RateLimits}
 * @param options see {@linkcode RateLimiterOptions}
 * @returns the limiter; share it among all who ask the model
 * @throws {RangeError} for limits out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const limiter = rateLimiter({ requestsPerMinute: 50, maxConcurrency: 4 });
 * const permit = await limiter.acquire({ inputTokens: 100, outputTokens: 10 });
 * assertEquals(limiter.state(), { running: 1, waiting: 0, concurrency: 4 });
 * permit.done({ kind: "answered" });
 * ```
 */
export function rateLimiter(limits: RateLimits = {}, options: RateLimiterOptions = {}): RateLimiter {
  const { now = () => performance.now(), sleep = sleepFor } = options;
  const { maxConcurrency = 200 } = limits;
  checkLimits(limits);
  const windows = {
    requests: windowOf(limits.requestsPerMinute),
    inputTokens: windowOf(limits.inputTokensPerMinute),
    outputTokens: windowOf(limits.outputTokensPerMinute),
  };
  const heard: Partial<Record<RateKind, Told>> = {};
  const increase = Math.max(1, maxConcurrency / 20);
  let allowed = maxConcurrency;
  let running = 0;
  let waiting = 0;
  let issued = 0;
  let issuedAtCut = 0;
  let issuedWhenFull = 0;
  let pausedUntil = -Infinity;
  let first: Waiter | undefined;
  let last: Waiter | undefined;
  let waking: { at: number; controller: AbortController } | undefined;

  const waitFor = (need: RateNeed): number => {
    const time = now();
    let wait = Math.max(0, pausedUntil - time);
    for (const kind of KINDS) {
      const amount = amountOf(need, kind);
      const window = kind === "tokens" ? undefined : windows[kind];
      wait = Math.max(wait, window?.waitFor(amount, time) ?? 0, heard[kind]?.waitFor(amount, time) ?? 0);
    }
    return wait;
  };

  const issue = (need: RateNeed): Permit => {
    const time = now();
    running++;
    const number = ++issued;
    if (running >= Math.floor(allowed)) issuedWhenFull = issued;
    for (const kind of KINDS) heard[kind]?.take(amountOf(need, kind));
    windows.requests?.take(1, time);
    const input = windows.inputTokens?.take(need.inputTokens, time);
    const output = windows.outputTokens?.take(need.outputTokens, time);
    let isDone = false;
    return {
      done(outcome) {
        if (isDone) return;
        isDone = true;
        finish(outcome, number, input, output);
      },
    };
  };

  const finish = ({ kind, usage, pauseSeconds = 0 }: RateOutcome, number: number, input?: Taken, output?: Taken) => {
    const time = now();
    if (usage !== undefined) {
      const { inputTokens, outputTokens, cacheWriteTokens = 0 } = usage;
      if (input !== undefined) windows.inputTokens?.correct(input, inputTokens + cacheWriteTokens, time);
      if (output !== undefined) windows.outputTokens?.correct(output, outputTokens, time);
    }
    if (pauseSeconds > 0) {
      pausedUntil = Math.max(pausedUntil, time + Math.min(pauseSeconds, LONGEST_PAUSE_SECONDS) * 1000);
    }
    // What was under way at the last cut says nothing new.
    if (kind === "refused" && number > issuedAtCut) {
      allowed = Math.max(1, Math.min(allowed, running) / 2);
      issuedAtCut = issued;
    }
    // Only those that ran when no more were allowed show that more could be.
    if (kind === "answered" && number <= issuedWhenFull) {
      allowed = Math.min(maxConcurrency, allowed + increase / allowed);
    }
    running--;
    pump();
  };

  const pump = () => {
    for (;;) {
      while (first?.isGone) first = first.next;
      if (first === undefined) last = undefined;
      if (first === undefined || running >= Math.floor(allowed)) return wakeIn(null);
      const wait = waitFor(first.need);
      if (wait > 0) return wakeIn(wait);
      const waiter = first;
      first = waiter.next;
      waiting--;
      waiter.resolve(issue(waiter.need));
    }
  };

  const wakeIn = (wait: number | null) => {
    const at = wait === null ? null : now() + wait;
    if (waking !== undefined && at !== null && waking.at <= at) return;
    waking?.controller.abort();
    waking = undefined;
    if (wait === null || at === null) return;
    const controller = new AbortController();
    waking = { at, controller };
    // Whole milliseconds: a wait that rounding makes too short to move the clock would be taken again and again.
    sleep(Math.ceil(wait) / 1000, controller.signal).then(() => {
      if (waking?.controller !== controller) return;
      waking = undefined;
      pump();
    });
  };

  return {
    acquire(need, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (waiting === 0 && running < Math.floor(allowed) && waitFor(need) === 0) return Promise.resolve(issue(need));
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          need,
          isGone: false,
          resolve(permit) {
            stay();
            resolve(permit);
          },
        };
        const stay = onAbort(signal, () => {
          waiter.isGone = true;
          waiting--;
          reject(signal?.reason);
          pump();
        });
        if (last === undefined) first = waiter;
        else last.next = waiter;
        last = waiter;
        waiting++;
        pump();
      });
    },
    note(headers) {
      for (const kind of KINDS) {
        const state = headers[kind];
        if (state !== undefined) (heard[kind] ??= told()).tell(state, now());
      }
      if (waiting > 0) pump();
    },
    state: () => ({ running, waiting, concurrency: Math.floor(allowed) }),
  };
}

function windowOf(limit: number | undefined): SlidingWindow | undefined {
  return limit === undefined ? undefined : slidingWindow(limit, MINUTE_MS);
}

function amountOf({ inputTokens, outputTokens }: RateNeed, kind: RateKind): number {
  switch (kind) {
    case "requests":
      return 1;
    case "inputTokens":
      return inputTokens;
    case "outputTokens":
      return outputTokens;
    case "tokens":
      return inputTokens + outputTokens;
  }
}

function checkLimits(limits: RateLimits): void {
  for (const name of ["requestsPerMinute", "inputTokensPerMinute", "outputTokensPerMinute"] as const) {
    const value = limits[name];
    if (value !== undefined) checkInteger("limit a model", name, value, { min: 1 });
  }
  const { maxConcurrency } = limits;
  if (maxConcurrency !== undefined) {
    checkInteger("limit a model", "maxConcurrency", maxConcurrency, { min: 1, max: 10_000 });
  }
}
