import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import type { Evaluation } from "../../lib/metrics/evaluate.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { runWorkflow } from "../../lib/pipeline/run_workflow.ts";
import { evaluateStep } from "../../lib/steps/evaluate.ts";
import { loadStep } from "../../lib/steps/load.ts";
import { predictStep } from "../../lib/steps/predict.ts";
import { evaluate } from "../../lib/workbench/evaluate.ts";
import { runStep } from "./_run_step.ts";

const N = 60;
const list = <T>(value: (i: number) => T) => Array.from({ length: N }, (_, i) => value(i));
const COLUMNS = {
  item: list((i) => i),
  system: list(() => "one"),
  reference: list((i) => `word${i % 5} end`),
  prediction: list((i) => i % 6 ? `word${i % 5} end` : i % 4 ? "word1 other" : null),
};
const ROWS = frameOf({ language: list((i) => i % 3 ? "en" : "de"), document: list((i) => `d${i >> 2}`) });

type Fields = Record<string, unknown>;

async function run(fields: Fields = {}, columns: Parameters<typeof frameOf>[0] = COLUMNS) {
  const outputs = { predictions: ["predictions", frameOf(columns)], items: ["frame", ROWS] } as const;
  const out = await runStep(evaluateStep, { resamples: 50, ...fields }, outputs);
  return out.evaluations as Evaluation[];
}

/** The problems that a plan tells of a step with these fields, as lines of YAML. */
function planned(fields: string): readonly string[] {
  const yaml = `
name: x
steps:
  - { name: load, type: load, path: a.csv }
  - name: predict
    type: predict
    test: "{{ steps.load.frame }}"
    target: label
    systems: [{ predictions: { column: a } }]
  - name: evaluate
    type: evaluate
    predictions: "{{ steps.predict.predictions }}"
${fields.split("\n").map((line) => `    ${line}`).join("\n")}
`;
  const plan = () =>
    planWorkflow(parseWorkflow(yaml, "x.yaml"), { load: loadStep, predict: predictStep, evaluate: evaluateStep });
  return (assertThrows(plan, AssayError) as AssayError).problems;
}

Deno.test("the step gives what the function gives, for every field", async () => {
  const fields = {
    task: "text",
    metrics: ["token_f1", "exact_match"],
    primary: "exact_match",
    slices: ["language"],
    minimum_slice_size: 10,
    cluster: "document",
    missing: "wrong",
    examples: 2,
    alpha: 0.1,
    level: 0.9,
    seed: 5,
  };
  const expected = evaluate(frameOf(COLUMNS), {
    task: "text",
    metrics: ["token_f1", "exact_match"],
    primary: "exact_match",
    items: ROWS,
    slices: ["language"],
    minimumSliceSize: 10,
    cluster: "document",
    missing: "wrong",
    examples: 2,
    alpha: 0.1,
    level: 0.9,
    seed: 5,
    resamples: 50,
  });
  assertEquals(await run(fields), expected);
  const [{ primary, clusters, slices, missing, errors, bootstrap }] = expected;
  assertEquals([primary, clusters, slices!.alpha, slices!.minimumSize, missing], ["exact_match", 15, 0.1, 10, "wrong"]);
  assertEquals([errors.worst.length, bootstrap], [2, { resamples: 50, seed: 5 }]);
});

Deno.test("without fields the step evaluates labels with the usual metrics", async () => {
  const [one] = await run();
  assertEquals([one.task, one.primary, one.missing, one.slices, one.clusters], [
    "classification",
    "accuracy",
    "exclude",
    null,
    null,
  ]);
});

Deno.test("a metric of one's own is an expression over reference, prediction and item", async () => {
  const [one] = await run({
    metrics: [
      { name: "same", expression: "prediction == reference" },
      { name: "brief", expression: "prediction.length", higher_is_better: false },
      { name: "late", expression: "item >= 30", range: [0, 1] },
      "token_f1",
    ],
  });
  const right = COLUMNS.prediction.map((text, i) => text === null ? null : Number(text === COLUMNS.reference[i]));
  assertEquals(one.itemScores.same, right);
  assertEquals([one.metrics.same.method, one.metrics.late.method], ["wilson", "wilson"]);
  assertEquals(one.itemScores.brief, COLUMNS.prediction.map((text) => text?.length ?? null));
  assertEquals(one.itemScores.late, COLUMNS.prediction.map((text, i) => text === null ? null : Number(i >= 30)));
  assertEquals([one.primary, one.task, one.higherIsBetter], ["same", "text", true]);
});

Deno.test("an expression that gives no number is told with the item and the metric", async () => {
  const odd: [string, string][] = [
    ["prediction", "a score must be a finite number, true, false or null"],
    ["prediction * 2", "Cannot evaluate"],
  ];
  for (const [expression, problem] of odd) {
    const error = await assertRejects(
      () => run({ metrics: [{ name: "odd", expression }] }),
      AssayError,
      "Cannot score item 1 by odd",
    ) as Error;
    assertStringIncludes(error.message, problem);
    assertEquals(error.message.split("Cannot score item").length, 2);
  }
});

Deno.test("an expression without a value leaves the item out", async () => {
  const [one] = await run({ metrics: [{ name: "ratio", expression: "1 / (item % 2)" }] });
  assertEquals(one.itemScores.ratio, COLUMNS.prediction.map((text, i) => text === null || i % 2 === 0 ? null : 1));
});

Deno.test("an expression reaches no property of objects and no other name", async () => {
  const refused = (expression: string) => run({ metrics: [{ name: "odd", expression }] });
  await assertRejects(() => refused("score"), Error, "sees only system, item, reference, prediction, received score");
  await assertRejects(() => refused("steps.x + params.y"), Error, "received steps.x, params.y");
  await assertRejects(() => refused("prediction ="), Error, "cannot be read");
  await assertRejects(() => refused("__proto__"), Error, "sees only system, item, reference, prediction");
  // A text has a length, and nothing else that could be meant.
  for (const odd of ["prediction.constructor", "item.language", "reference.length.x"]) {
    await assertRejects(() => refused(odd), Error, `received ${odd}`);
  }
});

Deno.test("names and ranges of metrics of one's own are checked", async () => {
  const own = (more: Fields) => run({ metrics: [{ name: "own", expression: "1", ...more }] });
  for (const name of ["", "1a", "a b", "__proto__", "x".repeat(101)]) await assertRejects(() => own({ name }));
  await assertRejects(() => own({ name: "accuracy" }), Error, "is the name of a metric that there is");
  await assertRejects(() => own({ range: [1, 0] }), Error, "the best the higher one");
  await assertRejects(
    () => own({ range: [0, 0.5] }),
    AssayError,
    "must lie in the metric's range from 0 to 0.5, received 1",
  );
  await assertRejects(() => own({ range: [0] }));
  await assertRejects(() => own({ higher: true }));
});

Deno.test("fields out of range are refused", async () => {
  const wrong: Fields[] = [
    { task: "translation" },
    { metrics: [] },
    { metrics: ["acuracy"] },
    { minimum_slice_size: 1 },
    { missing: "zero" },
    { examples: -1 },
    { alpha: 0 },
    { level: 1 },
    { resamples: 0 },
    { zero_division: 2 },
    { slices: [""] },
    { cluster: "" },
    { unknown: 1 },
  ];
  for (const one of wrong) await assertRejects(() => run(one), Error, undefined, JSON.stringify(one));
  await assertRejects(() => run({ slices: ["langage"] }), AssayError, 'did you mean "language"?');
  await assertRejects(() => run({ task: "regression", missing: "wrong" }), Error, "no number is the worst answer");
  await assertRejects(
    () => run({ metrics: ["token_f1", "f1_macro"] }),
    Error,
    "f1_macro is a metric of classification",
  );
});

Deno.test("a plan tells wrong fields with their place", () => {
  const text = planned(`metrics: [acuracy, { name: m, expression: "secret + 1" }]
missing: zero
minimum_slice_size: 1
slice: [a]`).join("\n");
  for (const part of ["metrics", "missing", "minimum_slice_size", 'did you mean "slices"?']) {
    assertStringIncludes(text, part);
  }
});

Deno.test("the output of a step of another kind is refused when planned", () => {
  assertStringIncludes(planned('items: "{{ steps.predict.predictions }}"').join("\n"), "items");
});

const PIPELINE = `
name: evaluate_text
params: { file: { type: path }, least: { type: integer, default: 10 } }
steps:
  - { name: load, type: load, path: "{{ params.file }}" }
  - name: predict
    type: predict
    test: "{{ steps.load.frame }}"
    target: answer
    systems: [{ name: first, predictions: { column: first } }, { name: second, predictions: { column: second } }]
  - name: evaluate
    type: evaluate
    predictions: "{{ steps.predict.predictions }}"
    items: "{{ steps.load.frame }}"
    metrics:
      - token_f1
      - { name: brief, expression: "prediction.length <= reference.length" }
    slices: [language, words]
    minimum_slice_size: "{{ params.least }}"
    cluster: document
    resamples: 50
`;

Deno.test("a pipeline loads, asks and evaluates text by slices and clusters of its rows", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/answers.csv`;
    const rows = list((i) =>
      [`the answer ${i % 7}`, `the answer ${i % 5}`, "answer", i % 2 ? "en" : "de", i, `d${i >> 2}`].join(",")
    );
    await Deno.writeTextFile(file, `answer,first,second,language,words,document\n${rows.join("\n")}\n`);
    const types = { load: loadStep, predict: predictStep, evaluate: evaluateStep };
    const results = await runWorkflow(planWorkflow(parseWorkflow(PIPELINE, "x.yaml"), types, { file }), {
      out: folder,
    });
    const evaluations = results.find(({ step }) => step === "evaluate")!.value as Evaluation[];
    assertEquals(evaluations.map(({ system }) => system), ["first", "second"]);
    for (const { task, primary, metrics, slices, clusters, n } of evaluations) {
      assertEquals([task, primary, Object.keys(metrics), clusters, n], [
        "text",
        "token_f1",
        ["token_f1", "brief"],
        15,
        N,
      ]);
      assertEquals(metrics.token_f1.method, "clustered t");
      assertEquals(slices!.slices.length, 6);
      assert(slices!.slices.every(({ difference }) => difference.method === "clustered t"));
    }
    // "answer" against "the answer 3": precision 1, recall 1/2, articles do not count.
    assertEquals(evaluations[1].metrics.token_f1.value, 2 / 3);
    assertEquals(evaluations[1].metrics.brief.value, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
