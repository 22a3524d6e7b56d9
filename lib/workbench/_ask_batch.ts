import { AssayError } from "../core/assay_error.ts";
import type { Store } from "../core/store.ts";
import type { Model } from "../models/model.ts";

/** How many are asked at the same time by batches: as many as one batch of a provider may take. */
export const MOST_TOGETHER = 100_000;

/** The model as its provider's batches answer it. Without a store a batch is not found again after a restart. */
export function inBatches(
  model: Model,
  options: { store?: Store; signal?: AbortSignal; onProgress?: (done: number, total: number) => void },
): Model {
  const { store = forgetful(), signal, onProgress } = options;
  if (model.batched !== undefined) return model.batched({ store, signal, onProgress });
  throw new AssayError(`Cannot ask ${model.id} in batches`, {
    problems: ["batches are there for anthropic/… that this run asks itself: name such a model, or leave out batch"],
  });
}

function forgetful(): Store {
  const held = new Map<string, string>();
  return {
    get: (key) => held.get(key),
    put: (key, text) => {
      if (!held.has(key)) held.set(key, text);
    },
  };
}
