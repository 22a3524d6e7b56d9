import { assert, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { numberOf } from "../../lib/metrics/_measure_metrics.ts";
import { compare } from "../../lib/metrics/compare.ts";
import type { CustomMetric } from "../../lib/metrics/custom_metric.ts";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { checkAnswers } from "../../lib/metrics/system_answers.ts";
import { renderReport } from "../../lib/reports/write_report.ts";
import { evaluationCharts } from "../../lib/reports/standard_charts.ts";
import { metricTable } from "../../lib/reports/tables.ts";
import { CONDITION } from "../../lib/steps/_gate_condition.ts";
import { evaluate as evaluateLists } from "../../lib/workbench/evaluate.ts";

const FEW = { resamples: 50 };
const list = <T>(n: number, value: (i: number) => T) => Array.from({ length: n }, (_, i) => value(i));

Deno.test("answers of many digits are read in time in proportion to them", () => {
  const digits = "1".repeat(200_000);
  const started = performance.now();
  assertEquals([numberOf(`${digits}x`), CONDITION.test(`>= ${digits}x`)], [null, false]);
  assert(performance.now() - started < 500);
});

Deno.test("by the share of explained variance, slices and items with the larger errors are the worse ones", () => {
  const references = list(80, (i) => String(i));
  const predictions = references.map((text, i) => String(Number(text) + (i < 40 ? i % 3 : 5 + i % 3)));
  const half = list(80, (i) => i < 40 ? "near" : "far");
  for (const metric of ["r_squared", "explained_variance"]) {
    const found = evaluate({ system: "n", references, predictions, slices: { half } }, { ...FEW, metrics: [metric] });
    assertEquals(found.higherIsBetter, true);
    assertEquals(found.slices!.slices.map(({ value, verdict }) => [value, verdict]), [["far", "worse"], [
      "near",
      "better",
    ]]);
    assertEquals(found.errors.wrong, 66);
    assertEquals(found.errors.worst[0].score, 49);
  }
});

Deno.test("a metric of one's own that is not the primary one keeps its direction in a comparison", () => {
  const length: CustomMetric = { name: "length", score: ({ prediction }) => prediction.length, higherIsBetter: false };
  const system = (name: string, extra: (i: number) => string) =>
    evaluate({ system: name, references: list(30, () => "a"), predictions: list(30, (i) => `a${extra(i)}`) }, {
      ...FEW,
      metrics: ["exact_match", length],
    });
  const found = compare([system("long", (i) => "x".repeat(5 + i % 3)), system("short", () => "")], {
    ...FEW,
    metric: "length",
  });
  assertEquals([found.higherIsBetter, found.pairs[0].verdict, found.ranking[0].system], [false, "worse", "short"]);
});

Deno.test("a comparison refuses systems of other clusters, other tasks and other treatment of missing answers", () => {
  const answers = { references: ["a", "b", "a", "b"], predictions: ["a", "b", "b", "b"] };
  const one = evaluate({ system: "one", ...answers, clusters: [1, 1, 2, 2] }, FEW);
  const problems = (other: object, options: object = {}) => {
    const two = evaluate({ system: "two", ...answers, clusters: [1, 1, 2, 2], ...other }, { ...FEW, ...options });
    return (assertThrows(() => compare([one, two], { ...FEW, metric: "accuracy" }), AssayError) as AssayError).problems;
  };
  assertEquals(problems({ clusters: [1, 2, 1, 2] }), ["one and two must have the same clusters"]);
  assertEquals(problems({ clusters: undefined }), ["one and two must have the same clusters"]);
  assertEquals(problems({}, { missing: "wrong" }), [
    "one and two must treat missing answers alike, received exclude and wrong",
  ]);
  assertEquals(problems({}, { metrics: ["accuracy"], task: "text" }), [
    "one and two must be evaluated for one task, received classification and text",
  ]);
});

Deno.test("metrics of all items together count missing answers as wrong in a comparison too", () => {
  const references = list(40, (i) => `the ${i % 7} cats sat on the mat`);
  const options = { ...FEW, metrics: ["bleu"], missing: "wrong" as const };
  const full = evaluate(
    { system: "full", references, predictions: references.map((text, i) => i % 4 ? text : "no") },
    options,
  );
  const gaps = evaluate(
    { system: "gaps", references, predictions: references.map((text, i) => i % 4 ? text : null) },
    options,
  );
  const { pairs: [pair], ranking } = compare([full, gaps], FEW);
  assertEquals(pair.n, 40);
  for (const { estimate, system } of ranking) {
    assertEquals(estimate.value, (system === "full" ? full : gaps).metrics.bleu.value);
  }
  assert(Math.abs(pair.difference.value! - (full.metrics.bleu.value! - gaps.metrics.bleu.value!)) < 1e-9);
});

Deno.test("a slice column that is called like a list hides no list that is too short", () => {
  for (const name of ["references", "predictions", "clusters"]) {
    const slices = { [name]: ["x", "y"] };
    const answers = { system: "a", references: ["x", "y"], predictions: ["x"], slices };
    assertThrows(() => checkAnswers(answers, "evaluate"), RangeError, "predictions (1)");
  }
});

Deno.test("a report shows metrics whose names are no file names, or those of other charts", async () => {
  const named = (name: string): CustomMetric => ({ name, score: () => 0.5 });
  for (const metrics of [["chrf++"], [named("reliability")], [named("f1_by_class")], [named("differences")]]) {
    const found = evaluate({ system: "s", references: ["a b"], predictions: ["a"] }, { ...FEW, metrics });
    const charts = [...evaluationCharts([found]), { ...evaluationCharts([found])[0], id: "reliability" }];
    assert(Object.keys(await renderReport({ title: "t", evaluations: [found], charts })).length > 4);
  }
});

Deno.test("a chart without any number is left out", () => {
  const found = evaluate({ system: "s", references: ["a"], predictions: [null] }, FEW);
  assertEquals(evaluationCharts([found]).filter(({ part }) => part === "systems"), []);
});

Deno.test("a metric called constructor that one of two systems has is a dash for the other", () => {
  const metric: CustomMetric = { name: "constructor", score: () => 0.5 };
  const answers = { references: ["a"], predictions: ["a"] };
  const one = evaluate({ system: "one", ...answers }, {
    ...FEW,
    metrics: [metric, "exact_match"],
    primary: "exact_match",
  });
  const two = evaluate({ system: "two", ...answers }, { ...FEW, metrics: ["exact_match"] });
  assertEquals(metricTable([one, two]).rows.find(([name]) => name === "constructor")![2], "–");
  assertThrows(
    () => compare([one, two], { ...FEW, metric: "constructor" }),
    AssayError,
    "must be one that can be compared",
  );
});

Deno.test("lists of answers take no columns, and say so", () => {
  const answers = { system: "s", references: ["a"], predictions: ["a"] };
  for (const more of [{ slices: ["x"] }, { cluster: "x" }]) {
    assertThrows(() => evaluateLists(answers, { ...FEW, ...more }), AssayError, "Cannot evaluate");
  }
});

Deno.test("an answer that is missing and counts as wrong is wrong, whatever an empty one would score", () => {
  const answers = { system: "a", references: ["", ".*", "x", null], predictions: [null, null, "x", null] };
  const scoresOf = (metrics: (string | CustomMetric)[]) =>
    evaluate(answers, { ...FEW, task: "text", metrics, missing: "wrong" });
  for (const metric of ["exact_match", "pattern_match", "token_f1", "edit_similarity"]) {
    const { metrics, itemScores } = scoresOf([metric]);
    assertEquals(itemScores[metric], [0, 0, 1, null], metric);
    assertEquals([metrics[metric].value, metrics[metric].n], [1 / 3, 3]);
  }
  const long: CustomMetric = { name: "long", range: [-5, 100], score: ({ prediction }) => prediction.length };
  assertEquals(scoresOf([long]).itemScores.long, [-5, -5, 1, -5]);
  const open: CustomMetric = { name: "open", score: () => 1 };
  assertThrows(() => scoresOf([open]), AssayError, 'missing: "wrong" needs the range of open');
});
