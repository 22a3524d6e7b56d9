import { assertRejects } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { connectExecutor, type Executor, type ExecutorOptions } from "../../lib/models/remote_models.ts";
import type { Model } from "../../lib/models/model.ts";
import { openModel } from "../../lib/models/open_model.ts";

/** A request of one message. */
export const ask = (content: string, signal?: AbortSignal) => ({
  messages: [{ role: "user" as const, content }],
  signal,
});

/** The local side of a test's model: it must never be asked. */
export function open(id: string) {
  if (id.startsWith("local/")) return openModel(id);
  const generate = () => Promise.reject(new Error("asked locally"));
  return { kind: "prompted" as const, model: { id, price: { input: 1, output: 2 }, generate } };
}

/** Connects with models that are asked by workers only. */
export function connect(url: string, options: ExecutorOptions = {}): Promise<Executor> {
  return connectExecutor(url, { open, ...options });
}

/** A prompted model. */
export function modelOf(executor: Executor, id: string): Model {
  const opened = executor.open(id);
  if (opened.kind !== "prompted") throw new Error(`${id} is not prompted`);
  return opened.model;
}

/** The AssayError that work rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<AssayError> {
  return await assertRejects(() => work, AssayError) as AssayError;
}
