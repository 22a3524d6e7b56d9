import { AssayError } from "../core/assay_error.ts";
import { checkInteger } from "../core/checks.ts";
import type { Store } from "../core/store.ts";
import { type OpenedModel, openModel } from "../models/open_model.ts";
import { inBatches, MOST_TOGETHER } from "./_ask_batch.ts";
import { askEach } from "./_ask_each.ts";
import { AnswerError, type AnswerFailure } from "./answer_error.ts";
import { type Answer, ask, type AskOptions } from "./ask.ts";

/** One question of several, with its model. */
export type AskTask = Omit<AskOptions, "cache" | "open" | "signal"> & {
  /** After how many seconds it is given up; default that of all. */
  readonly timeoutSeconds?: number;
};

/** What became of a question: an answer, or why there is none. */
export type Asked =
  | { readonly answer: Answer }
  | {
    readonly answer: null;
    /** What kind of failure it is; "bad input" is the question's own fault. */
    readonly failure: AnswerFailure | "infrastructure" | "timeout" | "bad input";
    /** Why, in words. */
    readonly reason: string;
    /** The error itself. */
    readonly error: unknown;
  };

/** Options of {@linkcode askAll}. */
export interface AskAllOptions {
  /** How many are asked at the same time, 1 to 1,000, default 1; it does not change the result. */
  readonly maxConcurrency?: number;
  /** After how many seconds a question is given up; default never. */
  readonly timeoutSeconds?: number;
  /** Whether the providers' batches are asked: later and for less, all questions of a model together; no other bound counts then. */
  readonly batch?: boolean;
  /** Where answers are kept and looked up. */
  readonly cache?: Store;
  /** How to find a model, default `openModel`. */
  readonly open?: (id: string) => OpenedModel;
  /** Cancels all of them. */
  readonly signal?: AbortSignal;
  /** Told after each question. */
  readonly onProgress?: (done: number, total: number) => void;
}

const MOST_REASON = 300;

/**
 * Asks several questions; one that fails does not lose the others.
 *
 * @param tasks the questions, each with its model
 * @param options see {@linkcode AskAllOptions}
 * @returns what became of each, in their order
 * @throws what ends all of them: the signal's reason, or a limit of the run
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const prompt = "Input: good film\nOutput: praise\nInput: fine film\nOutput:";
 * const [first, second] = await askAll([{ model: "local/nearest", prompt }, { model: "local/nearest", prompt: "?" }]);
 * assertEquals(first.answer?.text, "praise");
 * assertEquals("failure" in second && second.failure, "bad input");
 * ```
 */
export async function askAll(tasks: readonly AskTask[], options: AskAllOptions = {}): Promise<Asked[]> {
  const { maxConcurrency = 1, batch = false, cache, open, signal, onProgress } = options;
  checkInteger("ask several questions", "maxConcurrency", maxConcurrency, { min: 1, max: 1000 });
  const asked: Asked[] = new Array(tasks.length);
  const openOnce = batch ? openBatched(options) : open;
  const work = async (item: number) => {
    const { timeoutSeconds = options.timeoutSeconds, ...question } = tasks[item];
    const patience = timeoutSeconds === undefined || batch ? [] : [AbortSignal.timeout(timeoutSeconds * 1000)];
    const signals = [...(signal === undefined ? [] : [signal]), ...patience];
    try {
      const only = signals.length < 2 ? signals[0] : AbortSignal.any(signals);
      asked[item] = { answer: await ask({ ...question, cache, open: openOnce, signal: only }) };
    } catch (error) {
      signal?.throwIfAborted();
      const failure = patience[0]?.aborted === true ? "timeout" : failureOf(error);
      const reason = failure === "timeout" ? `no answer within ${timeoutSeconds} s` : (error as Error).message;
      asked[item] = { answer: null, failure, reason: reason.slice(0, MOST_REASON), error };
    }
  };
  const onDone = (done: number) => onProgress?.(done, tasks.length);
  const concurrency = batch ? MOST_TOGETHER : maxConcurrency;
  await askEach(tasks.length, work, { concurrency, signal, onDone });
  return asked;
}

/** Each model is opened once, so that questions come together. */
function openBatched({ cache, open = openModel, signal, onProgress }: AskAllOptions): (id: string) => OpenedModel {
  const known = new Map<string, OpenedModel>();
  return (id) => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const opened = open(id);
    const batched = opened.kind === "prompted"
      ? { ...opened, model: inBatches(opened.model, { store: cache, signal, onProgress }) }
      : opened;
    known.set(id, batched);
    return batched;
  };
}

/** What is neither the model's fault nor the question's ends everything. */
function failureOf(error: unknown): AnswerFailure | "infrastructure" | "bad input" {
  if (error instanceof AnswerError) return error.failure;
  if (error instanceof AssayError && error.code === "provider_failed") return "infrastructure";
  if (error instanceof AssayError && error.code === "bad_input") return "bad input";
  throw error;
}
