import { AssayError } from "../core/assay_error.ts";
import type { Store } from "../core/store.ts";
import type { Model } from "../models/model.ts";

/** How many are asked at the same time by batches: as many as one batch of a provider may take. */
export const MOST_TOGETHER = 100_000;

/** The model as its provider's batches answer it. Without a store a batch is not found again: it is cancelled by the signal. */
export function inBatches(
  model: Model,
  options: { store?: Store; signal?: AbortSignal; onProgress?: (done: number, total: number) => void },
): Model {
  if (model.batched !== undefined) return model.batched(options);
  throw new AssayError(`Cannot ask ${model.id} in batches`, {
    problems: ["batches are there for anthropic/… that this run asks itself: name such a model, or leave out batch"],
  });
}
