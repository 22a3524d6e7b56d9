import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { CustomMetric } from "../../lib/metrics/custom_metric.ts";
import { evaluate, type EvaluateOptions } from "../../lib/metrics/evaluate.ts";
import { DEFAULT_METRICS } from "../../lib/metrics/metric_table.ts";
import type { SystemAnswers } from "../../lib/metrics/system_answers.ts";
import { TEXT_METRICS } from "../../lib/metrics/text_metrics.ts";

const FEW = { resamples: 50 };
const TEXTS: SystemAnswers = Object.freeze({
  system: "t",
  references: Object.freeze(["the cat sat", "a dog", "one two three", null, "x"]),
  predictions: Object.freeze(["the cat sat", "a dog ran", "one two", "y", null]),
});
const NUMBERS: SystemAnswers = Object.freeze({
  system: "n",
  references: Object.freeze(["1", "2.5", " -3 ", "1e2", "0", null]),
  predictions: Object.freeze(["2", "2.5", "-5", "90", "about 4", "7"]),
});
/** The answer, read as a number. */
const told: CustomMetric = { name: "told", score: ({ prediction }) => Number(prediction) };
const problemsOf = (answers: SystemAnswers, options: EvaluateOptions) =>
  (assertThrows(() => evaluate(answers, options), AssayError, "Cannot evaluate") as AssayError).problems;

/** The evaluation survives JSON; names like __proto__ too. */
function assertPlain(evaluation: unknown): void {
  assertEquals(JSON.parse(JSON.stringify(evaluation)), evaluation);
}

Deno.test("evaluate of text reports the metrics of text, each with the items' scores", () => {
  const found = evaluate(TEXTS, { ...FEW, task: "text" });
  assertEquals([found.task, found.n, found.total, found.primary], ["text", 3, 5, "exact_match"]);
  assertEquals(Object.keys(found.metrics), DEFAULT_METRICS.text);
  for (const name of DEFAULT_METRICS.text) {
    const { estimate, scores } = TEXT_METRICS[name].score(TEXTS.references, TEXTS.predictions, FEW);
    assertEquals([found.metrics[name], found.itemScores[name]], [estimate, scores]);
  }
  assertEquals([found.classes, found.confusion, found.calibration], [[], null, null]);
  assertEquals(found.failures, { "no reference": 1, "no answer": 1 });
  assertEquals(found.errors.wrong, 2);
  assertEquals(found.errors.worst.map(({ item, prediction }) => [item, prediction]), [[1, "a dog ran"], [
    2,
    "one two",
  ]]);
  assertPlain(found);
});

for (const name of Object.keys(TEXT_METRICS)) {
  Deno.test(`evaluate takes the task of text from its metric, and plain data comes out: ${name}`, () => {
    const found = evaluate(TEXTS, { ...FEW, task: "text", metrics: [name] });
    assertEquals([Object.keys(found.metrics), found.primary, found.task], [[name], name, "text"]);
    assertEquals(found.higherIsBetter, TEXT_METRICS[name].higherIsBetter);
    assertPlain(found);
    if (name !== "accuracy") assertEquals(evaluate(TEXTS, { ...FEW, metrics: [name] }), found);
  });
}

Deno.test("evaluate takes accuracy for labels, unless the task or another metric says text", () => {
  const answers = { system: "a", references: ["x", "y"], predictions: ["x ", "y"] };
  const value = (options: EvaluateOptions) => {
    const { task, metrics } = evaluate(answers, { ...FEW, ...options });
    return [task, metrics.accuracy.value];
  };
  assertEquals(value({ metrics: ["accuracy"] }), ["classification", 0.5]);
  // White space around an answer does not count in text.
  assertEquals(value({ metrics: ["accuracy"], task: "text" }), ["text", 1]);
  assertEquals(value({ metrics: ["accuracy", "token_f1"] }), ["text", 1]);
});

Deno.test("evaluate of numbers reads them from texts, and leaves out what is none", () => {
  const found = evaluate(NUMBERS, { ...FEW, task: "regression" });
  assertEquals([found.task, found.primary, found.higherIsBetter], ["regression", "mean_absolute_error", false]);
  // Errors 1, 0, 2 and 10; "about 4" is no number, and one has no reference.
  const { mean_absolute_error: mae, root_mean_squared_error: rmse } = found.metrics;
  assertEquals([mae.value, mae.n], [13 / 4, 4]);
  assertAlmostEquals(rmse.value!, Math.sqrt(105 / 4), 1e-14);
  assertEquals(found.itemScores.mean_absolute_error, [1, 0, 2, 10, null, null]);
  assertEquals(found.errors.wrong, 3);
  assertEquals(found.errors.worst.map(({ item, score }) => [item, score]), [[3, 10], [2, 2], [0, 1]]);
  assertPlain(found);
});

Deno.test("evaluate takes as numbers what is written as one, and nothing else", () => {
  const good = ["0", "-0", "+1", "1.", ".5", "1e3", "1E-3", "\t7\n", "007"];
  const bad = ["", " ", "1,5", "1e", "e1", "0x10", "1_000", "Infinity", "NaN", "1e400", "--1", "1 2", "１", "5 %", "."];
  const texts = [...good, ...bad];
  const { itemScores } = evaluate({ system: "n", references: texts.map(() => "1"), predictions: texts }, {
    ...FEW,
    metrics: ["mean_absolute_error"],
  });
  assertEquals(itemScores.mean_absolute_error.map((score) => score !== null), texts.map((text) => good.includes(text)));
});

Deno.test("evaluate of numbers too large for their metric gives nulls, not infinities", () => {
  const answers = { system: "n", references: ["1e308", "-1e308", "1"], predictions: ["-1e308", "1e308", "2"] };
  for (const metric of ["mean_absolute_error", "mean_absolute_percentage_error", "symmetric_percentage_error"]) {
    const found = evaluate(answers, { ...FEW, metrics: [metric] });
    assert(Object.values(found.itemScores).flat().every((score) => score === null || Number.isFinite(score)));
  }
});

Deno.test("evaluate by metrics of one's own alone is an evaluation of text", () => {
  const length: CustomMetric = { name: "length", score: ({ prediction }) => prediction.length, higherIsBetter: false };
  const found = evaluate(TEXTS, { ...FEW, metrics: [length] });
  assertEquals([found.task, found.primary, found.higherIsBetter], ["text", "length", false]);
  assertEquals(found.itemScores, { length: [11, 9, 7, 1, null] });
  assertEquals(found.metrics.length.value, 7);
  // There is no best length, so no answer is known to be wrong; the longest are the worst.
  assertEquals([found.errors.wrong, found.errors.worst.map(({ item }) => item)], [null, [0, 1, 2]]);
  assertPlain(found);
});

Deno.test("evaluate mixes metrics of one's own with others of any task, in the order asked for", () => {
  const odd: CustomMetric = { name: "constructor", score: () => true, range: [0, 1] };
  for (const [name, answers] of [["f1_macro", TEXTS], ["rouge_l", TEXTS], ["r_squared", NUMBERS]] as const) {
    const found = evaluate(answers, { ...FEW, metrics: [odd, name], primary: name });
    assertEquals(Object.keys(found.metrics), ["constructor", name]);
    assertEquals(found.metrics["constructor" as string].value, 1);
    assertEquals(found.primary, name);
    assertPlain(found);
  }
});

Deno.test("evaluate says at which item a metric of one's own gave no number", () => {
  for (const score of [NaN, 1e400, "x", {}, undefined]) {
    const metric = { name: "odd", score: () => score } as unknown as CustomMetric;
    assertThrows(() => evaluate(TEXTS, { ...FEW, metrics: [metric] }), AssayError, "Cannot score item 0 by odd");
  }
});

Deno.test("evaluate refuses metrics of different tasks, repeated ones, none, and an unknown primary one", () => {
  assertEquals(problemsOf(TEXTS, { metrics: ["f1_macro", "bleu", "r_squared"] }), [
    "bleu is a metric of text, and the task is classification: evaluate it apart",
    "r_squared is a metric of regression, and the task is classification: evaluate it apart",
  ]);
  assertEquals(problemsOf(TEXTS, { metrics: ["bleu", "bleu", "chrf", "bleu"], primary: "belu" }), [
    "metrics must differ, received bleu twice",
    'unknown primary metric "belu", did you mean "bleu"?',
  ]);
  assertEquals(problemsOf(TEXTS, { metrics: [] }), ["at least one metric is needed"]);
  assertEquals(problemsOf(TEXTS, { metrics: ["bleu"], primary: "constructor" }).length, 1);
  assertEquals(problemsOf(TEXTS, { metrics: [told, { ...told }] }), ["metrics must differ, received told twice"]);
});
