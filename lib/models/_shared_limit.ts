import type { Redis } from "ioredis";
import { KEYS } from "./_redis_queue.ts";
import { BEGUN, TAKE } from "./_redis_scripts.ts";

/** How often a model may be asked by all workers together. */
export interface RequestLimit {
  /** How many requests. */
  readonly requests: number;
  /** In any window of so many seconds. */
  readonly seconds: number;
}

/** How long a call may take from being allowed to begin until it begins, without breaking the limit. */
const MARGIN_MS = 10_000;
const LONGEST_WAIT_MS = 5000;

/** Begins calls so that all workers together keep a limit. */
export interface SharedLimit {
  /** Begins the call as soon as the limit allows; gives undefined when the signal aborts before. */
  begin<T>(call: () => Promise<T>, signal: AbortSignal): Promise<{ running: Promise<T> } | undefined>;
}

/**
 * A limit that is kept in Redis. BullMQ's own counts in windows that follow each other, so that twice as many calls may fall
 * into a window across their border; this one holds for any window.
 */
export function sharedLimit(redis: Redis, model: string, { requests, seconds }: RequestLimit): SharedLimit {
  const key = KEYS.calls(model);
  return {
    async begin(call, signal) {
      const id = crypto.randomUUID();
      while (!signal.aborted) {
        const wait = Number(await redis.eval(TAKE, 1, key, id, requests, Math.ceil(seconds * 1000), MARGIN_MS));
        if (wait === 0) {
          const running = call();
          // The call's own error is for whoever awaits it; it may come before Redis has answered.
          running.catch(() => {});
          await redis.eval(BEGUN, 1, key, id);
          return { running };
        }
        await pause(Math.min(wait, LONGEST_WAIT_MS), signal);
      }
    },
  };
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
