import { AssayError } from "../core/assay_error.ts";
import { checkInteger } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { digestJson } from "../core/digest.ts";
import type { Store } from "../core/store.ts";
import { batchCalls, type BatchCounts, type BatchStatus } from "./_anthropic_batch_calls.ts";
import { BatchItemError, type BatchOutcome } from "./_anthropic_batch_results.ts";
import { batchState } from "./_anthropic_batch_state.ts";
import { type AnthropicClient, anthropicClient } from "./_anthropic_client.ts";
import { isSampled, type MessageParams, toMessageParams } from "./_anthropic_request.ts";
import type { ProviderOptions } from "./_provider.ts";
import { sleepFor } from "./_policy_sleep.ts";
import type { ModelRequest, ModelResponse } from "./model.ts";
import { ProviderError } from "./provider_error.ts";

/** A request of a batch. */
export interface BatchItem {
  /** What its answer is known by; any text, but another for each. */
  readonly id: string;
  /** What is asked; `onText`, `signal` and `repeat` do not count. */
  readonly request: ModelRequest;
}

/** How far a batch is. */
export interface BatchProgress extends BatchCounts {
  /** The provider's id of the batch. */
  readonly batchId: string;
}

/** How a batch is asked. */
export interface BatchOptions {
  /** The provider's name for the model: "claude-sonnet-5-5". */
  readonly model: string;
  /** How Claude is reached; the timeout is that of each call, that of the results included. */
  readonly options: ProviderOptions;
  /** Where it is kept which batch was made of which requests. */
  readonly store: Store;
  /** Ends the wait, and cancels the batches that are under way unless they are left. */
  readonly signal?: AbortSignal;
  /** The longest wait between two looks at a batch, in seconds, default 30; the first is one second, each further twice as long. */
  readonly pollSeconds?: number;
  /** Waits some seconds, or until the signal aborts; default by the system's clock. */
  readonly sleep?: (seconds: number, signal?: AbortSignal) => Promise<void>;
  /** Told how far a batch is, whenever it is looked at. */
  readonly onProgress?: (progress: BatchProgress) => void;
  /** The time in milliseconds of the epoch, default the system's clock. */
  readonly now?: () => number;
  /** The most requests of one batch, 1 to 100,000, default 10,000. */
  readonly batchSize?: number;
  /** Whether batches go on when the signal aborts, so that the next call finds their answers; default they are cancelled. */
  readonly leavesOnAbort?: boolean;
}

export { type BatchCounts } from "./_anthropic_batch_calls.ts";
export { type BatchFailure, BatchItemError } from "./_anthropic_batch_results.ts";

/** One item as it is sent. */
interface Entry {
  readonly id: string;
  readonly digest: string;
  readonly params: MessageParams;
  readonly isSampled: boolean;
}

/** One item in the list that it was submitted with. */
interface Placed extends Entry {
  readonly at: number;
}

const MOST_REQUESTS = 100_000;
/** A batch may have 256 MB, and a character three bytes. */
const MOST_CHARACTERS = 80_000_000;
const MOST_FAILURES = 10;
const CLOCK_SKEW_MS = 600_000;
const CANCEL_SECONDS = 10;

/**
 * Asks Claude many requests by the Message Batches API, which takes up to 24 hours and costs half as much.
 *
 * Before a batch is made, it is kept in the store which request goes where in it. So a process that was killed finds each answer
 * again, also where it asks for some of them only or together with others, and nothing is submitted twice. What did not succeed is
 * told once; the next call submits just that anew. Results that come twice count once, the first of them. When the signal
 * aborts, the batches are cancelled unless they are left; what they have answered until then is there for the next call.
 *
 * @param items the requests
 * @param options see {@linkcode BatchOptions}
 * @returns for each id the answer, or why there is none: a {@linkcode BatchItemError} tells errored, expired, canceled and missing apart
 * @throws {AssayError} for requests that cannot be sent; {@linkcode ProviderError} if the batch itself cannot be made or looked at;
 *   the signal's reason
 *
 * @example
 * ```ts ignore
 * const answers = await askBatch(items, { model: "claude-sonnet-5-5", options: { apiKey }, store });
 * ```
 */
export async function askBatch(
  items: readonly BatchItem[],
  options: BatchOptions,
): Promise<Map<string, ModelResponse | ProviderError>> {
  const {
    model,
    store,
    signal,
    pollSeconds = 30,
    sleep = sleepFor,
    now = Date.now,
    batchSize = 10_000,
    leavesOnAbort = false,
  } = options;
  signal?.throwIfAborted();
  checkInteger("ask a batch", "batchSize", batchSize, { min: 1, max: MOST_REQUESTS });
  const client = anthropicClient(model, options.options);
  // Where one batch cannot go on, the others are not waited for.
  const stopping = new AbortController();
  const stopped = signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]);
  const calls = batchCalls(client, stopped);
  const state = batchState(store);
  const outcomes = new Map<string, BatchOutcome>();
  const underWay = new Map<string, string>();
  try {
    const following = await begin(toEntries(client, model, items));
    await Promise.all(following.map((follow) => follow()));
  } catch (error) {
    stopping.abort();
    if (signal?.aborted && !leavesOnAbort) await cancelAll();
    throw error;
  }
  return new Map(items.map(({ id }) => [id, outcomes.get(id) ?? missing()]));

  /** Finds the batches of some entries, and makes those that there are not; gives what waits for their results. */
  async function begin(entries: readonly Entry[]): Promise<(() => Promise<void>)[]> {
    const fresh: Entry[] = [];
    const lists = new Map<string, Placed[]>();
    for (const entry of entries) {
      const { last } = state.placesOf(entry.digest);
      if (last === undefined) fresh.push(entry);
      else if (lists.has(last.list)) lists.get(last.list)!.push({ ...entry, at: last.at });
      else lists.set(last.list, [{ ...entry, at: last.at }]);
    }
    const following: (() => Promise<void>)[] = [];
    for (const [list, placed] of lists) {
      const batchId = await state.submitted(list) ?? state.batchOf(list) ?? await adopt(list, placed[0].at);
      if (batchId === undefined || !await isThere(batchId)) fresh.push(...placed);
      else if (!state.isTold(list)) following.push(follow(list, batchId, placed));
      else {
        await follow(list, batchId, placed)();
        fresh.push(...placed.filter(({ id }) => outcomes.get(id) instanceof ProviderError));
      }
    }
    for (const part of split(fresh, batchSize)) following.push(await submit(part));
    return following;
  }

  async function submit(entries: readonly Entry[]): Promise<() => Promise<void>> {
    const counts = entries.map(({ digest }) => state.placesOf(digest).count);
    const list = digestJson({ kind: "anthropic_batch", items: entries.map(({ digest }, at) => [digest, counts[at]]) });
    entries.forEach(({ digest }, at) => state.place(digest, counts[at], { list, at }));
    state.intend(list, { at: now(), size: entries.length });
    const requests = entries.map(({ params }, at) => ({ custom_id: nameOf(list, at), params }));
    const isSampled = entries.some((entry) => entry.isSampled);
    // Only what was surely not accepted is tried again at once.
    const isRefused = ({ kind }: ProviderError) => kind === "rate_limit" || kind === "overloaded";
    const id = await state.submit(list, async () => {
      return (await patiently(() => calls.create(requests, isSampled), isRefused)).id;
    });
    return follow(list, id, entries.map((entry, at) => ({ ...entry, at })));
  }

  /** A batch that was made, but of which the answer never came: nothing but its results tells that it is ours. */
  async function adopt(list: string, at: number): Promise<string | undefined> {
    const intent = state.intentOf(list);
    if (intent === undefined) return undefined;
    for (const { id, createdAt, counts, isArchived } of await patiently(() => calls.list())) {
      const size = Object.values(counts).reduce((sum, count) => sum + count, 0);
      if (isArchived || size !== intent.size || createdAt < intent.at - CLOCK_SKEW_MS) continue;
      await waitFor(id);
      let isOurs = false;
      await patiently(() => calls.results(id, (name) => isOurs ||= name === nameOf(list, at)));
      if (!isOurs) continue;
      state.keep(list, id);
      return id;
    }
    return undefined;
  }

  function follow(list: string, batchId: string, entries: readonly Placed[]): () => Promise<void> {
    underWay.set(batchId, list);
    return async () => {
      await waitFor(batchId);
      const ids = new Map(entries.map(({ id, at }) => [nameOf(list, at), id]));
      const found = new Map<string, BatchOutcome>();
      await patiently(() =>
        calls.results(batchId, (name, outcome) => {
          const id = ids.get(name);
          if (id !== undefined && !found.has(id)) found.set(id, outcome);
        })
      );
      for (const { id } of entries) outcomes.set(id, found.get(id) ?? missing());
      if (entries.some(({ id }) => outcomes.get(id) instanceof ProviderError)) state.tell(list);
      underWay.delete(batchId);
    };
  }

  async function waitFor(batchId: string): Promise<void> {
    for (let seconds = 1;; seconds = Math.min(2 * seconds, pollSeconds)) {
      const { isEnded, counts }: BatchStatus = await patiently(() => calls.retrieve(batchId));
      options.onProgress?.({ batchId, ...counts });
      if (isEnded) return;
      await pause(Math.min(seconds, pollSeconds));
    }
  }

  async function isThere(batchId: string): Promise<boolean> {
    try {
      // Results are kept for a while only, and belong to one account.
      return !(await patiently(() => calls.retrieve(batchId))).isArchived;
    } catch (error) {
      if (error instanceof ProviderError && error.kind === "not_found") return false;
      throw error;
    }
  }

  async function patiently<T>(
    call: () => Promise<T>,
    heals: (error: ProviderError) => boolean = ({ canHeal }) => canHeal,
  ): Promise<T> {
    for (let failures = 1;; failures++) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof ProviderError) || !heals(error) || failures >= MOST_FAILURES) throw error;
        await pause(error.retryAfterSeconds ?? pollSeconds);
      }
    }
  }

  async function pause(seconds: number): Promise<void> {
    await sleep(seconds, stopped);
    stopped.throwIfAborted();
  }

  async function cancelAll(): Promise<void> {
    const { timeoutSeconds = CANCEL_SECONDS } = options.options;
    const hurried = { ...options.options, timeoutSeconds: Math.min(timeoutSeconds, CANCEL_SECONDS) };
    const { cancel } = batchCalls(anthropicClient(model, hurried));
    await Promise.all(Array.from(underWay, async ([batchId, list]) => {
      state.tell(list);
      try {
        await cancel(batchId);
      } catch (error) {
        // A batch that goes on is found by the next call; what is thrown is why this one ends.
        if (!(error instanceof ProviderError)) throw error;
      }
    }));
  }

  function missing(): BatchItemError {
    return new BatchItemError(client.id, "missing", { kind: "malformed", problem: "the results of the batch lack it" });
  }
}

function nameOf(list: string, at: number): string {
  return `${list.slice(0, 32)}_${at}`;
}

function toEntries({ baseUrl }: AnthropicClient, model: string, items: readonly BatchItem[]): Entry[] {
  const problems: string[] = [];
  const known = new Set<string>();
  const entries = items.map(({ id, request }) => {
    if (known.has(id)) problems.push(`ids must differ, received ${describeValue(id)} twice`);
    known.add(id);
    const params = toMessageParams(model, request);
    const digest = digestJson({ kind: "anthropic_batch_item", version: 1, baseUrl, id, params });
    return { id, digest, params, isSampled: isSampled(request) };
  });
  if (problems.length > 0) throw new AssayError("Cannot ask a batch", { problems });
  return entries;
}

function split(entries: readonly Entry[], most: number): Entry[][] {
  const parts: Entry[][] = [];
  let characters = Infinity;
  for (const entry of entries) {
    const { length } = JSON.stringify(entry.params);
    if (characters + length > MOST_CHARACTERS || parts.at(-1)!.length >= most) {
      parts.push([]);
      characters = 0;
    }
    parts.at(-1)!.push(entry);
    characters += length;
  }
  return parts;
}
