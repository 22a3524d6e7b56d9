import { digestJson } from "../core/digest.ts";
import { formatCount } from "../core/format.ts";
import type { Message, ModelResponse, Tool } from "../models/model.ts";
import { AnswerError } from "./answer_error.ts";
import { repeatable, runToolCall } from "./_tools_run.ts";

/** What a call is told beside its input. */
export interface ToolContext {
  /** Aborted when nobody wants the result any more. */
  readonly signal?: AbortSignal;
  /** Names the call: the same for the same call after the same conversation, in this run and the next. */
  readonly key: () => string;
}

/** A function that a model may call, with what it does. */
export interface CallableTool extends Tool {
  /** What its input must be, where that is more than what the model is shown; default `parameters`. */
  readonly accepts?: Readonly<Record<string, unknown>>;
  /**
   * Does the work; the input fits the schema. What it gives is sent back: a text as it is, all else as JSON. An AssayError is told to
   * the model, which may try again; anything else that is thrown ends the question.
   */
  readonly run: (input: Readonly<Record<string, unknown>>, context: ToolContext) => unknown;
}

/** A call that was made, as it is put out. */
export interface ToolCallRecord {
  /** The function's name, as the model wrote it. */
  readonly name: string;
  /** What it was given; as text where it is large. */
  readonly input: unknown;
  /** What went back to the model, up to 4,000 characters of it. */
  readonly output: string;
  /** Whether it failed. */
  readonly isError: boolean;
}

/** Options of {@linkcode askWithTools}. */
export interface ToolLoopOptions {
  /** The functions; their names differ. */
  readonly tools: readonly CallableTool[];
  /** Asks the model once. */
  readonly generate: (messages: readonly Message[], tools: readonly Tool[]) => Promise<ModelResponse>;
  /** How often the model may be asked, from 1, default 10. */
  readonly maxTurns?: number;
  /** Told each call when it is done, in their order. */
  readonly onToolCall?: (call: ToolCallRecord) => void;
  /** Ends the loop. */
  readonly signal?: AbortSignal;
}

/** How often a model is asked in one loop where nothing is said. */
export const DEFAULT_MAX_TURNS = 10;

const MOST_CALLS_A_TURN = 64;
const MOST_CHARACTERS = 4 * 2 ** 20;
const MOST_RECORDED = 4_000;

/**
 * Asks a model that may call functions: runs what it calls, tells it the results, and asks again until it calls nothing more.
 *
 * Calls of one turn run one after the other. A function that is not known, input that does not fit and a function that refuses are results
 * that the model is told; it may correct itself. A result is cut at 256 KiB, which it says; after 4 MiB of them no more are run.
 *
 * @param messages the conversation, the user's message last
 * @param options see {@linkcode ToolLoopOptions}
 * @returns the last response, the conversation before it, and how many turns it took
 * @throws {AnswerError} if the model still calls functions in its last turn
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import type { Message, ModelResponse } from "../models/model.ts";
 *
 * const generate = (messages: readonly Message[]): Promise<ModelResponse> => {
 *   const [result] = messages.at(-1)!.toolResults ?? [];
 *   if (result !== undefined) return Promise.resolve({ model: "x/y", text: `It is ${result.output}.` });
 *   return Promise.resolve({ model: "x/y", text: "", toolCalls: [{ id: "1", name: "add", input: { a: 1, b: 2 } }] });
 * };
 * const properties = { a: { type: "number" }, b: { type: "number" } };
 * const parameters = { type: "object", properties, required: ["a", "b"] };
 * const add = { name: "add", description: "Adds.", parameters, run: ({ a, b }: Record<string, unknown>) => Number(a) + Number(b) };
 * const { response } = await askWithTools([{ role: "user", content: "1 + 2?" }], { tools: [add], generate });
 * assertEquals(response.text, "It is 3.");
 * ```
 */
export async function askWithTools(
  messages: readonly Message[],
  options: ToolLoopOptions,
): Promise<{ response: ModelResponse; messages: readonly Message[]; turns: number }> {
  const { tools, generate, maxTurns = DEFAULT_MAX_TURNS, onToolCall, signal } = options;
  const known = new Map(tools.map((tool) => [tool.name, tool]));
  const shown = tools.map(({ name, description, parameters }) => ({ name, description, parameters }));
  let conversation = messages;
  let told = 0;
  for (let turns = 1;; turns++) {
    const response = repeatable(await generate(conversation, shown));
    const { text, toolCalls: calls = [] } = response;
    if (calls.length === 0) return { response, messages: conversation, turns };
    if (turns >= maxTurns) throw endless(response, maxTurns);
    const results = [];
    for (const [at, call] of calls.entries()) {
      signal?.throwIfAborted();
      const refusal = at >= MOST_CALLS_A_TURN
        ? `at most ${MOST_CALLS_A_TURN} calls a turn are run: ask again for this one`
        : told > MOST_CHARACTERS
        ? `the results of this conversation are longer than ${
          formatCount(MOST_CHARACTERS)
        } characters: answer with what is known`
        : null;
      const before = conversation;
      const key = () => digestJson({ kind: "tool call", version: 1, messages: before, calls: calls.slice(0, at + 1) });
      const result = await runToolCall(call, {
        tool: known.get(call.name),
        known: [...known.keys()],
        refusal,
        key,
        signal,
      });
      told += result.output.length;
      onToolCall?.(recordOf(call, result));
      results.push(result);
    }
    const asked: Message = { role: "assistant", content: text, toolCalls: calls };
    conversation = [...conversation, asked, { role: "user", content: "", toolResults: results }];
  }
}

/**
 * Whether a model can call functions: hosted ones can, local ones only label and copy.
 *
 * @param id the model's id
 * @returns false for all of local/ but local/scripted
 */
export function canCallTools(id: string): boolean {
  return !id.startsWith("local/") || id === "local/scripted";
}

function recordOf(
  { name, input }: { name: string; input: unknown },
  { output, isError = false }: { output: string; isError?: boolean },
): ToolCallRecord {
  const json = JSON.stringify(input) ?? "null";
  return {
    name: name.slice(0, 200),
    input: json.length > MOST_RECORDED ? `${json.slice(0, MOST_RECORDED)}…` : input ?? null,
    output: output.length > MOST_RECORDED ? `${output.slice(0, MOST_RECORDED)}…` : output,
    isError,
  };
}

function endless({ model, text, toolCalls = [] }: ModelResponse, turns: number): AnswerError {
  const names = [...new Set(toolCalls.map(({ name }) => name.slice(0, 100)))].slice(0, 5).join(", ");
  const problems = [
    `it still calls functions (${names}) in its last turn of ${turns}; raise max_turns, or ask for less`,
  ];
  return new AnswerError(model, { failure: "invalid answer", text, problems });
}
