import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Gate } from "../../lib/reports/report_input.ts";
import { generateStep } from "../../lib/steps/generate.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";
import { failure } from "../../lib/testing/failure.ts";
import { scriptedModel } from "../../lib/testing/scripted_model.ts";
import { testPipeline } from "../../lib/testing/test_pipeline.ts";

const pipeline = (name: string) => new URL(`../../pipelines/${name}`, import.meta.url);
const stepTypes = { ...STEP_TYPES, generate: generateStep };

Deno.test("evaluate_intents finds the better of its systems and writes its report", async () => {
  const words = { order: "parcel delivery late", refund: "money back please", greet: "hello there friend" };
  const rows = Object.entries(words).flatMap(([intent, text]) => {
    return Array.from({ length: 20 }, (_, i) => ({ text: `${text} ${i}`, intent }));
  });
  const run = await testPipeline(pipeline("evaluate_intents.yaml"), {
    fixtures: { "my/intents.jsonl": rows },
    params: { dataset: "my/intents.jsonl", examples_per_class: 3, resamples: 200 },
  });
  assertEquals([...new Set(Object.values(run.outcomes).map(({ status }) => status))], ["done"]);
  assertEquals(run.outputs("split", "sizes"), { train: 36, test: 24 });
  assertEquals(run.rows("predict", "predictions").length, 3 * 24);
  assertEquals((run.outputs("beats_the_baseline", "gate") as Gate).verdict, "pass");
  assertEquals([run.cost, run.calls - run.prompts.length], [0, 0]);
  for (const file of ["index.html", "report.md", "report.json"]) {
    assertStringIncludes(Object.keys(run.files).join(" "), file);
  }
  assertStringIncludes(run.files["report.json"], "local/naive_bayes");
  for (const text of Object.values(run.files)) assertEquals(text.includes("assay_test_"), false);
});

Deno.test("compare_recorded tells the better of two columns, and the same twice", async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => ({ label: i % 2 ? "yes" : "no", good: i % 2 ? "yes" : "no", bad: "no" }),
  );
  const options = {
    fixtures: { "answers.csv": rows },
    params: {
      dataset: "answers.csv",
      target: "label",
      systems: [{ predictions: { column: "good" } }, { predictions: { column: "bad" } }],
      resamples: 200,
    },
  };
  const run = await testPipeline(pipeline("compare_recorded.yaml"), options);
  const { pairs } = run.outputs("compare", "comparison") as { pairs: { first: string; verdict: string }[] };
  assertEquals(pairs.map(({ first, verdict }) => [first, verdict]), [["good", "better"]]);
  assertEquals(run.prompts, []);
  assertStringIncludes(run.files["report.md"], "Answers in columns of answers.csv");
  assertEquals((await testPipeline(pipeline("compare_recorded.yaml"), options)).files, run.files);
});

const TRIAGE = `
name: triage
params:
  tickets: { type: path, default: tickets.csv }
limits: { max_cost: 0.65 }
steps:
  - { name: load, type: load, path: "{{ params.tickets }}" }
  - name: each
    type: for_loop
    data_source: "{{ steps.load.frame }}"
    iterator: ticket
    steps:
      - name: judge
        type: generate
        model: haiku
        max_output_tokens: 50
        prompt: "Is this urgent? {{ ticket.text }}"
        output_schema: { type: object, properties: { urgent: { type: boolean } }, required: [urgent] }
        retry: { max_attempts: 3, base_delay_seconds: 2 }
      - name: answer
        type: generate
        model: sonnet
        max_output_tokens: 50
        condition: steps.judge.urgent == true
        prompt: "Answer at once: {{ ticket.text }}"
        fallback: { text: A person will answer. }
`;
const TICKETS = { "tickets.csv": [{ text: "My house burns" }, { text: "Nice shop" }, { text: "Water everywhere" }] };
const URGENT = '{"urgent": true}';
const PRICE = { input: 1000, output: 10_000 };
const USAGE = { inputTokens: 10, outputTokens: 5 };

Deno.test("prompts of a loop, conditions, retries, fallbacks and costs are seen", async () => {
  const haiku = scriptedModel([failure("rate limited"), failure("rate limited"), URGENT, '{"urgent": false}', URGENT], {
    price: PRICE,
    usage: USAGE,
  });
  const sonnet = scriptedModel({ burns: "Call 112.", "": failure("down") }, { price: PRICE, usage: USAGE });
  const run = await testPipeline(TRIAGE, {
    stepTypes,
    fixtures: TICKETS,
    models: { haiku, sonnet },
    limits: { maxCost: 100 },
  });
  assertEquals(run.promptsOf("judge").map(({ step, text, answer }) => [step, text, answer]), [
    ["each[0]/judge", "Is this urgent? My house burns", null],
    ["each[0]/judge", "Is this urgent? My house burns", null],
    ["each[0]/judge", "Is this urgent? My house burns", URGENT],
    ["each[1]/judge", "Is this urgent? Nice shop", '{"urgent": false}'],
    ["each[2]/judge", "Is this urgent? Water everywhere", URGENT],
  ]);
  assertEquals(run.promptsOf("answer").map(({ step }) => step), ["each[0]/answer", "each[2]/answer"]);
  assertEquals(run.promptsOf("each").length, 7);
  assertEquals(run.promptsOf("each[2]").length, 2);
  assertEquals(run.pauses, [2, 4]);
  assertEquals(run.outcomes["each[0]/judge"], { status: "done", attempt: 3 });
  assertEquals(run.outcomes["each[1]/answer"].status, "skipped");
  assertEquals(run.outcomes["each[2]/answer"].status, "degraded");
  assertEquals(run.outputs("each[0]/answer", "text"), "Call 112.");
  assertEquals(run.outputs("each[2]/answer", "text"), "A person will answer.");
  // Four answers came, of 10 tokens at $0.001 and 5 at $0.01 each.
  assertEquals([run.calls, run.tokens, run.unpriced], [4, 60, 0]);
  assertEquals(Math.abs(run.cost - 4 * 0.06) < 1e-12, true);
});

Deno.test("the limit of cost stops a run before it is passed", async () => {
  const model = () => scriptedModel({ "": URGENT }, { price: PRICE, usage: USAGE });
  const models = { haiku: model(), sonnet: model() };
  const run = await testPipeline(TRIAGE, { stepTypes, fixtures: TICKETS, models, throws: false });
  assertEquals(run.error?.code, "over_limit");
  assertEquals([run.calls, run.cost <= 0.65], [2, true]);
  // A prompt that was refused has reached no model.
  assertEquals(run.prompts.length, run.calls);
  assertEquals(models.haiku.requests.length + models.sonnet.requests.length, run.calls);
});

Deno.test("a limit of cost refuses a model whose price is not known", async () => {
  const run = await testPipeline(TRIAGE, { stepTypes, fixtures: TICKETS, models: { haiku: [URGENT] }, throws: false });
  assertStringIncludes(run.error!.message, "the price of anthropic/claude-haiku-5-5 is not known");
  assertEquals(run.prompts, []);
});

Deno.test("answers that are no JSON are asked for once more, and the prompt of that is seen", async () => {
  const run = await testPipeline(TRIAGE, {
    stepTypes,
    fixtures: { "tickets.csv": [{ text: "Nice shop" }] },
    models: { haiku: ["Hm.", '{"urgent": false}'] },
    limits: { maxCost: null },
  });
  const [, again] = run.promptsOf("judge");
  assertEquals(again.messages.map(({ role }) => role), ["user", "assistant", "user"]);
  assertStringIncludes(again.text, "Your answer cannot be used");
  assertEquals([run.calls, run.unpriced, run.cost], [2, 2, 0]);
});

Deno.test("rows asked at the same time are seen with their step, and a loop that ran over nothing has no prompts", async () => {
  const yaml = `
name: rows
steps:
  - { name: load, type: load, path: a.csv }
  - { name: left, type: generate, model: haiku, input: "{{ steps.load.frame }}", prompt: "Left {row.x}", max_concurrency: 4 }
  - { name: right, type: generate, model: haiku, input: "{{ steps.load.frame }}", prompt: "Right {row.x}", max_concurrency: 4 }
  - name: none
    type: for_loop
    data_source: []
    steps: [{ name: inner, type: generate, model: haiku, prompt: "Never" }]
`;
  const rows = Array.from({ length: 30 }, (_, x) => ({ x }));
  const haiku = scriptedModel(({ messages }) => messages[0].content.toUpperCase());
  const run = await testPipeline(yaml, { stepTypes, fixtures: { "a.csv": rows }, models: { haiku } });
  for (const [step, word] of [["left", "Left"], ["right", "Right"]]) {
    assertEquals(run.promptsOf(step).map(({ text }) => text), rows.map(({ x }) => `${word} ${x}`));
    assertEquals(run.rows(step).map(({ answer }) => answer), rows.map(({ x }) => `${word} ${x}`.toUpperCase()));
  }
  assertEquals(run.promptsOf("inner"), []);
});
