import { AssayError } from "../core/assay_error.ts";
import { checkInteger } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { digestJson } from "../core/digest.ts";
import type { Store } from "../core/store.ts";
import { batchCalls, type BatchCounts, type BatchStatus } from "./_anthropic_batch_calls.ts";
import { BatchItemError, type BatchOutcome } from "./_anthropic_batch_results.ts";
import { type BatchState, batchState } from "./_anthropic_batch_state.ts";
import { anthropicClient } from "./_anthropic_client.ts";
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
  /** Cancels the batches that are under way. */
  readonly signal?: AbortSignal;
  /** How long is waited between two looks at a batch, in seconds, default 30. */
  readonly pollSeconds?: number;
  /** Waits some seconds, or until the signal aborts; default by the system's clock. */
  readonly sleep?: (seconds: number, signal?: AbortSignal) => Promise<void>;
  /** Told how far a batch is, whenever it is looked at. */
  readonly onProgress?: (progress: BatchProgress) => void;
  /** The time in milliseconds of the epoch, default the system's clock. */
  readonly now?: () => number;
  /** The most requests of one batch, 1 to 100,000, default 10,000. With another number the same requests are other batches. */
  readonly batchSize?: number;
}

export { type BatchCounts } from "./_anthropic_batch_calls.ts";
export { type BatchFailure, BatchItemError } from "./_anthropic_batch_results.ts";

/** One item as it is sent. */
interface Entry {
  readonly id: string;
  readonly params: MessageParams;
  readonly isSampled: boolean;
}

const MOST_REQUESTS = 100_000;
/** A batch may have 256 MB, and a character three bytes. */
const MOST_CHARACTERS = 80_000_000;
const MOST_ATTEMPTS = 100;
const MOST_FAILURES = 10;
const CLOCK_SKEW_MS = 600_000;
const CANCEL_SECONDS = 10;

/**
 * Asks Claude many requests by the Message Batches API, which takes up to 24 hours and costs half as much.
 *
 * Before a batch is made, and when it is, that is kept in the store under the digest of the requests. So a process that was killed
 * finds its batch again, and nothing is submitted twice. What did not succeed is told once; the next call with the same
 * requests submits just that anew. Results that come twice count once, the first of them. When the signal aborts, the batches
 * are cancelled; what they have answered until then is there for the next call.
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
  const { model, store, signal, pollSeconds = 30, sleep = sleepFor, now = Date.now, batchSize = 10_000 } = options;
  signal?.throwIfAborted();
  checkInteger("ask a batch", "batchSize", batchSize, { min: 1, max: MOST_REQUESTS });
  const client = anthropicClient(model, options.options);
  // Where one batch cannot go on, the others are not waited for.
  const stopping = new AbortController();
  const stopped = signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]);
  const calls = batchCalls(client, stopped);
  const outcomes = new Map<string, BatchOutcome>();
  const underWay = new Map<string, BatchState>();
  try {
    const following: (() => Promise<void>)[] = [];
    for (const entries of split(toEntries(model, items), batchSize)) following.push(...await begin(entries));
    await Promise.all(following.map((follow) => follow()));
  } catch (error) {
    stopping.abort();
    if (signal?.aborted) await cancelAll();
    throw error;
  }
  return new Map(items.map(({ id }) => [id, outcomes.get(id) ?? missing()]));

  /** Finds the batch of some entries, or makes it; gives what waits for its results. */
  async function begin(entries: readonly Entry[]): Promise<(() => Promise<void>)[]> {
    const requests = entries.map(({ id, params }) => ({ id, params }));
    const digest = digestJson({ kind: "anthropic_batch", version: 1, baseUrl: client.baseUrl, requests });
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const state = batchState(store, digest, attempt);
      const batchId = state.batchId ?? await adopt(entries, { digest, state });
      if (batchId === undefined) return [await submit(entries, { digest, state })];
      if (!await isThere(batchId)) continue;
      const follow = () => finish(batchId, entries, { digest, state });
      if (!state.isTold) {
        underWay.set(batchId, state);
        return [follow];
      }
      await follow();
      const rest = entries.filter(({ id }) => outcomes.get(id) instanceof ProviderError);
      if (rest.length === 0) return [];
      if (rest.length < entries.length) return await begin(rest);
    }
    throw new ProviderError(client.id, "server", `the batch failed as a whole ${MOST_ATTEMPTS} times`);
  }

  async function submit(entries: readonly Entry[], { digest, state }: Made): Promise<() => Promise<void>> {
    state.intend(now());
    const requests = entries.map(({ params }, at) => ({ custom_id: nameOf(digest, at), params }));
    const isSampled = entries.some((entry) => entry.isSampled);
    // Only what was surely not accepted is tried again at once.
    const { id } = await patiently(
      () => calls.create(requests, isSampled),
      ({ kind }) => kind === "rate_limit" || kind === "overloaded",
    );
    state.keep(id);
    underWay.set(id, state);
    return () => finish(id, entries, { digest, state });
  }

  /** A batch that was made, but of which the answer never came: nothing but its results tells that it is ours. */
  async function adopt(entries: readonly Entry[], { digest, state }: Made): Promise<string | undefined> {
    const { intendedAt } = state;
    if (intendedAt === undefined) return undefined;
    for (const { id, createdAt, counts } of await patiently(() => calls.list())) {
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      if (total !== entries.length || createdAt < intendedAt - CLOCK_SKEW_MS) continue;
      await waitFor(id);
      let isOurs = false;
      await patiently(() => calls.results(id, (name) => isOurs ||= name === nameOf(digest, 0)));
      if (!isOurs) continue;
      state.keep(id);
      return id;
    }
    return undefined;
  }

  async function finish(batchId: string, entries: readonly Entry[], { digest, state }: Made): Promise<void> {
    underWay.set(batchId, state);
    await waitFor(batchId);
    const ids = new Map(entries.map(({ id }, at) => [nameOf(digest, at), id]));
    const found = new Map<string, BatchOutcome>();
    await patiently(() =>
      calls.results(batchId, (name, outcome) => {
        const id = ids.get(name);
        if (id !== undefined && !found.has(id)) found.set(id, outcome);
      })
    );
    for (const { id } of entries) outcomes.set(id, found.get(id) ?? missing());
    if (entries.some(({ id }) => outcomes.get(id) instanceof ProviderError)) state.tell();
    underWay.delete(batchId);
  }

  async function waitFor(batchId: string): Promise<void> {
    while (true) {
      const { isEnded, counts }: BatchStatus = await patiently(() => calls.retrieve(batchId));
      options.onProgress?.({ batchId, ...counts });
      if (isEnded) return;
      await pause(pollSeconds);
    }
  }

  async function isThere(batchId: string): Promise<boolean> {
    try {
      await patiently(() => calls.retrieve(batchId));
      return true;
    } catch (error) {
      // Results are kept for a while only, and belong to one account.
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
    await Promise.all(Array.from(underWay, async ([batchId, state]) => {
      state.tell();
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

interface Made {
  readonly digest: string;
  readonly state: BatchState;
}

function nameOf(digest: string, at: number): string {
  return `${digest.slice(0, 32)}_${at}`;
}

function toEntries(model: string, items: readonly BatchItem[]): Entry[] {
  const problems: string[] = [];
  const known = new Set<string>();
  const entries = items.map(({ id, request }) => {
    if (known.has(id)) problems.push(`ids must differ, received ${describeValue(id)} twice`);
    known.add(id);
    return { id, params: toMessageParams(model, request), isSampled: isSampled(request) };
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
