import { digestJson } from "../core/digest.ts";
import { sleepFor } from "./_policy_sleep.ts";
import type { ModelRequest, ModelResponse } from "./model.ts";
import { ProviderError } from "./provider_error.ts";

/** Answers many requests together: for each id the answer, or why there is none. */
export type AskTogether = (
  items: readonly { readonly id: string; readonly request: ModelRequest }[],
) => Promise<ReadonlyMap<string, ModelResponse | ProviderError>>;

/** Options of {@linkcode collectBatches}. */
export interface CollectOptions {
  /** How often what failed and can heal is asked again, default 2. */
  readonly maxRetries?: number;
  /** For how long no further request must come before what has come is asked, in seconds, default 0.05. */
  readonly quietSeconds?: number;
  /** How long to wait before all are asked again whose asking failed together, in seconds, default 30. */
  readonly pauseSeconds?: number;
  /** Ends such a wait. */
  readonly signal?: AbortSignal;
  /** Waits some seconds, or until the signal aborts; default by the system's clock. */
  readonly sleep?: (seconds: number, signal?: AbortSignal) => Promise<void>;
}

interface Waiting extends PromiseWithResolvers<ModelResponse> {
  readonly request: ModelRequest;
}

/**
 * Turns something that answers many requests together into something that answers one: requests that come at about the same
 * time are asked together. Whoever asks must therefore not wait for one answer before asking the next.
 *
 * A request is known by its content and its `repeat`, so the same one asked again after a restart is the same. A request that
 * failed by itself and can heal is asked again with others; the rest is not held up by it. Where the asking itself failed and can
 * heal, all are asked again, so `ask` must find what it has asked already.
 *
 * @param ask answers many
 * @param options see {@linkcode CollectOptions}
 * @returns answers one; rejects with the error of the request, or with that of all of them
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const sizes: number[] = [];
 * const generate = collectBatches((items) => {
 *   sizes.push(items.length);
 *   return Promise.resolve(new Map(items.map(({ id }) => [id, { text: "Hello", model: "x/y" }])));
 * }, { quietSeconds: 0 });
 * const ask = (content: string) => generate({ messages: [{ role: "user", content }] });
 * await Promise.all([ask("one"), ask("two"), ask("three")]);
 * assertEquals(sizes, [3]);
 * ```
 */
export function collectBatches(
  ask: AskTogether,
  options: CollectOptions = {},
): (request: ModelRequest) => Promise<ModelResponse> {
  const { maxRetries = 2, quietSeconds = 0.05, pauseSeconds = 30, signal, sleep = sleepFor } = options;
  let gathering = new Map<string, Waiting>();
  const asking = new Map<string, Waiting>();

  const gather = async () => {
    for (let seen = 0; seen < gathering.size;) {
      seen = gathering.size;
      await sleep(quietSeconds);
    }
    const items = gathering;
    gathering = new Map();
    for (const [id, item] of items) asking.set(id, item);
    try {
      await answer(items);
    } catch (error) {
      for (const { reject } of items.values()) reject(error);
    } finally {
      for (const id of items.keys()) asking.delete(id);
    }
  };

  const answer = async (items: ReadonlyMap<string, Waiting>) => {
    let left = Array.from(items, ([id, { request }]) => ({ id, request }));
    for (let retries = 0; left.length > 0; retries++) {
      let answers: Awaited<ReturnType<AskTogether>>;
      try {
        answers = await ask(left);
      } catch (error) {
        if (!(error instanceof ProviderError) || !error.canHeal || retries >= maxRetries) throw error;
        // Some of their batches may be paid for already, and a batch whose answer was lost be listed a while later.
        await sleep(error.retryAfterSeconds ?? pauseSeconds, signal);
        continue;
      }
      left = left.filter(({ id }) => {
        const outcome = answers.get(id);
        if (outcome instanceof ProviderError) {
          if (outcome.canHeal && retries < maxRetries) return true;
          items.get(id)!.reject(outcome);
        } else if (outcome === undefined) items.get(id)!.reject(new Error(`the batch says nothing of ${id}`));
        else items.get(id)!.resolve(outcome);
        return false;
      });
    }
  };

  return (request) => {
    const { signal: _, onText: __, repeat = 0, ...content } = request;
    const id = digestJson({ request: content, repeat });
    const known = asking.get(id) ?? gathering.get(id);
    if (known !== undefined) return known.promise;
    const item = { request, ...Promise.withResolvers<ModelResponse>() };
    gathering.set(id, item);
    if (gathering.size === 1) gather();
    return item.promise;
  };
}
