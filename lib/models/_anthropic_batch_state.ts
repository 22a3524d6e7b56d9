import { isMap } from "../core/is_map.ts";
import type { Store } from "../core/store.ts";

/** What is known of the batches for one list of requests. */
export interface BatchState {
  /** The batch that is to be looked at; undefined where there is none yet. */
  readonly batchId: string | undefined;
  /** When a batch was about to be made of which nothing more is known, in milliseconds of the epoch. */
  readonly intendedAt: number | undefined;
  /** Whether its outcome was told before, so that what failed in it is asked anew. */
  readonly isTold: boolean;
  /** Notes that a batch is about to be made. */
  intend(now: number): void;
  /** Notes the batch. */
  keep(batchId: string): void;
  /** Notes that the outcome is told. */
  tell(): void;
}

/**
 * The state of one attempt to have a list of requests answered. The texts of a store stay as they are, so each step of an
 * attempt has a key of its own.
 *
 * @param store where it is kept
 * @param digest the digest of the requests
 * @param attempt which attempt it is, from 0
 */
export function batchState(store: Store, digest: string, attempt: number): BatchState {
  const key = (step: string) => `anthropic_batch/${digest}/${attempt}/${step}`;
  const read = (step: string): Record<string, unknown> => {
    const text = store.get(key(step));
    if (text === undefined) return {};
    try {
      const value: unknown = JSON.parse(text);
      return isMap(value) ? value : {};
    } catch {
      // Whatever stands there is no state of ours.
      return {};
    }
  };
  return {
    get batchId() {
      const { batchId } = read("batch");
      return typeof batchId === "string" && /^[\w-]{1,200}$/.test(batchId) ? batchId : undefined;
    },
    get intendedAt() {
      const { at } = read("intent");
      return typeof at === "number" ? at : undefined;
    },
    get isTold() {
      return store.get(key("told")) !== undefined;
    },
    intend: (now) => store.put(key("intent"), JSON.stringify({ at: now })),
    keep: (batchId) => store.put(key("batch"), JSON.stringify({ batchId })),
    tell: () => store.put(key("told"), "{}"),
  };
}
