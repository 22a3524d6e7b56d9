import { onAbort } from "./_policy_abort.ts";

/** Waits some seconds, or until the signal aborts; it never rejects. */
export type Sleep = (seconds: number, signal?: AbortSignal) => Promise<void>;

const LONGEST_MS = 2 ** 31 - 1;

/** Waits by the system's clock. */
export const sleepFor: Sleep = (seconds, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      leave();
      resolve();
    };
    const timer = setTimeout(end, Math.min(seconds * 1000, LONGEST_MS));
    const leave = onAbort(signal, end);
  });
