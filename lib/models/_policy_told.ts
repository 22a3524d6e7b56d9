import type { RateState } from "./_policy_headers.ts";

/** What a provider said is left of one of its limits, and what was taken since. */
export interface Told {
  /** Takes over what a header says. */
  tell(state: RateState, now: number): void;
  /** In how many milliseconds an amount is there again, 0 for now. */
  waitFor(amount: number, now: number): number;
  /** Notes that an amount is being used. */
  take(amount: number): void;
}

/** How long a provider that says nothing more is believed, and the longest wait for its word. */
const LONGEST_MS = 60_000;

/**
 * Believes what the headers say: what is left fills up steadily until it is whole, as both vendors' buckets do; where the limit
 * is not told, all of it comes back at the end.
 */
export function told(): Told {
  let state: { remaining: number; limit: number | null; at: number; resetMs: number } | null = null;
  return {
    tell({ remaining, limit = null, resetSeconds }, now) {
      if (remaining === undefined || resetSeconds === undefined) return;
      state = { remaining, limit, at: now, resetMs: Math.min(resetSeconds * 1000, LONGEST_MS) };
    },
    waitFor(amount, now) {
      if (state === null) return 0;
      const { remaining, limit, at, resetMs } = state;
      const age = now - at;
      if (age >= resetMs) {
        state = null;
        return 0;
      }
      const lacking = Math.min(amount, limit ?? amount) - remaining;
      if (lacking <= 0) return 0;
      const perMs = limit === null ? 0 : Math.max(limit - Math.max(remaining, 0), 0) / resetMs;
      const needed = perMs > 0 ? Math.min(lacking / perMs, resetMs) : resetMs;
      return Math.max(needed - age, 0);
    },
    take(amount) {
      if (state !== null) state.remaining -= amount;
    },
  };
}
