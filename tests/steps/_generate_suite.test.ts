import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { drive } from "../../lib/core/drive.ts";
import { readSuite, scoreSuite, SUITE_METRICS, type SuiteScore } from "../../lib/steps/_generate_suite.ts";
import type { TaskResult } from "../../lib/steps/_generate_tasks.ts";
import { failure } from "../../lib/testing/failure.ts";
import { testPipeline } from "../../lib/testing/test_pipeline.ts";

const ANSWERS: Record<string, string> = {
  "capital of France": "  Paris. \n",
  "capital of Italy": "It is Rome",
  "2 + 2": "So it is 4.",
};
const CASES = [
  { id: "f", input: "capital of France", expected_output: "Paris" },
  { id: "i", input: "capital of Italy", expected_output: "Rome" },
  { id: "s", input: "2 + 2", expected_output: "4" },
  { id: "d", input: "down", expected_output: "x" },
  { id: "n", input: "nothing told" },
];

async function scored(metrics: readonly string[], cases: readonly Record<string, unknown>[] = CASES) {
  const run = await testPipeline(pipeline(metrics), {
    fixtures: { "suite.json": JSON.stringify({ name: "s", test_cases: cases }) },
    models: {
      sonnet: (request) => {
        const text = request.messages.at(-1)!.content;
        return text === "down" ? failure() : ANSWERS[text] ?? "[1]";
      },
    },
  });
  return run.outputs("ask", "metrics") as Record<string, SuiteScore>;
}

function pipeline(metrics: readonly string[]): string {
  return `name: x
steps:
  - { name: ask, type: claude_batch, test_suite: suite.json, metrics: ${JSON.stringify(metrics)} }`;
}

function result(answer: string | null): TaskResult {
  const status = answer === null ? "failed" : "success";
  return { id: "x", status, result: answer, json: null, error: null, model: null };
}

Deno.test("a suite is scored by every metric of texts, each with an interval and what was left out", async () => {
  const metrics = await scored(SUITE_METRICS);
  assertEquals(Object.keys(metrics), [...SUITE_METRICS]);
  const { rouge_2: pairs, ...others } = metrics;
  // References of one word have no pairs of words.
  assertEquals([pairs.value, pairs.n, pairs.excluded, pairs.reason], [null, 0, 4, "no item has a score"]);
  for (const [name, { value, low, high, n, excluded }] of Object.entries(others)) {
    // Two references hold no number; JSON needs no reference.
    const wanted = name === "numeric_match" ? [1, 3] : [name === "json_validity" ? 4 : 3, 1];
    assertEquals([name, n, excluded], [name, ...wanted]);
    assert(low! <= value! && value! <= high!, `${name}: ${low} ${value} ${high}`);
  }
  const values = (...names: string[]) => names.map((name) => metrics[name].value);
  assertEquals(values("accuracy", "exact_match", "contains", "exact_match_normalised"), [0, 0, 1, 1 / 3]);
  assertEquals(values("numeric_match", "pattern_match", "json_validity"), [1, 1, 1 / 4]);
  // Words in common: paris of paris; rome of it, is, rome; 4 of so, it, is, 4.
  assertAlmostEquals(metrics.f1_score.value!, (1 + 1 / 2 + 2 / 5) / 3, 1e-12);
  assertEquals(metrics.f1_score, metrics.token_f1);
  assertAlmostEquals(metrics.token_f1.worst!, (1 + 1 / 2 + 2 / 5) / 4, 1e-12);
  assertAlmostEquals(metrics.token_f1.best!, (1 + 1 / 2 + 2 / 5 + 1) / 4, 1e-12);
  // Edits: the full stop; "it is"; "so it is" and the full stop.
  assertAlmostEquals(metrics.character_error_rate.value!, (1 + 6 + 10) / 10, 1e-12);
  assertEquals([metrics.bleu.worst, metrics.bleu.signature?.startsWith("nrefs:1|case:mixed|eff:no|tok:13a")], [
    undefined,
    true,
  ]);
});

Deno.test("an unknown metric is told with its place before anything is asked", async () => {
  const run = testPipeline(pipeline(["bleuu", "semantics", "exact_match"]), { models: { sonnet: [] } });
  const error = await assertRejects(() => run, AssayError);
  assertStringIncludes(
    error.problems[0],
    'field "metrics[0]" must be a known name, received "bleuu", did you mean "bleu"?',
  );
  assertStringIncludes(error.problems[1], 'received "semantics", known: accuracy, bleu, cer,');
  assertEquals(error.problems.length, 2);
});

Deno.test("expected outputs that a metric cannot use are told before anything is asked", async () => {
  const cases = [{ input: "a", expected_output: "^a$" }, { input: "b", expected_output: "(" }, {
    input: "c",
    expected_output: "(?=x)",
  }];
  const told = await assertRejects(() => scored(["regex", "bleu"], cases), AssayError);
  assertStringIncludes(told.message, "case 2: regex cannot use its expected_output: ");
  assertStringIncludes(told.message, "case 3: regex cannot use its expected_output: ");
  await assertRejects(
    () => scored(["bleu"], [{ input: "a" }]),
    AssayError,
    "bleu needs an expected_output, which no case has",
  );
  assertEquals((await scored(["json_validity"], [{ input: "a" }])).json_validity.value, 1);
});

Deno.test("white space counts within a pattern and nowhere else at the edges", () => {
  const cases = [{ id: "a", input: "", expected: "b\n" }];
  const score = (name: string) => drive(scoreSuite(cases, [result(" b ")], [name]))[name].value;
  assertEquals(["exact_match", "accuracy", "contains", "regex"].map(score), [1, 1, 1, 0]);
});

Deno.test("without answers there is no score but a reason, also where scores are undefined", () => {
  const cases = [{ id: "a", input: "", expected: "one" }];
  const score = (answer: string | null) => drive(scoreSuite(cases, [result(answer)], ["numeric_match"])).numeric_match;
  assertEquals([score(null).value, score(null).reason, score(null).excluded], [
    null,
    "no case has both an expected output and an answer",
    1,
  ]);
  assertEquals([score("1").value, score("1").reason], [null, "no item has a score"]);
});

Deno.test("a metric that is named twice is computed once, and each takes a turn", () => {
  const work = scoreSuite([{ id: "a", input: "", expected: "b" }], [result("b")], ["gleu", "gleu", "bleu"]);
  let turns = 0;
  while (!work.next().done) turns++;
  assertEquals(turns, 2);
});

Deno.test("ids must differ, there must be cases, and the whole file is read as strictly as before", () => {
  const path = Deno.makeTempFileSync({ suffix: ".json" });
  try {
    const problemsOf = (cases: unknown) => {
      Deno.writeTextFileSync(path, JSON.stringify(cases));
      return (assertThrows(() => readSuite(path, ["bleu"]), AssayError) as AssayError).problems;
    };
    assertEquals(problemsOf([{ id: "a", input: "x", expected_output: "y" }, { id: "a", input: "x" }]), [
      'case 2: the id "a" is used twice',
    ]);
    assertEquals(problemsOf([])[0], "it must hold at least one case");
    const many = Array.from({ length: 10_001 }, (_, i) => ({ input: String(i), expected_output: "x" }));
    assertEquals(problemsOf(many), ["it must hold at most 10000 cases, received 10001"]);
    assertEquals(problemsOf([{ expected_output: "x" }]), ["case 1: input must be given"]);
    assertStringIncludes(problemsOf(3)[0], "must be a list of cases");
  } finally {
    Deno.removeSync(path);
  }
});
