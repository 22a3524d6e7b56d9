import type { Store } from "../core/store.ts";
import type { Message } from "../models/model.ts";
import type { OpenedModel } from "../models/open_model.ts";
import { openAsker } from "./_ask_model.ts";
import type { AnswerReader } from "./answer_json.ts";
import type { AnswerUsage } from "./answer_usage.ts";
import type { CallableTool, ToolCallRecord } from "./ask_with_tools.ts";

/** What a model is asked. What is left out is left to the model. */
export interface Question {
  /** The user's message. */
  readonly prompt: string;
  /** Instructions that stand above the conversation. */
  readonly system?: string;
  /** What was said before. */
  readonly history?: readonly Message[];
  /** Sampling temperature, 0 for the most likely answer. */
  readonly temperature?: number;
  /** The share of probability from which words are drawn, above 0 to 1. */
  readonly topP?: number;
  /** From how many words the next is drawn. */
  readonly topK?: number;
  /** The most tokens the answer may have. */
  readonly maxOutputTokens?: number;
  /** The JSON Schema that the answer must fit, for providers that can hold a model to one; `read` checks it here. */
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  /** The functions that the model may call. */
  readonly tools?: readonly CallableTool[];
  /** How often the model may be asked in a loop of calls, default 10. */
  readonly maxTurns?: number;
  /** Told each call of a function; `item` counts the rows of a frame from 0. */
  readonly onToolCall?: (call: ToolCallRecord, place: { readonly repeat: number; readonly item?: number }) => void;
}

/** What a model answered. */
export interface Answer {
  /** What it said. */
  readonly text: string;
  /** What was read from it; null where nothing was to be read. */
  readonly json: unknown;
  /** The id of the model that answered. */
  readonly model: string;
  /** What it took. */
  readonly usage: AnswerUsage;
}

/** Options of {@linkcode ask}. */
export interface AskOptions extends Question {
  /** The model: an id, or an alias such as "sonnet". */
  readonly model: string;
  /** The model to ask when the first one fails; an answer that cannot be used is no such failure. */
  readonly fallbackModel?: string;
  /** Reads the answer, such as `jsonReader(schema)`; what it cannot read is asked for once more. */
  readonly read?: AnswerReader;
  /** Tells equal questions apart whose answers may differ, default 0. */
  readonly repeat?: number;
  /** Where answers are kept and looked up. */
  readonly cache?: Store;
  /** How to find a model, default `openModel`. */
  readonly open?: (id: string) => OpenedModel;
  /** Cancels the request. */
  readonly signal?: AbortSignal;
}

/**
 * Asks a model once.
 *
 * An answer that is held in the cache is not asked for again. One that cannot be read is asked for once more, with what is
 * wrong with it. With `tools` the model may call functions before it answers, as `askWithTools` says.
 *
 * @param options see {@linkcode AskOptions}
 * @returns the answer
 * @throws {AssayError} "bad_input" for an unknown model or a request it refuses, "provider_failed" for a model that fails
 * @throws {AnswerError} for an answer that is empty or cannot be read
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const prompt = "Input: good film\nOutput: praise\nInput: awful film\nOutput: blame\nInput: an awful bore\nOutput:";
 * assertEquals((await ask({ model: "local/nearest", prompt })).text, "blame");
 * ```
 */
export async function ask(options: AskOptions): Promise<Answer> {
  const { model, fallbackModel, cache, open, read, repeat, signal, ...question } = options;
  return await openAsker({ model, fallbackModel, cache, open }).ask(question, { read, repeat, signal });
}
