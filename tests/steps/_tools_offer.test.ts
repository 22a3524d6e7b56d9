import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { Model, ModelRequest, ToolCall } from "../../lib/models/model.ts";
import { claudeSmartStep } from "../../lib/steps/claude_smart.ts";
import { offerAllowances } from "../../lib/steps/_tools_offer.ts";
import { generateStep } from "../../lib/steps/generate.ts";
import { testPipeline, type TestPipelineOptions } from "../../lib/testing/test_pipeline.ts";
import { memoryStore, runModelStep } from "./_scripted.ts";

const ID = "anthropic/claude-x";
const SCORES = [{ a: 0.9, b: 0.7 }, { a: 0.8, b: 0.75 }, { a: 0.7, b: 0.72 }, { a: 0.95, b: 0.8 }, { a: 0.6, b: 0.5 }];

type Calls = readonly (readonly [name: string, input: unknown])[];

/** A model that asks for the calls of each turn and then says what it was told last. */
function caller(...turns: Calls[]): { model: Model; asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  const generate = (request: ModelRequest) => {
    asked.push(request);
    const last = request.messages.at(-1)!;
    const turn = request.messages.filter(({ role }) => role === "assistant").length;
    const calls = turn < turns.length && request.tools !== undefined ? turns[turn] : [];
    const toolCalls = calls.map(([name, input], i): ToolCall => ({ id: `${turn}-${i}`, name, input }));
    const text = (last.toolResults ?? []).map(({ output }) => output).join("\n") || "nothing";
    return Promise.resolve({ model: ID, text: toolCalls.length > 0 ? "" : text, toolCalls });
  };
  return { model: { id: ID, price: null, generate }, asked };
}

function pipeline(functions: string, fields: string, more = ""): string {
  return `name: x
${functions}
steps:
  - { name: load, type: load, path: scores.csv }
  - name: ask
    type: generate
    model: ${ID}
    prompt: Which is better?
${fields.trim().split("\n").map((line) => `    ${line.trim()}`).join("\n")}
${more}`;
}

async function run(yaml: string, model: Model, options: Partial<TestPipelineOptions> = {}) {
  return await testPipeline(yaml, { models: { [ID]: model }, fixtures: { "scores.csv": SCORES }, ...options });
}

const LIBRARY = "functions: [pipelines/functions/statistics.yaml]";
const OWN = `functions:
  compare: { binds: perform_t_test, description: "Compare {{ both }} {models}.", parameters: { model_a_scores: string } }`;

Deno.test("the project's statistics run on the run's data, and the numbers and calls are put out", async () => {
  const { model, asked } = caller([["perform_t_test", { model_a_scores: "s.a", model_b_scores: "s.b" }]]);
  const fields = `functions: [perform_t_test]\nfunction_data: { s: "{{ steps.load.frame }}", plain: [1, 2] }`;
  const done = await run(pipeline(LIBRARY, fields), model);
  const outputs = done.outputs("ask");
  const told = JSON.parse(String(outputs.text));
  assertEquals([told.n, told.p.toFixed(10)], [5, "0.0662488299"]);
  const [call] = outputs.tool_calls as Record<string, unknown>[];
  assertEquals([call.name, call.is_error, call.question, call.item], ["perform_t_test", false, 0, null]);
  assertEquals(call.output, outputs.text);
  const [tool] = asked[0].tools!;
  assertStringIncludes(tool.description, "Compare the mean scores of two models.");
  assertStringIncludes(tool.description, "s.a, s.b (5 rows); plain (2 values)");
  assertEquals(Object.hasOwn((tool.parameters as { properties: object }).properties, "paired"), true);
});

Deno.test("a declared function is bound by name, its braces are no templates, and its input is held to what runs", async () => {
  const { model, asked } = caller([["compare", { model_a_scores: "s.a" }], ["perform_t_test", {}]]);
  const fields = `functions: [compare]\nfunction_data: { s: "{{ steps.load.frame }}" }`;
  const done = await run(pipeline(OWN, fields), model);
  assertStringIncludes(asked[0].tools![0].description, "Compare {{ both }} {models}.");
  const calls = done.outputs("ask").tool_calls as { is_error: boolean; output: string }[];
  assertEquals(calls.map(({ is_error }) => is_error), [true, true]);
  assertStringIncludes(calls[0].output, "model_b_scores");
  assertStringIncludes(calls[1].output, 'No function is named "perform_t_test"');
});

Deno.test("what cannot be offered is told by the plan, with all its places", async () => {
  const { model, asked } = caller();
  const functions =
    "functions: { send_mail: { description: Send. }, bad: { binds: rm }, Read: { binds: power_analysis } }";
  const fields = "functions: [send_mail, bad, perform_ttest, Read]\ntools: [Read, Search]";
  const error = await assertRejects(() => run(pipeline(functions, fields), model), AssayError);
  assertStringIncludes(error.message, '"send_mail" is declared but bound to none');
  assertStringIncludes(error.message, 'binds: "rm"');
  assertStringIncludes(error.message, "must not have the name of a tool");
  assertStringIncludes(error.message, 'did you mean "perform_t_test"?');
  assertStringIncludes(error.message, 'must be one of Bash, Edit, Glob, Grep, Read, Write, received "Search"');
  const local = pipeline("", "functions: [power_analysis]").replace(ID, "local/nearest");
  await assertRejects(() => run(local, model), AssayError, "local/nearest cannot call functions");
  const data = 'functions: [power_analysis]\nfunction_data: { s: "{{ steps.load.framed }}" }';
  await assertRejects(() => run(pipeline("", data), model), AssayError, "framed");
  assertEquals(asked.length, 0);
});

Deno.test("a pipeline inside another offers its own functions, and works on what was predicted", async () => {
  const { model, asked } = caller([["calculate_metrics", { references: "p.reference", predictions: "p.prediction" }]]);
  const yaml = `name: x
steps:
  - name: inner
    type: pipeline
    outputs: [ask]
    pipeline:
      functions: { calculate_metrics: { description: Mine. } }
      steps:
        - { name: load, type: load, path: rows.csv }
        - name: predict
          type: predict
          train: "{{ steps.load.frame }}"
          test: "{{ steps.load.frame }}"
          input: text
          target: label
          systems: [{ model: local/majority }]
        - name: ask
          type: generate
          model: ${ID}
          prompt: How good is it?
          functions: [calculate_metrics]
          function_data: { p: "{{ steps.predict.predictions }}" }`;
  const rows = ["a", "a", "a", "b"].map((label) => ({ text: label, label }));
  await run(yaml, model, { fixtures: { "rows.csv": rows } });
  assertStringIncludes(asked[0].tools![0].description, "Mine.\n");
  const told = JSON.parse(asked[1].messages.at(-1)!.toolResults![0].output);
  assertEquals([told.n, told.metrics.accuracy.estimate], [4, 0.75]);
});

Deno.test("functions of tasks are declared and bound like those of the step", async () => {
  const { model } = caller([["compare", { model_a_scores: [1, 2, 4], model_b_scores: [0, 1, 2] }]]);
  const yaml = `name: x
${OWN}
steps:
  - name: ask
    type: parallel_claude
    model: ${ID}
    max_concurrency: 3
    tasks:
      - { id: one, prompt: p, functions: [compare] }
      - { id: two, prompt: p }
      - { id: three, prompt: q, functions: [compare] }`;
  const done = await run(yaml, model, { fixtures: {} });
  const { results, tool_calls: calls } = done.outputs("ask") as {
    results: Record<string, string>;
    tool_calls: { question: number }[];
  };
  assertEquals([JSON.parse(results.one).n, results.two], [3, "nothing"]);
  assertEquals(calls.map(({ question }) => question), [0, 2]);
});

Deno.test("rows call side by side, and their calls are put out in the order of the rows", async () => {
  const generate: Model["generate"] = async ({ messages }) => {
    const number = Number(/\d+/.exec(messages[0].content)![0]);
    for (let i = 0; i < 10 - number; i++) await Promise.resolve();
    const result = messages.at(-1)!.toolResults?.[0].output;
    if (result !== undefined) return { model: ID, text: JSON.parse(result).method };
    const input = { effect_size: 0.5, sample_size: number + 2 };
    return { model: ID, text: "", toolCalls: [{ id: "1", name: "power_analysis", input }] };
  };
  const fields = `functions: [power_analysis]\ninput: "{{ steps.load.frame }}"\nmax_concurrency: 4\nrepeats: 2`;
  const yaml = pipeline("", fields).replace("Which is better?", "'{row.n}'");
  const fixtures = { "scores.csv": [0, 1, 2, 3, 4].map((n) => ({ n })) };
  const done = await run(yaml, { id: ID, price: null, generate }, { fixtures });
  const calls = done.outputs("ask").tool_calls as { item: number; repeat: number; input: { sample_size: number } }[];
  assertEquals(calls.map(({ repeat, item }) => repeat * 5 + item), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assertEquals(calls.map(({ input }) => input.sample_size), [2, 3, 4, 5, 6, 2, 3, 4, 5, 6]);
  assertEquals(done.rows("ask").every(({ answer }) => String(answer).startsWith("two-sided")), true);
});

Deno.test("file tools work in the run's folder; a run that goes on asks nothing again and finds the same", async () => {
  const out = await Deno.makeTempDir();
  try {
    const turns: Calls[] = [
      [["Read", { path: "a.md" }], ["Write", { path: "a.md", content: "ab" }]],
      [["Edit", { path: "a.md", old_string: "a", new_string: "aa" }], ["Glob", { pattern: "*.md", path: "." }]],
      [["Read", { path: "a.md" }], ["Bash", { command: "ls" }]],
    ];
    const { model, asked } = caller(...turns);
    const yaml =
      `name: x\nsteps: [{ name: ask, type: claude_smart, model: ${ID}, prompt: p, disallowed_tools: [Grep] }]`;
    const cache = memoryStore();
    const first = await run(yaml, model, { fixtures: {}, out, cache });
    assertEquals(asked[0].tools!.map(({ name }) => name), ["Write", "Edit", "Read", "Glob"]);
    const { text, tool_calls: calls } = first.outputs("ask") as { text: string; tool_calls: { is_error: boolean }[] };
    assertStringIncludes(text, "aab\nNo function is named");
    assertEquals(calls.map(({ is_error }) => is_error), [true, false, false, false, false, true]);
    assertEquals(asked.length, 4);
    const again = await run(yaml, model, { fixtures: {}, out, cache });
    assertEquals([asked.length, again.outputs("ask").text], [4, text]);
    assertEquals(again.outputs("ask").tool_calls, calls);
    assertEquals(Deno.readTextFileSync(`${out}/a.md`), "aab");
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

Deno.test("a preset's tools are offered by claude_smart and where it is named, never to models that cannot call", async () => {
  const { model, asked } = caller();
  const open = () => ({ kind: "prompted" as const, model });
  await runModelStep(claudeSmartStep, { prompt: "p", model: ID, preset: "analysis" }, { open, out: "" });
  assertEquals(asked[0].tools!.map(({ name }) => name), ["Read", "Glob", "Grep"]);
  await runModelStep(claudeSmartStep, { prompt: "p", model: "local/nearest", preset: "analysis" }, { open, out: "" });
  assertEquals(asked[1].tools, undefined);
  await runModelStep(claudeSmartStep, { prompt: "p", model: ID, tools: [] }, { open, out: "" });
  assertEquals(asked[2].tools, undefined);
  const allowed = ["command:bash"];
  await runModelStep(generateStep, { prompt: "p", model: ID, tools: ["Bash"] }, { open, out: "", allowed });
  assertEquals(asked[3].tools!.map(({ name }) => name), ["Bash"]);
  const refused = runModelStep(generateStep, { prompt: "p", model: ID, tools: ["Bash"] }, { open, out: "" });
  await assertRejects(() => refused, AssayError, "--allow-command bash");
  assertEquals(asked.length, 4);
});

Deno.test("conversations call functions too, and a turn that was recorded is not asked again", async () => {
  const out = await Deno.makeTempDir();
  try {
    const { model, asked } = caller([["power_analysis", { effect_size: 0.5 }]]);
    const open = () => ({ kind: "prompted" as const, model });
    const fields = { prompt: "p", model: ID, session: "talk", functions: ["power_analysis"] };
    const first = await runModelStep(generateStep, fields, { open, out });
    assertEquals(JSON.parse(String(first.text)).n, 34);
    const again = await runModelStep(generateStep, fields, { open, out });
    assertEquals([again.text, asked.length], [first.text, 2]);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

Deno.test("what must be allowed is known from the tools that a step and its tasks name, never from a preset", () => {
  const bash = ["command:bash"];
  assertEquals(offerAllowances({ tools: ["Read", "Bash"] }), bash);
  assertEquals(offerAllowances({ tools: ["Bash"], disallowed_tools: ["Bash"] }), []);
  assertEquals([offerAllowances({}), offerAllowances({ preset: "development" })], [[], []]);
  assertEquals(offerAllowances({ tools: new Map(), tasks: "later" }), []);
  const tasks = [{ tools: ["Read"] }, { disallowed_tools: ["Bash"] }, null];
  assertEquals(offerAllowances({ tools: ["Bash"], tasks }), []);
  assertEquals(offerAllowances({ tools: ["Bash"], tasks: [...tasks, {}, {}] }), bash);
  assertEquals(offerAllowances({ tasks: [{ tools: ["Bash"] }] }), bash);
});
