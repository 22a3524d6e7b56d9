import { assertEquals, assertRejects } from "@std/assert";
import { frameOf } from "../../lib/data/frame.ts";
import { claudeBatchStep } from "../../lib/steps/claude_batch.ts";
import { lastMessage, outage, runModelStep, type Says, scripted } from "./_scripted.ts";

const MODEL = "anthropic/claude-x";
const answer: Says = (request) => {
  const text = lastMessage(request);
  if (text.includes("down")) throw outage();
  if (text.includes("hung")) return new Promise<string>(() => {});
  return text.includes("mute") ? "" : `<${text}>`;
};
const start = (fields: Record<string, unknown>, more: Record<string, unknown> = {}) => {
  const { open, asked } = scripted({ [MODEL]: answer });
  return { asked, outputs: runModelStep(claudeBatchStep, { model: MODEL, ...fields }, { open, ...more }) };
};

Deno.test("each task has its status, and one that fails loses no other", async () => {
  const outputs = await start({
    prompt: "About",
    tasks: [
      { id: "a", prompt: "this" },
      { id: "b", prompt: "down" },
      { id: "c", prompt: "hung", timeout_seconds: 0.01 },
      { id: "d", prompt: "mute" },
      { id: "e" },
    ],
  }).outputs;
  const results = outputs.batch_results as { task_id: string; status: string; result: string | null }[];
  assertEquals(results.map(({ task_id, status }) => [task_id, status]), [
    ["a", "success"],
    ["b", "failed"],
    ["c", "timeout"],
    ["d", "error"],
    ["e", "success"],
  ]);
  assertEquals(outputs.results, { a: "<About\nthis>", b: null, c: null, d: null, e: "<About>" });
  assertEquals([outputs.success, outputs.total_tasks, outputs.successful_tasks, outputs.failed_tasks], [
    false,
    5,
    2,
    3,
  ]);
  assertEquals(String(outputs.text).startsWith("===[a]===\n<About\nthis>\n\n===[b]===\n(no answer: "), true);
});

Deno.test("prompts become tasks, files are sent below their prompt, and answers are written inside the folder only", async () => {
  const out = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${out}/code.ts`, "const {row.x} = 1;");
    assertEquals((await start({ prompts: ["x", "y"] }).outputs).results, { task_1: "<x>", task_2: "<y>" });
    const tasks = [{ id: "a", file: `${out}/code.ts`, output_to_file: "answers/a.txt" }];
    await start({ tasks }, { out }).outputs;
    assertEquals(await Deno.readTextFile(`${out}/answers/a.txt`), "<Analyze this file:\nconst {row.x} = 1;>");
    const outside = [{ id: "a", prompt: "x", output_to_file: "../a.txt" }];
    await assertRejects(() => start({ tasks: outside }, { out }).outputs, Error, "must stay inside");
    const missing = [{ id: "a", file: `${out}/none` }];
    await assertRejects(() => start({ tasks: missing }).outputs, Error, "Cannot read");
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

Deno.test("a test suite is scored with intervals, and cases without answer are left out with bounds", async () => {
  const out = await Deno.makeTempDir();
  try {
    const test_cases = [
      { id: 1, input: "x", expected_output: "<x> " },
      { id: 2, input: "y", expected_output: "y" },
      { id: 3, input: "down", expected_output: "z" },
      { id: 4, input: "w" },
    ];
    await Deno.writeTextFile(`${out}/suite.json`, JSON.stringify({ name: "s", test_cases }));
    const fields = { test_suite: `${out}/suite.json`, metrics: ["exact_match", "contains"] };
    const metrics = (await start(fields).outputs).metrics as Record<string, Record<string, number>>;
    const shown = (name: string) => ["value", "n", "excluded", "worst", "best"].map((key) => metrics[name][key]);
    assertEquals(shown("exact_match"), [0.5, 2, 1, 1 / 3, 2 / 3]);
    assertEquals(shown("contains"), [1, 2, 1, 2 / 3, 1]);
    await Deno.writeTextFile(`${out}/suite.csv`, "id,input,expected_output\na,x,Say <x>!\n");
    const filled = await start({ test_suite: `${out}/suite.csv`, metrics: ["exact_match"], prompt: "Say {row.input}!" })
      .outputs;
    assertEquals((filled.metrics as typeof metrics).exact_match.value, 0);
    assertEquals(filled.results, { a: "<Say x!>" });
    const below = await start({ test_suite: `${out}/suite.csv`, prompt: "Say" }).outputs;
    assertEquals(below.results, { a: "<Say\nx>" });
    const wrong = { test_suite: `${out}/suite.csv`, prompt: "{row.expected_output}" };
    await assertRejects(() => start(wrong).outputs, Error, "must be {row.input} or {row.id}");
    await Deno.writeTextFile(`${out}/bad.json`, '[{"id": 1, "input": "x"}, {"id": 1}]');
    await assertRejects(() => start({ test_suite: `${out}/bad.json` }).outputs, Error, "case 2: input must be given");
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

Deno.test("rows of a frame are asked as by generate", async () => {
  const input = frameOf({ t: ["a", "b"] });
  const outputs = await start({ input, prompt: "{row.t}" }).outputs;
  assertEquals((outputs.frame as typeof input).getColumn("answer").toArray(), ["<a>", "<b>"]);
});

Deno.test("if all tasks fail the step fails, and contradictions are told before", async () => {
  const error = await assertRejects(() => start({ prompts: ["down", "down too"] }).outputs, Error, "503");
  assertEquals((error as Error & { code: string }).code, "provider_failed");
  const wrong = [
    {},
    { prompt: "p" },
    { prompts: ["a"], tasks: [{ id: "a", prompt: "b" }] },
    { tasks: [{ id: "a", prompt: "b" }, { id: "a", prompt: "c" }] },
    { tasks: [{ id: "a" }] },
    { prompts: ["a"], metrics: ["exact_match"] },
    { prompts: [] },
  ];
  for (const fields of wrong) assertEquals(claudeBatchStep.schema.safeParse(fields).success, false);
});
