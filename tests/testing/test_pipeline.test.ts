import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { stepType } from "../../lib/pipeline/step_type.ts";
import { generateStep } from "../../lib/steps/generate.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";
import { failure } from "../../lib/testing/failure.ts";
import { scriptedModel } from "../../lib/testing/scripted_model.ts";
import { testPipeline } from "../../lib/testing/test_pipeline.ts";

const stepTypes = { ...STEP_TYPES, generate: generateStep };
const ONE = `
name: one
params: { city: { type: string, default: Paris } }
steps:
  - { name: ask, type: generate, model: sonnet, system: Be brief., temperature: 0, prompt: "What is {{ city }}?", output_to_file: a.txt }
`;
const LOAD = "{name: x, steps: [{name: load, type: load, path: data/a.csv}]}";

Deno.test("prompts are told as they were rendered, with step, model, system and answer", async () => {
  const run = await testPipeline(ONE, { stepTypes, params: { city: "Rome" }, models: { sonnet: ["A city."] } });
  const messages = [{ role: "user" as const, content: "What is Rome?" }];
  assertEquals(run.prompts, [{
    step: "ask",
    model: "anthropic/claude-sonnet-5-5",
    system: "Be brief.",
    messages,
    text: "What is Rome?",
    request: { system: "Be brief.", temperature: 0, messages },
    answer: "A city.",
  }]);
  assertEquals(run.promptsOf("ask"), run.prompts);
  assertEquals(run.outputs("ask", "model"), "anthropic/claude-sonnet-5-5");
  assertEquals(run.outputs("ask").text, "A city.");
  assertEquals(run.files, { "a.txt": "A city." });
  assertEquals(run.outcomes, { ask: { status: "done" } });
  assertEquals(run.error, null);
  assertEquals(run.plan?.name, "one");
});

Deno.test("unknown steps and outputs are told with the known ones", async () => {
  const run = await testPipeline(ONE, { stepTypes, models: { sonnet: { "": "x" } } });
  assertThrows(() => run.outputs("aks"), AssayError, 'no step "aks" has put out anything, did you mean "ask"?');
  assertThrows(() => run.outputs("ask", "txt"), AssayError, 'has no output "txt", did you mean "text"?');
  assertThrows(() => run.promptsOf("aks"), AssayError, 'the pipeline has no step "aks", did you mean "ask"?');
  assertThrows(() => run.rows("ask", "text"), AssayError, 'must be a frame, received "x"');
});

Deno.test("a hosted model that the test does not give is an error which no fallback hides, a local one works", async () => {
  const hidden = ONE.replace("output_to_file: a.txt", "fallback: { text: none }");
  await assertRejects(
    () => testPipeline(hidden, { stepTypes, throws: false, models: { "claude-sonnet-5-4": ["x"] } }),
    AssayError,
    'the test gives no model anthropic/claude-sonnet-5-5, did you mean "anthropic/claude-sonnet-5-4"?; add it to models',
  );
  await assertRejects(() => testPipeline(ONE, { stepTypes }), AssayError, "it gives none");
  const local = ONE.replace("sonnet", "local/nearest").replace(
    '"What is {{ city }}?"',
    JSON.stringify("Input: good film\nOutput: praise\nInput: awful film\nOutput: blame\nInput: an awful bore\nOutput:"),
  );
  const run = await testPipeline(local.replace("params: { city: { type: string, default: Paris } }", ""), {
    stepTypes,
  });
  assertEquals([run.outputs("ask", "text"), run.prompts.length, run.cost], ["blame", 1, 0]);
});

Deno.test("a script that runs out is an error that no fallback hides", async () => {
  const yaml = ONE.replace("output_to_file: a.txt", "on_error: continue");
  await assertRejects(
    () => testPipeline(yaml, { stepTypes, throws: false, models: { sonnet: [] } }),
    AssayError,
    "the script has 0 answers, and this is call 1 (model anthropic/claude-sonnet-5-5). The prompt was:\nWhat is Paris?",
  );
});

Deno.test("a failed run throws, or gives its error and what there was until then", async () => {
  const models = { sonnet: [failure("503 overloaded")] };
  await assertRejects(() => testPipeline(ONE, { stepTypes, models }), AssayError, "503 overloaded");
  const run = await testPipeline(ONE, { stepTypes, models, throws: false });
  assertEquals(run.error?.code, "provider_failed");
  assertEquals(run.outcomes.ask.status, "failed");
  assertEquals([run.prompts.length, run.prompts[0].answer, run.calls], [1, null, 0]);
  assertThrows(() => run.outputs("ask"), AssayError, 'it is "failed"');
});

Deno.test("a pipeline that cannot be planned throws, or gives its error without a plan", async () => {
  const yaml = "{name: x, steps: [{name: a, type: lode}]}";
  await assertRejects(() => testPipeline(yaml), AssayError, 'unknown step type "lode"');
  const run = await testPipeline(yaml, { throws: false });
  assertEquals([run.plan, run.outcomes, run.error?.problems.length], [null, {}, 1]);
});

Deno.test("a fault of a step is no failed run: it is thrown as it is", async () => {
  const model = scriptedModel(() => new TypeError("undefined is not a function"));
  await assertRejects(() => testPipeline(ONE, { stepTypes, throws: false, models: { sonnet: model } }), TypeError);
});

Deno.test("fixtures stand for files: rows, text and frames, in each format", async () => {
  const rows = [{ text: 'a, "b"', n: 1.5 }, { text: "", n: null }];
  const frame = frameOf({ text: rows.map(({ text }) => text), n: rows.map(({ n }) => n) });
  for (const ending of ["csv", "tsv", "jsonl", "json", "parquet"]) {
    for (const fixture of [rows, frame]) {
      const path = `data/a.${ending}`;
      const run = await testPipeline(LOAD.replace("data/a.csv", path), { fixtures: { [path]: fixture } });
      assertEquals(run.rows("load"), rows, ending);
    }
  }
  const run = await testPipeline(LOAD, { fixtures: { "data/a.csv": "text\nhello\n" } });
  assertEquals(run.rows("load"), [{ text: "hello" }]);
});

Deno.test("fixtures are found where a template or a loop makes their path", async () => {
  const yaml = `
name: x
params: { folder: { type: string, default: data } }
steps:
  - name: each
    type: for_loop
    data_source: [data/a.csv, data/b.csv]
    steps:
      - { name: load, type: load, path: "{{ item }}" }
  - { name: again, type: load, path: "{{ folder }}/a.csv" }
`;
  const run = await testPipeline(yaml, { fixtures: { "data/a.csv": "x\n1\n", "data/b.csv": "x\n2\n" } });
  assertEquals([run.rows("each[0]/load"), run.rows("each[1]/load"), run.rows("again")], [[{ x: 1 }], [{ x: 2 }], [{
    x: 1,
  }]]);
  const [{ item }] = run.outputs("each", "iterations") as { item: string }[];
  assertEquals(item, "data/a.csv");
});

Deno.test("steps that work on files in the run's folder find fixtures there", async () => {
  const yaml =
    "{name: x, steps: [{name: copy, type: file_ops, operation: copy, source: in/a.txt, destination: b.txt}]}";
  const run = await testPipeline(yaml, { fixtures: { "in/a.txt": "hello" } });
  assertEquals(run.files, { "b.txt": "hello", "in/a.txt": "hello" });
});

Deno.test("a fixture that no step has read is an error, unless steps were left out", async () => {
  const fixtures = { "data/a.csv": "x\n1\n", "data/typo.csv": "x\n1\n" };
  await assertRejects(() => testPipeline(LOAD, { fixtures }), AssayError, 'no step has read "data/typo.csv"');
  const yaml =
    "{name: x, steps: [{name: load, type: load, path: data/a.csv}, {name: b, type: load, path: data/typo.csv, condition: 'false'}]}";
  assertEquals((await testPipeline(yaml, { fixtures })).outcomes.b.status, "skipped");
});

Deno.test("fixtures that cannot be written are all told at once", async () => {
  const fixtures = { "a.txt": [{ a: 1 }], "b.csv": [{ a: [1] }], "c.csv": 7 as unknown as string };
  const error = await assertRejects(() => testPipeline(LOAD, { fixtures }), AssayError);
  assertEquals(error.problems.length, 3);
  assertStringIncludes(error.message, '"b.csv": column "a" holds a list of 1; name the fixture .jsonl or .json');
});

Deno.test("a fixture's name cannot write outside of the temporary folder", async () => {
  const yaml = "{name: x, steps: [{name: load, type: load, path: ../../evil.csv}]}";
  const run = await testPipeline(yaml, { fixtures: { "../../evil.csv": "x\n1\n" } });
  assertEquals(run.rows("load"), [{ x: 1 }]);
  assertThrows(() => Deno.statSync("../../evil.csv"), Deno.errors.NotFound);
});

Deno.test("the temporary folder is gone afterwards, also when the run fails; a given one stays", async () => {
  const folders: string[] = [];
  const spy = stepType({
    summary: "Notes its folder.",
    schema: z.strictObject({ fails: z.boolean() }),
    outputs: { out: "text" },
    run({ fails }, { out }) {
      Deno.mkdirSync(out, { recursive: true });
      Deno.writeTextFileSync(`${out}/a.txt`, "hi");
      folders.push(out);
      if (fails) throw failure();
      return { out };
    },
  });
  const yaml = (fails: boolean) => `{name: x, steps: [{name: a, type: spy, fails: ${fails}}]}`;
  await testPipeline(yaml(false), { stepTypes: { spy } });
  await assertRejects(() => testPipeline(yaml(true), { stepTypes: { spy } }), AssayError);
  assertEquals(new Set(folders).size, 2);
  for (const folder of folders) assertThrows(() => Deno.statSync(folder), Deno.errors.NotFound);
  const out = Deno.makeTempDirSync();
  try {
    await testPipeline(yaml(false), { stepTypes: { spy }, out });
    assertEquals(Deno.readTextFileSync(`${out}/a.txt`), "hi");
  } finally {
    Deno.removeSync(out, { recursive: true });
  }
});

Deno.test("facts are fixed, unless the test gives others", async () => {
  const yaml = `
name: x
steps:
  - { name: set, type: set_variable, variables: { id: "{{ execution_id }}", day: "{{ date }}" } }
`;
  const first = await testPipeline(yaml);
  assertEquals(first.outputs("set", "variables"), { id: "test", day: "2026-01-01" });
  const second = await testPipeline(yaml, { facts: { execution_id: "r1", date: "2030-12-31" } });
  assertEquals(second.outputs("set", "variables"), { id: "r1", day: "2030-12-31" });
});

Deno.test("programs run only when the test allows them", async () => {
  const yaml = "{name: x, steps: [{name: run, type: command, command: echo, args: [hi]}]}";
  await assertRejects(() => testPipeline(yaml), AssayError, "--allow-command echo");
  assertEquals((await testPipeline(yaml, { allowed: ["command:echo"] })).outputs("run", "stdout"), "hi\n");
});

Deno.test("with a cache the second run asks nothing, and only then", async () => {
  const held = new Map<string, string>();
  const cache = { get: (key: string) => held.get(key), put: (key: string, text: string) => void held.set(key, text) };
  const options = { stepTypes, cache };
  assertEquals((await testPipeline(ONE, { ...options, models: { sonnet: ["one"] } })).prompts.length, 1);
  const second = await testPipeline(ONE, { ...options, models: { sonnet: [] } });
  assertEquals([second.prompts, second.outputs("ask", "text")], [[], "one"]);
});
