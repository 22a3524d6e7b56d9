import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { answerStability } from "../../lib/metrics/answer_stability.ts";
import type { CustomMetric } from "../../lib/metrics/custom_metric.ts";
import { evaluate, evaluateInSlices, type EvaluateOptions } from "../../lib/metrics/evaluate.ts";
import { DEFAULT_METRICS } from "../../lib/metrics/metric_table.ts";
import type { SystemAnswers } from "../../lib/metrics/system_answers.ts";
import { TEXT_METRICS } from "../../lib/metrics/text_metrics.ts";
import { clusteredMean } from "../../lib/stats/clustered_mean.ts";
import oracle from "../oracles/evaluation.json" with { type: "json" };

const FEW = { resamples: 50 };
const list = <T>(n: number, value: (i: number) => T) => Array.from({ length: n }, (_, i) => value(i));
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

Deno.test("evaluate by another primary metric slices by it and turns for errors", () => {
  const references = list(80, (i) => String(i));
  const predictions = references.map((text, i) => String(Number(text) + (i < 40 ? 1 + i % 3 : 3 + i % 3)));
  const slices = { half: references.map((_, i) => i < 40 ? "near" : "far") };
  const found = evaluate({ system: "n", references, predictions, slices }, {
    ...FEW,
    metrics: ["root_mean_squared_error", "mean_absolute_error"],
    primary: "mean_absolute_error",
  });
  assertEquals(found.primary, "mean_absolute_error");
  assertEquals(found.slices!.slices.map(({ value, verdict }) => [value, verdict]), [["far", "worse"], [
    "near",
    "better",
  ]]);
});

Deno.test("evaluate has slices of the items that have a score, and none where the metric scores no items", () => {
  const references = list(90, (i) => i % 2 ? "a" : "b");
  const predictions = references.map((label, i) => i % 30 === 0 ? null : i % 3 ? label : "a");
  const slices = Object.fromEntries([["__proto__", references], ["third", list(90, (i) => `${i % 3}`)]]);
  const found = evaluate({ system: "a", references, predictions, slices }, {
    ...FEW,
    minimumSliceSize: 28,
    alpha: 0.01,
  });
  assertEquals([found.slices!.alpha, found.slices!.minimumSize], [0.01, 28]);
  assertEquals(found.slices!.slices.map(({ column, value, n }) => [column, value, n]), [
    ["__proto__", "a", 45],
    ["__proto__", "b", 42],
    ["third", "1", 30],
    ["third", "2", 30],
  ]);
  assertEquals(found.slices!.leftOut, [{ column: "third", values: 1, items: 27 }]);
  assertPlain(found);
  assertEquals(
    evaluate({ system: "a", references, predictions, slices }, { ...FEW, metrics: ["f1_macro"] }).slices,
    null,
  );
  assertEquals(evaluate({ system: "a", references, predictions }, FEW).slices, null);
});

Deno.test("evaluate counts missing answers as wrong where it is told so, for labels and for text", () => {
  const answers = { system: "a", references: ["x", "y", "x", null], predictions: ["x", null, null, null] };
  const failures = ["", "model", "infrastructure", null];
  const labels = evaluate({ ...answers, failures }, { ...FEW, missing: "wrong" });
  assertEquals([labels.metrics.accuracy.value, labels.metrics.accuracy.n, labels.missing], [1 / 3, 3, "wrong"]);
  assertEquals([labels.n, labels.total, labels.failures], [1, 4, { model: 1, infrastructure: 1, "no reference": 1 }]);
  assertEquals(labels.itemScores.accuracy, [1, 0, 0, null]);
  assertEquals(labels.answers.predictions, answers.predictions);
  assertEquals(labels.confusion!.labels, ["x", "y"]);
  // What was not given is none of the wrong answers.
  assertEquals([labels.errors.wrong, labels.errors.confusedPairs], [0, []]);
  assert(!JSON.stringify(labels).includes("\\u0000"));
  const text = evaluate(answers, { ...FEW, missing: "wrong", task: "text" });
  for (const [name, scores] of Object.entries(text.itemScores)) {
    assertEquals(scores, [name === "chrf" ? 100 : 1, 0, 0, null]);
  }
  assertEquals(evaluate(answers, FEW).metrics.accuracy.value, 1);
});

Deno.test("evaluate has no worst number for a missing answer", () => {
  assertEquals(problemsOf(NUMBERS, { task: "regression", missing: "wrong" }), [
    'missing must be "exclude" for numbers: no number is the worst answer',
  ]);
});

for (const { first, clusters } of oracle.pairs.filter(({ clusters }) => clusters !== null)) {
  Deno.test(`evaluate gives means of items in clusters the clustered interval: ${first.length} items`, () => {
    const predictions = first.map((score) => score === null ? null : String(score));
    const answers = { system: "a", references: first.map(() => null), predictions, clusters: clusters! };
    const { metrics: { told: found } } = evaluate(answers, { ...FEW, metrics: [told] });
    const kept = clusters!.filter((_, i) => first[i] !== null);
    const { low, high } = clusteredMean(first.flatMap((score) => score ?? []), kept);
    assertEquals([found.low, found.high, found.method], [low, high, "clustered t"]);
  });
}

Deno.test("evaluate has no interval where all items are of one cluster, or clusters do not differ", () => {
  const answers = { system: "a", references: ["x", "y", "x", "y"], predictions: ["x", "x", "x", "x"] };
  const one = evaluate({ ...answers, clusters: [1, 1, 1, 1] }, FEW);
  assertEquals([one.clusters, one.metrics.accuracy.value, one.metrics.accuracy.low], [1, 0.5, null]);
  assertEquals(one.metrics.accuracy.reason, "all items are of one cluster");
  const two = evaluate({ ...answers, clusters: ["a", "a", "b", "b"] }, FEW);
  assertEquals([two.clusters, two.metrics.accuracy.low], [2, null]);
  assertEquals(typeof two.metrics.accuracy.reason, "string");
  assertPlain(two);
});

Deno.test("evaluate takes answers to one item for a cluster, and says how far they agree", () => {
  const items = [0, 0, 0, 1, 1, 1, 2, 2, 2];
  const references = ["a", "a", "a", "b", "b", "b", "a", "a", "a"];
  const predictions = ["a", "a", "b", "b", "b", "b", "b", null, "b"];
  const found = evaluate({ system: "r", references, predictions, items }, FEW);
  const lists = [["a", "a", "b"], ["b", "b", "b"], ["b", null, "b"]];
  const { items: _, ...stability } = answerStability(lists, FEW);
  assertEquals([found.stability, found.clusters, found.metrics.accuracy.method], [stability, 3, "clustered t"]);
  assertEquals(found.stability!.missing, 1);
  assertPlain(found);
  const once = evaluate({ system: "r", references, predictions, items: items.map((_, i) => i) }, FEW);
  assertEquals([once.stability, once.clusters], [null, null]);
  // Clusters that are named win over items, of which the stability still speaks.
  const named = evaluate(
    { system: "r", references, predictions, items, clusters: items.map((i) => i > 0 ? "p" : "q") },
    FEW,
  );
  assertEquals([named.clusters, named.stability], [2, stability]);
});

Deno.test("evaluate of nothing, of missing answers and of missing references has nulls with reasons, for every task", () => {
  const shapes: [string | null, string | null][][] = [
    [],
    [["1", null]],
    [[null, "1"]],
    list(30, () => ["1", null]),
    list(30, () => [null, "2"]),
    list(30, () => [null, null]),
  ];
  for (const task of ["classification", "text", "regression"] as const) {
    for (const shape of shapes) {
      const [references, predictions] = [shape.map(([one]) => one), shape.map(([, two]) => two)];
      for (const more of [{}, { clusters: shape.map((_, i) => i % 3) }, { slices: { a: shape.map(() => "x") } }]) {
        const found = evaluate({ system: "a", references, predictions, ...more }, { ...FEW, task });
        assertEquals([found.n, found.total], [0, shape.length]);
        for (const [name, { value, reason }] of Object.entries(found.metrics)) {
          assertEquals([value, typeof reason], [null, "string"], `${task} ${name}`);
        }
        assertEquals(found.errors.wrong, null);
        assertEquals(found.slices?.slices ?? [], []);
        assertPlain(found);
      }
    }
  }
});

Deno.test("evaluate of a single item has its score", () => {
  for (const task of ["classification", "text", "regression"] as const) {
    const { n, primary, metrics } = evaluate({ system: "a", references: ["4"], predictions: ["4"] }, { ...FEW, task });
    assertEquals([n, metrics[primary].value], [1, task === "regression" ? 0 : 1]);
  }
});

Deno.test("evaluate keeps labels, systems and failures that are named like properties of objects", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  const references = list(40, (i) => names[i % 4]);
  const predictions = references.map((name, i) => i % 5 ? name : i % 2 ? names[(i + 1) % 4] : null);
  const failures = predictions.map((one) => one === null ? "__proto__" : null);
  const found = evaluate({ system: "__proto__", references, predictions, failures, slices: { a: references } }, {
    ...FEW,
    minimumSliceSize: 2,
  });
  assertEquals(found.system, "__proto__");
  assertEquals(found.classes.map(({ label }) => label), names.toSorted());
  assertEquals(Object.entries(found.failures), [["__proto__", 4]]);
  assertEquals(new Set(found.slices!.slices.map(({ value }) => value)), new Set(names));
  assertEquals(found.errors.confusedPairs.reduce((sum, { n }) => sum + n, 0), 4);
  assertPlain(found);
});

Deno.test("evaluate does not depend on the order of the items", () => {
  const n = 120;
  const order = list(n, (i) => i * 77 % n);
  const base = {
    references: list(n, (i) => String(i % 7)),
    predictions: list(n, (i) => i % 11 ? String(i % 5) : null),
    clusters: list(n, (i) => i % 9),
    slices: { a: list(n, (i) => `${i % 3}`) },
  };
  const turned = {
    references: order.map((i) => base.references[i]),
    predictions: order.map((i) => base.predictions[i]),
    clusters: order.map((i) => base.clusters[i]),
    slices: { a: order.map((i) => base.slices.a[i]) },
  };
  for (const task of ["classification", "text", "regression"] as const) {
    const [one, two] = [base, turned].map((lists) => evaluate({ system: "a", ...lists }, { ...FEW, task }));
    for (const [name, { value, low, high }] of Object.entries(one.metrics)) {
      assertAlmostEquals(value!, two.metrics[name].value!, 1e-12, name);
      // The bootstrap of class scores draws in the order of the items.
      if (name !== one.primary) continue;
      assertAlmostEquals(low!, two.metrics[name].low!, 1e-12, name);
      assertAlmostEquals(high!, two.metrics[name].high!, 1e-12, name);
    }
    assertEquals(one.errors.confusedPairs, two.errors.confusedPairs);
    assertEquals(one.errors.wrong, two.errors.wrong);
    assertEquals(
      one.slices!.slices.map(({ verdict, value }) => [value, verdict]),
      two.slices!.slices.map(({ verdict, value }) => [value, verdict]),
    );
  }
});

Deno.test("evaluate leaves every list of its input alone", () => {
  const frozen = Object.freeze({
    ...TEXTS,
    items: Object.freeze([0, 0, 1, 1, 2]),
    failures: Object.freeze([null, null, null, null, "model"]),
    slices: Object.freeze({ a: Object.freeze(["x", "x", null, "y", "y"]) }),
  });
  const metrics = Object.freeze(["token_f1", "wer"]);
  const options = Object.freeze({ ...FEW, metrics, missing: "wrong" as const, minimumSliceSize: 2 });
  assertEquals(evaluate(frozen, options).answers, frozen);
});

Deno.test("evaluateInSlices takes breath between the metrics", () => {
  const work = evaluateInSlices(TEXTS, { ...FEW, task: "text" });
  let pauses = 0;
  while (!work.next().done) pauses++;
  assert(pauses >= DEFAULT_METRICS.text.length, `${pauses}`);
});

Deno.test("evaluate takes time in proportion to the items, slices and clusters too", () => {
  const time = (n: number) => {
    const references = list(n, (i) => `label ${i % 10}`);
    const predictions = references.map((label, i) => i % 4 ? label : "label 3");
    const slices = { a: list(n, (i) => `${i % 3}`), b: list(n, (i) => `${i % 20}`) };
    const started = performance.now();
    evaluate({ system: "a", references, predictions, slices, clusters: list(n, (i) => i % 1000) }, {
      resamples: 1,
      metrics: ["accuracy"],
    });
    return performance.now() - started;
  };
  time(10_000);
  const best = (n: number) => Math.min(...list(3, () => time(n)));
  const [small, large] = [best(10_000), best(100_000)];
  assert(large / small < 40, `ten times the items took ${large / small} times as long`);
});
