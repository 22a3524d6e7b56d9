import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import type { Message, Model, ModelRequest, ModelResponse, ToolCall } from "../../lib/models/model.ts";
import type { OpenedModel } from "../../lib/models/open_model.ts";
import { AnswerError } from "../../lib/workbench/answer_error.ts";
import { jsonReader } from "../../lib/workbench/answer_json.ts";
import { ask } from "../../lib/workbench/ask.ts";
import { askAll } from "../../lib/workbench/ask_all.ts";
import { askRows } from "../../lib/workbench/ask_rows.ts";
import { askWithTools, type CallableTool, type ToolCallRecord } from "../../lib/workbench/ask_with_tools.ts";

const ID = "anthropic/claude-x";
const properties = { a: { type: "number" }, b: { type: "number" } };
const parameters = { type: "object", properties, required: ["a", "b"], additionalProperties: false };
const add: CallableTool = {
  name: "add",
  description: "Adds.",
  parameters,
  run: ({ a, b }) => ({ sum: Number(a) + Number(b) }),
};

type Says = string | readonly unknown[] | ((request: ModelRequest) => string | readonly unknown[]);

/** A model that says texts and asks for calls, one entry a request; a call is `[name, input]`. */
function script(...says: Says[]): { open: (id: string) => OpenedModel; asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  const model: Model = {
    id: ID,
    generate(request) {
      const said = says[Math.min(asked.length, says.length - 1)];
      asked.push(request);
      const now = typeof said === "function" ? said(request) : said;
      const base = { model: ID, usage: { inputTokens: 1, outputTokens: 1 } };
      if (typeof now === "string") return Promise.resolve({ ...base, text: now });
      const calls = now as readonly (readonly [string, unknown])[];
      const toolCalls = calls.map(([name, input], i): ToolCall => ({ id: `c${i}`, name, input }));
      return Promise.resolve({ ...base, text: "", toolCalls, finish: "tool_calls" as const });
    },
  };
  return { open: () => ({ kind: "prompted", model }), asked };
}

/** What the model was told of the calls of the turn before. */
function results({ messages }: ModelRequest): readonly { output: string; isError?: boolean }[] {
  return messages.at(-1)!.toolResults ?? [];
}

Deno.test("a call is run, its result goes back under its id, and the answer follows; all of it is counted", async () => {
  const { open, asked } = script([["add", { a: 1, b: 2 }]], "It is 3.");
  const calls: ToolCallRecord[] = [];
  const answer = await ask({ model: ID, prompt: "1 + 2?", tools: [add], open, onToolCall: (call) => calls.push(call) });
  assertEquals([answer.text, answer.usage.calls, answer.usage.inputTokens], ["It is 3.", 2, 2]);
  assertEquals(calls, [{ name: "add", input: { a: 1, b: 2 }, output: '{"sum":3}', isError: false }]);
  assertEquals(asked[0].tools, [{ name: "add", description: "Adds.", parameters }]);
  const [, said, back] = asked[1].messages;
  assertEquals(said, { role: "assistant", content: "", toolCalls: [{ id: "c0", name: "add", input: { a: 1, b: 2 } }] });
  assertEquals(back, { role: "user", content: "", toolResults: [{ id: "c0", name: "add", output: '{"sum":3}' }] });
});

Deno.test("two calls of one turn run in their order, and both results go back together", async () => {
  const order: unknown[] = [];
  const slow = {
    ...add,
    run: async ({ a }: Record<string, unknown>) => (await Promise.resolve(), order.push(a), `${a}`),
  };
  const { open, asked } = script([["add", { a: 1, b: 0 }], ["add", { a: 2, b: 0 }]], "done");
  await ask({ model: ID, prompt: "p", tools: [slow], open });
  assertEquals(order, [1, 2]);
  assertEquals(results(asked[1]).map(({ output }) => output), ["1", "2"]);
});

Deno.test("unknown functions, input that does not fit and refusals are told to the model, which may go on", async () => {
  const failing = {
    ...add,
    name: "fail",
    run: () => Promise.reject(new AssayError("Cannot add", { problems: ["too large"] })),
  };
  const { open, asked } = script([
    ["ad", {}],
    ["__proto__", {}],
    ["constructor", {}],
    ["add", { a: "1", b: 2 }],
    ["add", { a: 1, b: 2, c: 3 }],
    ["add", [1, 2]],
    ["add", null],
    ["add", undefined],
    ["add", JSON.parse('{"a": 1, "b": 2, "__proto__": {"c": 1}}')],
    ["add", JSON.parse('{"a": 1e999, "b": 2}')],
    ["fail", { a: 1, b: 2 }],
  ], "I give up.");
  const tools = [add, failing];
  const answer = await ask({ model: ID, prompt: "p", tools, open });
  assertEquals(answer.text, "I give up.");
  const told = results(asked[1]);
  assertEquals(told.map(({ isError }) => isError), told.map(() => true));
  const expected = [
    'No function is named "ad", did you mean "add"?',
    'No function is named "__proto__"',
    'No function is named "constructor"',
    "a: expected number, received string",
    'Unrecognized key: "c"',
    "it must be an object, received a list of 2",
    "received null",
    "received null",
    'must not hold "__proto__"',
    "must be finite",
    "Cannot add: too large",
  ];
  expected.forEach((text, i) => assertStringIncludes(told[i].output, text));
});

Deno.test("input that is as deep as a stack is refused, not followed", async () => {
  let deep: unknown = 1;
  for (let i = 0; i < 20_000; i++) deep = [deep];
  const held = new Map<string, string>();
  const cache = { get: (key: string) => held.get(key), put: (key: string, text: string) => void held.set(key, text) };
  const { open, asked } = script([["add", { a: deep, b: 1 }], ["add", JSON.parse('{"a": 1e999}')]], "ok");
  for (let i = 0; i < 2; i++) await ask({ model: ID, prompt: "p", tools: [add], open, cache });
  assertStringIncludes(results(asked[1])[0].output, "at most 64 levels deep");
  assertStringIncludes(results(asked[1])[1].output, "must be finite");
  assertEquals(asked.length, 2);
});

Deno.test("faults of the program and limits of the run are no results", async () => {
  const limit = new AssayError("Over the limit", { code: "over_limit" });
  for (const error of [new TypeError("x is not a function"), limit]) {
    const broken = { ...add, run: () => Promise.reject(error) };
    const { open, asked } = script([["add", { a: 1, b: 2 }]], "ok");
    const thrown = await assertRejects(() => ask({ model: ID, prompt: "p", tools: [broken], open }));
    assertEquals(thrown, error);
    assertEquals(asked.length, 1);
  }
});

Deno.test("a loop that never ends is ended after max_turns, with what was said and called", async () => {
  const { open, asked } = script([["add", { a: 1, b: 2 }]]);
  const error = await assertRejects(
    () => ask({ model: ID, prompt: "p", tools: [add], maxTurns: 4, open }),
    AnswerError,
  );
  assertEquals([asked.length, error.code, error.failure], [4, "provider_failed", "invalid answer"]);
  assertStringIncludes(error.message, "still calls functions (add) in its last turn of 4");
  const many = script([["add", { a: 1, b: 2 }]]);
  await assertRejects(() => ask({ model: ID, prompt: "p", tools: [add], open: many.open }), AnswerError);
  assertEquals(many.asked.length, 10);
});

Deno.test("results are cut at 256 KiB of UTF-8, which they say, and a conversation's come to an end", async () => {
  const large = { ...add, run: () => "ä".repeat(300_000) };
  const calls = Array.from({ length: 60 }, () => ["add", { a: 1, b: 2 }]);
  const { open, asked } = script(calls, "ok");
  await ask({ model: ID, prompt: "p", tools: [large], open });
  const told = results(asked[1]);
  assertStringIncludes(told[0].output.replaceAll(/\s/gu, " "), "(cut: 131 072 of 300 000 characters)");
  assertEquals(told[0].output.startsWith("ä".repeat(131_072) + "\n"), true);
  const whole = told.reduce((sum, { output }) => sum + output.length, 0);
  assertEquals(whole < 4.5 * 2 ** 20, true);
  assertStringIncludes(told.at(-1)!.output, "answer with what is known");
});

Deno.test("more than 64 calls of one turn are not run", async () => {
  let runs = 0;
  const { open, asked } = script(Array.from({ length: 70 }, () => ["add", { a: 1, b: 2 }]), "ok");
  await ask({ model: ID, prompt: "p", tools: [{ ...add, run: () => ++runs }], open });
  assertEquals([runs, results(asked[1]).length], [64, 70]);
  assertStringIncludes(results(asked[1])[69].output, "at most 64 calls a turn");
});

Deno.test("a loop that is asked again asks the model nothing, and runs the same calls", async () => {
  const held = new Map<string, string>();
  const cache = { get: (key: string) => held.get(key), put: (key: string, text: string) => void held.set(key, text) };
  const { open, asked } = script([["add", { a: 1, b: 2 }]], (request) => `It is ${results(request)[0].output}.`);
  const question = { model: ID, prompt: "p", tools: [add], open, cache };
  const first = await ask(question);
  const again = await ask(question);
  assertEquals([first.text, again.text, asked.length], ['It is {"sum":3}.', 'It is {"sum":3}.', 2]);
  assertEquals([again.usage.calls, again.usage.remembered], [0, 2]);
});

Deno.test("an answer that cannot be read is asked for again in the same conversation, also in the last turn", async () => {
  const { open, asked } = script([["add", { a: 1, b: 2 }]], "three", "3");
  const answer = await ask({ model: ID, prompt: "p", tools: [add], maxTurns: 2, read: jsonReader(), open });
  assertEquals([answer.json, asked.length], [3, 3]);
  assertEquals(asked[2].messages.map(({ role }) => role), ["user", "assistant", "user", "assistant", "user"]);
  assertEquals(asked[2].tools?.length, 1);
});

Deno.test("an abort ends a call that is under way, and nothing more is asked", async () => {
  const controller = new AbortController();
  const reason = new Error("stop");
  let seen: AbortSignal | undefined;
  const waits: CallableTool = {
    ...add,
    run(_, { signal }) {
      seen = signal;
      queueMicrotask(() => controller.abort(reason));
      return new Promise(() => {});
    },
  };
  const { open, asked } = script([["add", { a: 1, b: 2 }]], "ok");
  const asking = () => ask({ model: ID, prompt: "p", tools: [waits], open, signal: controller.signal });
  assertEquals(await assertRejects(asking), reason);
  assertEquals([asked.length, seen?.aborted], [1, true]);
});

Deno.test("models that cannot call functions are refused before anything is asked, stand-ins too", async () => {
  const { open, asked } = script("ok");
  const question = { prompt: "p", tools: [add], open };
  await assertRejects(() => ask({ ...question, model: "local/nearest" }), AssayError, "cannot call functions");
  const beside = { ...question, model: ID, fallbackModel: "local/nearest" };
  await assertRejects(() => ask(beside), AssayError, "Cannot ask local/nearest with functions");
  const [one] = await askAll([{ prompt: "p", tools: [add], model: "local/nearest" }], { open });
  assertEquals("failure" in one && one.failure, "bad input");
  assertEquals(asked.length, 0);
  assertEquals((await ask({ prompt: "p", tools: [], model: ID, open })).text, "ok");
});

Deno.test("rows call functions side by side, each in its own conversation; one that never ends is a row with its reason", async () => {
  const generate = ({ messages }: ModelRequest): Promise<ModelResponse> => {
    const number = Number(/\d+/.exec(messages[0].content)![0]);
    const turns = (messages.length - 1) / 2;
    const told = messages.at(-1)!.toolResults?.[0].output;
    const isDone = turns === number && number < 3;
    if (isDone) return Promise.resolve({ model: ID, text: `${number}: ${told ?? "no call"}` });
    const toolCalls = [{ id: "1", name: "add", input: { a: number, b: turns } }];
    return Promise.resolve({ model: ID, text: "hm", toolCalls });
  };
  const open = (): OpenedModel => ({ kind: "prompted", model: { id: ID, generate } });
  for (const maxConcurrency of [1, 4]) {
    const calls: string[] = [];
    const { frame, failed } = await askRows({
      model: ID,
      input: frameOf({ n: ["0", "1", "2", "3"] }),
      prompt: "{row.n}",
      tools: [add],
      maxTurns: 4,
      maxConcurrency,
      open,
      onToolCall: ({ output }, { repeat, item }) => calls.push(`${repeat} ${item} ${output}`),
    });
    assertEquals(frame.getColumn("answer").toArray(), ["0: no call", '1: {"sum":1}', '2: {"sum":3}', null]);
    assertEquals([failed, frame.getColumn("failure").toArray()[3]], [1, "invalid answer"]);
    assertEquals(calls.sort(), [
      '0 1 {"sum":1}',
      ...[2, 3].map((sum) => `0 2 {"sum":${sum}}`),
      ...[3, 4, 5].map((sum) => `0 3 {"sum":${sum}}`),
    ]);
  }
});

Deno.test("records of large calls are cut, and the conversation of the caller is left alone", async () => {
  const calls: ToolCallRecord[] = [];
  const messages: Message[] = [{ role: "user", content: "p" }];
  const any = {
    ...add,
    parameters: { type: "object", properties: { x: { type: "string" } } },
    run: () => "y".repeat(9000),
  };
  let turn = 0;
  const generate = (): Promise<ModelResponse> => {
    if (turn++ > 0) return Promise.resolve({ model: ID, text: "ok" });
    return Promise.resolve({
      model: ID,
      text: "",
      toolCalls: [{ id: "1", name: "add", input: { x: "x".repeat(9000) } }],
    });
  };
  const { turns } = await askWithTools(messages, { tools: [any], generate, onToolCall: (call) => calls.push(call) });
  assertEquals([turns, messages.length, typeof calls[0].input, calls[0].output.length], [2, 1, "string", 4001]);
});
