import type { Redis } from "ioredis";
import { KEYS } from "./_redis_queue.ts";
import { BEGUN, TAKE, USED } from "./_redis_scripts.ts";
import type { ModelResponse } from "./model.ts";
import type { RateNeed } from "./rate_limiter.ts";

/** How much of a model all workers together may use in any window of some seconds. What is absent is without limit. */
export interface SharedLimits {
  /** How long the window is, in seconds. */
  readonly seconds: number;
  /** How many requests. */
  readonly requests?: number;
  /** How many tokens of requests. */
  readonly inputTokens?: number;
  /** How many tokens of answers. */
  readonly outputTokens?: number;
}

/** How long a call may take from being allowed to begin until it begins, without breaking the limit. */
const MARGIN_MS = 10_000;
const LONGEST_WAIT_MS = 1000;

/** Begins calls so that all workers together keep a limit. */
export interface SharedLimit {
  /** Begins the call as soon as the limit allows; gives undefined when the signal aborts before. */
  begin(
    call: () => Promise<ModelResponse>,
    need: RateNeed,
    signal: AbortSignal,
  ): Promise<{ running: Promise<ModelResponse> } | undefined>;
}

/**
 * A limit that is kept in Redis. BullMQ's own counts in windows that follow each other, so that twice as many calls may fall
 * into a window across their border; this one holds for any window.
 */
export function sharedLimit(redis: Redis, model: string, limits: SharedLimits): SharedLimit {
  const kinds = (["requests", "inputTokens", "outputTokens"] as const).filter((kind) => limits[kind] !== undefined);
  const keys = kinds.map((kind) => KEYS.calls(model, kind));
  const duration = Math.ceil(limits.seconds * 1000);
  return {
    async begin(call, need, signal) {
      const id = crypto.randomUUID();
      const needs = kinds.map((kind) => kind === "requests" ? 1 : need[kind]);
      const pairs = kinds.flatMap((kind, at) => [limits[kind]!, needs[at]]);
      while (!signal.aborted) {
        const wait = Number(await redis.eval(TAKE, keys.length, ...keys, id, duration, MARGIN_MS, ...pairs));
        if (wait === 0) {
          const running = call();
          // The call's own error is for whoever awaits it; it may come before Redis has answered.
          running.catch(() => {});
          await noted(redis.eval(BEGUN, keys.length, ...keys, id, ...needs));
          return { running: correct(running, id, needs) };
        }
        await pause(Math.min(wait, LONGEST_WAIT_MS), signal);
      }
    },
  };

  /** What a call was taken to need is usually more than it used. */
  async function correct(running: Promise<ModelResponse>, id: string, needs: readonly number[]) {
    const response = await running;
    const { usage } = response;
    if (usage !== undefined) {
      const used = kinds.map((kind, at) =>
        kind === "requests"
          ? needs[at]
          : kind === "inputTokens"
          ? usage.inputTokens + (usage.cacheWriteTokens ?? 0)
          : usage.outputTokens
      );
      await noted(redis.eval(USED, keys.length, ...keys, id, ...needs.flatMap((need, at) => [need, used[at]])));
    }
    return response;
  }
}

/** Without it a call counts for more than it is; an answer that is paid must not be lost for that. */
async function noted(note: Promise<unknown>): Promise<void> {
  await note.catch(() => {});
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  const onAbort = () => resolve();
  signal.addEventListener("abort", onAbort, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", onAbort);
}
