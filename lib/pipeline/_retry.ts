import { AssayError } from "../core/assay_error.ts";
import type { Retry } from "./step_control.ts";

/** Names that `retry_on` has for kinds of failure, and how their messages are told. */
const KINDS: Readonly<Record<string, RegExp>> = {
  timeout: /cannot finish within|timed? ?out/,
  rate_limit: /\b429\b|rate.limit|too many requests/,
};
/** Names for every failure of what a step asks. */
const ANY: readonly string[] = ["api_error", "temporary_error", "network_error", "provider_failed"];

/** What failed outside may heal by itself; what is wrong in the input does not, unless the step names it. */
export function isWorthRetrying({ retryOn }: Retry, error: unknown): boolean {
  const hasFailedOutside = error instanceof AssayError && error.code === "provider_failed";
  if (retryOn.length === 0) return hasFailedOutside;
  const text = (error as Error).message.toLowerCase();
  return retryOn.map((name) => name.toLowerCase()).some((name) =>
    text.includes(name) || text.includes(name.replaceAll("_", " ")) ||
    (Object.hasOwn(KINDS, name) && KINDS[name].test(text)) || (ANY.includes(name) && hasFailedOutside)
  );
}

/** How long to wait after an attempt, in seconds. */
export function delayOf({ backoff, baseDelaySeconds: base, maxDelaySeconds: most }: Retry, attempt: number): number {
  const factor = backoff === "exponential" ? 2 ** (attempt - 1) : backoff === "linear" ? attempt : 1;
  return Math.min(most, base * factor);
}

/** Waits, or less long when the signal is aborted. */
export function sleepFor(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    signal?.addEventListener("abort", end);
  });
}
