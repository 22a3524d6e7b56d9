import { isMap } from "../core/is_map.ts";
import type { Store } from "../core/store.ts";

/** Where a request stands: which list of requests was submitted together, and the place in it. */
export interface BatchPlace {
  /** The digest of the list. */
  readonly list: string;
  /** The place, from 0. */
  readonly at: number;
}

/** What is known of batches: which requests were submitted in which. */
export interface BatchState {
  /** How often a request has been put into a list, and the last of them. */
  placesOf(item: string): { count: number; last: BatchPlace | undefined };
  /** Notes where a request is about to be submitted: the `count`th time. */
  place(item: string, count: number, place: BatchPlace): void;
  /** The batch of a list; undefined where there is none, or where it is not known. */
  batchOf(list: string): string | undefined;
  /** When a list was about to be submitted, in milliseconds of the epoch, and how many requests it has. */
  intentOf(list: string): { at: number; size: number } | undefined;
  /** Notes that a list is about to be submitted. */
  intend(list: string, intent: { at: number; size: number }): void;
  /** Submits a list and notes its batch. */
  submit(list: string, make: () => Promise<string>): Promise<string>;
  /** The batch of a list that this process is submitting at the moment; undefined where it does not, or where that fails. */
  submitted(list: string): Promise<string | undefined>;
  /** Notes the batch of a list. */
  keep(list: string, batchId: string): void;
  /** Whether the outcome of a list was told before, so that what failed in it is asked anew. */
  isTold(list: string): boolean;
  /** Notes that the outcome is told. */
  tell(list: string): void;
}

const MOST_PLACES = 1000;
/** What is under way, by list: whoever asks the same meanwhile must not pay for it again, and the provider may not list it yet. */
const submitting = new Map<string, Promise<string>>();

/**
 * Keeps the state of batches in a store. The texts of a store stay as they are, so each fact has a key of its own. All that is needed
 * to find a batch again is kept before it is paid for.
 *
 * @param store where it is kept
 */
export function batchState(store: Store): BatchState {
  const keyOf = (...parts: readonly (string | number)[]) => ["anthropic_batch", ...parts].join("/");
  const read = (key: string): Record<string, unknown> => {
    const text = store.get(key);
    if (text === undefined) return {};
    try {
      const value: unknown = JSON.parse(text);
      return isMap(value) ? value : {};
    } catch {
      // Whatever stands there is no state of ours.
      return {};
    }
  };
  const keep = (list: string, batchId: string) => store.put(keyOf("list", list, "batch"), JSON.stringify({ batchId }));
  return {
    placesOf(item) {
      let last: BatchPlace | undefined;
      for (let count = 0; count < MOST_PLACES; count++) {
        const { list, at } = read(keyOf("item", item, count));
        if (typeof list !== "string" || typeof at !== "number") return { count, last };
        last = { list, at };
      }
      return { count: MOST_PLACES, last };
    },
    place: (item, count, { list, at }) => store.put(keyOf("item", item, count), JSON.stringify({ list, at })),
    batchOf(list) {
      const { batchId } = read(keyOf("list", list, "batch"));
      return typeof batchId === "string" && /^[\w-]{1,200}$/.test(batchId) ? batchId : undefined;
    },
    intentOf(list) {
      const { at, size } = read(keyOf("list", list, "intent"));
      return typeof at === "number" && typeof size === "number" ? { at, size } : undefined;
    },
    intend: (list, intent) => store.put(keyOf("list", list, "intent"), JSON.stringify(intent)),
    async submit(list, make) {
      const making = make();
      submitting.set(list, making);
      try {
        const batchId = await making;
        keep(list, batchId);
        return batchId;
      } finally {
        if (submitting.get(list) === making) submitting.delete(list);
      }
    },
    submitted: async (list) => await submitting.get(list)?.catch(() => undefined),
    keep,
    isTold: (list) => store.get(keyOf("list", list, "told")) !== undefined,
    tell: (list) => store.put(keyOf("list", list, "told"), "{}"),
  };
}
