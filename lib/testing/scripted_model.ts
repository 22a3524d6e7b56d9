import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import type { Model, ModelRequest, ModelResponse, Price, ToolResult, Usage } from "../models/model.ts";
import { copyOf } from "./_request.ts";
import { ScriptError } from "./_script_error.ts";

/** A call of a function that a script asks for. */
export interface ScriptedCall {
  /** The function's name; one that is not on offer is refused as it is for any model. */
  readonly name: string;
  /** What it is given, default nothing: `{}`. */
  readonly input?: unknown;
}

/** One answer: its text, also with the tokens that it took or the functions that it calls; an error is thrown. */
export type ScriptedAnswer = string | Error | {
  /** The answer; may be left out beside calls. */
  readonly text?: string;
  /** What it took. */
  readonly usage?: Usage;
  /** The functions that the model calls; what they give comes back as the next request, for the next answer of the script. */
  readonly toolCalls?: readonly ScriptedCall[];
};

/**
 * What a model says: answers in the order of the calls; a map from prompts, or parts of them, to answers; or a function of the
 * request and the number of the call, from 0.
 */
export type Script =
  | readonly ScriptedAnswer[]
  | Readonly<Record<string, ScriptedAnswer>>
  | ((request: ModelRequest, call: number) => ScriptedAnswer | Promise<ScriptedAnswer>);

/** Options of {@linkcode scriptedModel}. */
export interface ScriptedModelOptions {
  /** Provider and name, default "local/scripted". */
  readonly id?: string;
  /** What it costs, default: nothing as a local model, not known under the id of a hosted one. */
  readonly price?: Price | null;
  /** What each answer takes where the script does not say, default: the model tells nothing. */
  readonly usage?: Usage;
}

/** A model that answers from a script. */
export interface ScriptedModel extends Model {
  /** All requests in their order, those that failed included; without signals and without what was left out. */
  readonly requests: readonly ModelRequest[];
  /** What the functions gave that the script called, in the order in which it came back. */
  readonly toolResults: readonly ToolResult[];
}

const MOST_SHOWN = 1000;

/**
 * A model that answers from a script, at once and without network, and keeps every request.
 *
 * The keys of a map are looked for in the last message: first the one that equals it, then the longest that it contains; so
 * the key "" answers all else. A message that brings what functions gave reads as these results, one below the other. With several requests at the same time a list is used up in the order of their arrival.
 *
 * @param script see {@linkcode Script}; {@linkcode failure} makes errors as providers report them
 * @param options see {@linkcode ScriptedModelOptions}
 * @returns the model; it rejects with an AssayError that shows the prompt where the script has no answer
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const model = scriptedModel({ "capital of France": "Paris", "": "I do not know" });
 * const ask = (content: string) => model.generate({ messages: [{ role: "user", content }] });
 * assertEquals((await ask("What is the capital of France?")).text, "Paris");
 * assertEquals((await ask("Why?")).text, "I do not know");
 * assertEquals(model.requests.length, 2);
 *
 * const caller = scriptedModel([{ toolCalls: [{ name: "add", input: { a: 1, b: 2 } }] }, "It is 3."]);
 * const add = { name: "add", description: "Adds.", parameters: { type: "object" } };
 * const { toolCalls } = await caller.generate({ messages: [{ role: "user", content: "1 + 2?" }], tools: [add] });
 * assertEquals(toolCalls, [{ id: "call_1_1", name: "add", input: { a: 1, b: 2 } }]);
 * ```
 */
export function scriptedModel(script: Script, options: ScriptedModelOptions = {}): ScriptedModel {
  const { id = "local/scripted", price, usage } = options;
  const requests: ModelRequest[] = [];
  return {
    id,
    price,
    requests,
    get toolResults() {
      return requests.flatMap(({ messages }) => messages.at(-1)?.toolResults ?? []);
    },
    async generate(request) {
      request.signal?.throwIfAborted();
      const call = requests.length;
      requests.push(copyOf(request));
      const answer = typeof script === "function"
        ? await script(request, call)
        : isList(script)
        ? nextOf(script, call, { id, request })
        : fittingOf(script, { id, request });
      if (answer instanceof Error) throw answer;
      return responseOf(answer, call, { asked: { id, request }, usage });
    },
  };
}

/** The response of a model that gives an answer of a script. */
function responseOf(
  answer: unknown,
  call: number,
  { asked: { id, request }, usage }: { asked: Asked; usage?: Usage },
): ModelResponse {
  const said = (isMap(answer) ? answer : { text: answer }) as Partial<Record<"text" | "usage" | "toolCalls", unknown>>;
  const { toolCalls: calls, text = calls === undefined ? undefined : "", usage: used = usage } = said;
  if (typeof text !== "string") {
    const wanted = "an answer must be a text, {text, usage} or {toolCalls}";
    throw noAnswer(id, request, `${wanted}, received ${describeValue(answer)}`);
  }
  const response = { text, model: id, ...(used === undefined ? {} : { usage: used as Usage }) };
  if (calls === undefined) return response;
  const isCall = (one: unknown) => isMap(one) && typeof one.name === "string" && one.name !== "";
  if (!Array.isArray(calls) || calls.length === 0 || !calls.every(isCall)) {
    throw noAnswer(
      id,
      request,
      `toolCalls must be a list of {name, input}, at least one, received ${describeValue(calls)}`,
    );
  }
  if (request.tools === undefined || request.tools.length === 0) {
    const names = calls.map(({ name }) => name).join(", ");
    throw noAnswer(id, request, `the answer calls ${names}, and the step offers neither functions nor tools`);
  }
  const toolCalls = calls.map(({ name, input = {} }: ScriptedCall, i) => {
    return { id: `call_${call + 1}_${i + 1}`, name, input };
  });
  return { ...response, finish: "tool_calls", toolCalls };
}

interface Asked {
  id: string;
  request: ModelRequest;
}

function isList(script: Script): script is readonly ScriptedAnswer[] {
  return Array.isArray(script);
}

function nextOf(script: readonly ScriptedAnswer[], call: number, { id, request }: Asked): ScriptedAnswer {
  if (call < script.length) return script[call];
  const count = `${script.length} ${script.length === 1 ? "answer" : "answers"}`;
  throw noAnswer(id, request, `the script has ${count}, and this is call ${call + 1}`);
}

function fittingOf(script: Readonly<Record<string, ScriptedAnswer>>, { id, request }: Asked): ScriptedAnswer {
  const text = lastSaid(request);
  if (Object.hasOwn(script, text)) return script[text];
  const [first, second] = Object.keys(script).filter((key) => text.includes(key)).sort((a, b) => b.length - a.length);
  if (first === undefined) {
    const known = Object.keys(script).slice(0, 20).map(describeValue).join(", ");
    throw noAnswer(id, request, `no key of the script is part of the last message; the keys are ${known || "none"}`);
  }
  if (second?.length === first.length) {
    const both = `${describeValue(first)} and ${describeValue(second)}`;
    throw noAnswer(id, request, `the keys ${both} fit equally well; make one of them longer`);
  }
  return script[first];
}

/** The last message; one that brings results reads as them. */
function lastSaid({ messages }: ModelRequest): string {
  const { content = "", toolResults = [] } = messages.at(-1) ?? {};
  return [content, ...toolResults.map(({ output }) => output)].filter((text) => text !== "").join("\n");
}

function noAnswer(id: string, request: ModelRequest, problem: string): ScriptError {
  const text = lastSaid(request);
  const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
  return new ScriptError("Cannot answer from the script", {
    problems: [`${problem} (model ${id}). The prompt was:\n${shown}`],
  });
}
