import { AssayError } from "../core/assay_error.ts";
import { digestJson } from "../core/digest.ts";
import { isMap } from "../core/is_map.ts";
import type { Store } from "../core/store.ts";
import type { Model, ModelRequest, ModelResponse } from "./model.ts";

const KEY_VERSION = 1;

/** An answer, and whether it was held already. */
export interface RememberedResponse extends ModelResponse {
  /** Whether nothing was asked for it. */
  readonly isRemembered: boolean;
}

/** A model that asks nothing twice. */
export interface RememberedModel extends Model {
  /** Answers one request; `repeat` tells equal requests apart whose answers may differ, from 0. */
  generate(request: ModelRequest, repeat?: number): Promise<RememberedResponse>;
}

/**
 * Wraps a model so that an answer that is held in a store is not asked for again, nor while the same is being asked.
 *
 * The key is the SHA-256 of the model's id, the whole request and the repeat. An empty answer is not kept, since it is none.
 *
 * @param model the model
 * @param store where answers are kept; without one only what is being asked at the moment is shared
 * @returns the wrapped model
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const held = new Map<string, string>();
 * const store = { get: (key: string) => held.get(key), put: (key: string, text: string) => void held.set(key, text) };
 * let asked = 0;
 * const model = remembered({ id: "x/y", generate: () => Promise.resolve({ text: `${++asked}`, model: "x/y" }) }, store);
 * const request = { messages: [{ role: "user" as const, content: "Hello" }] };
 * assertEquals((await model.generate(request)).text, "1");
 * assertEquals((await model.generate(request)).text, "1");
 * assertEquals((await model.generate(request, 1)).text, "2");
 * ```
 */
export function remembered(model: Model, store?: Store): RememberedModel {
  const asking = new Map<string, { answer: Promise<ModelResponse>; signal?: AbortSignal }>();
  return {
    id: model.id,
    price: model.price,
    async generate({ signal, onText, ...request }, repeat = 0) {
      const key = digestJson({ kind: "answer", version: KEY_VERSION, model: model.id, request, repeat });
      const held = store?.get(key);
      if (held !== undefined) return { ...readHeld(held), isRemembered: true };
      const same = asking.get(key);
      // Who can be cancelled apart from the other asks for himself.
      if (same !== undefined && same.signal === signal) return { ...await same.answer, isRemembered: true };
      const answer = model.generate({ ...request, ...(repeat === 0 ? {} : { repeat }), onText, signal });
      asking.set(key, { answer, signal });
      try {
        const response = await answer;
        const { text, toolCalls = [] } = response;
        if (text.trim() !== "" || toolCalls.length > 0) store?.put(key, JSON.stringify(response));
        return { ...response, isRemembered: false };
      } finally {
        asking.delete(key);
      }
    },
  };
}

function readHeld(json: string): ModelResponse {
  let held: unknown;
  try {
    held = JSON.parse(json);
  } catch (error) {
    throw unreadable(error);
  }
  if (!isMap(held) || typeof held.text !== "string" || typeof held.model !== "string") throw unreadable();
  return held as unknown as ModelResponse;
}

function unreadable(cause?: unknown): AssayError {
  return new AssayError("Cannot use a remembered answer", {
    problems: ["the cache holds something else under its key; check it, or run without it"],
    cause,
  });
}
