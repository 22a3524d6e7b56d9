import { describeValue } from "../core/describe_value.ts";
import type { Model, ModelRequest, Price, Usage } from "../models/model.ts";
import { copyOf, lastMessage } from "./_request.ts";
import { ScriptError } from "./_script_error.ts";

/** One answer: its text, also with the tokens that it took; an error is thrown. */
export type ScriptedAnswer = string | Error | {
  /** The answer. */
  readonly text: string;
  /** What it took. */
  readonly usage?: Usage;
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
}

const MOST_SHOWN = 1000;

/**
 * A model that answers from a script, at once and without network, and keeps every request.
 *
 * The keys of a map are looked for in the last message: first the one that equals it, then the longest that it contains; so
 * the key "" answers all else. With several requests at the same time a list is used up in the order of their arrival.
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
 * ```
 */
export function scriptedModel(script: Script, options: ScriptedModelOptions = {}): ScriptedModel {
  const { id = "local/scripted", price, usage } = options;
  const requests: ModelRequest[] = [];
  return {
    id,
    price,
    requests,
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
      const said = typeof answer === "string" ? { text: answer } : answer;
      if (typeof said?.text !== "string") {
        throw noAnswer(id, request, `an answer must be a text or {text, usage}, received ${describeValue(answer)}`);
      }
      const used = said.usage ?? usage;
      return { text: said.text, model: id, ...(used === undefined ? {} : { usage: used }) };
    },
  };
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
  const text = lastMessage(request);
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

function noAnswer(id: string, request: ModelRequest, problem: string): ScriptError {
  const text = lastMessage(request);
  const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
  return new ScriptError("Cannot answer from the script", {
    problems: [`${problem} (model ${id}). The prompt was:\n${shown}`],
  });
}
