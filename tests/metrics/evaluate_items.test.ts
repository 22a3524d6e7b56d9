import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { answerStability } from "../../lib/metrics/answer_stability.ts";
import type { CustomMetric } from "../../lib/metrics/custom_metric.ts";
import { evaluate, evaluateInSlices } from "../../lib/metrics/evaluate.ts";
import { DEFAULT_METRICS } from "../../lib/metrics/metric_table.ts";
import type { SystemAnswers } from "../../lib/metrics/system_answers.ts";
import { clusteredMean } from "../../lib/stats/clustered_mean.ts";
import { clusteredProportion } from "../../lib/stats/clustered_proportion.ts";
import oracle from "../oracles/evaluation.json" with { type: "json" };

const FEW = { resamples: 50 };
const list = <T>(n: number, value: (i: number) => T) => Array.from({ length: n }, (_, i) => value(i));
const TEXTS: SystemAnswers = Object.freeze({
  system: "t",
  references: Object.freeze(["the cat sat", "a dog", "one two three", null, "x"]),
  predictions: Object.freeze(["the cat sat", "a dog ran", "one two", "y", null]),
});
/** The answer, read as a number. */
const told: CustomMetric = { name: "told", score: ({ prediction }) => Number(prediction) };
/** The evaluation survives JSON; names like __proto__ too. */
function assertPlain(evaluation: unknown): void {
  assertEquals(JSON.parse(JSON.stringify(evaluation)), evaluation);
}

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

Deno.test("evaluate has slices of the items that have a score, of accuracy where the metric scores no items", () => {
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
  const ofF1 = evaluate({ system: "a", references, predictions, slices }, {
    ...FEW,
    minimumSliceSize: 28,
    alpha: 0.01,
    metrics: ["f1_macro"],
  });
  assertEquals(ofF1.slices, found.slices);
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
  assertThrows(
    () => evaluate(TEXTS, { task: "regression", missing: "wrong" }),
    AssayError,
    'missing must be "exclude" for numbers: no number is the worst answer',
  );
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

Deno.test("evaluate gives shares of items in clusters the interval of a clustered proportion", () => {
  const references = list(40, (i) => i % 2 ? "x" : "y");
  const predictions = references.map((label, i) => i === 7 ? null : i % 5 ? label : "x");
  const clusters = list(40, (i) => `d${i >> 2}`);
  const { metrics: { accuracy: found } } = evaluate({ system: "a", references, predictions, clusters }, FEW);
  const kept = [...references.keys()].filter((i) => predictions[i] !== null);
  const right = kept.map((i) => references[i] === predictions[i]);
  const { value, low, high, method } = clusteredProportion(right, kept.map((i) => clusters[i]));
  assertEquals([found.value, found.low, found.high, found.method], [value, low, high, method]);
  // Two clusters have nothing to say of others, and the interval knows it.
  const wide = evaluate({ system: "a", references, predictions, clusters: list(40, (i) => i >> 5) }, FEW);
  assert(wide.metrics.accuracy.low! < low! && wide.metrics.accuracy.high! > high!);
});

Deno.test("evaluate has no interval where all items are of one cluster, or clusters do not differ", () => {
  const answers = { system: "a", references: ["x", "y", "x", "y"], predictions: ["x", "x", "x", "x"] };
  const one = evaluate({ ...answers, clusters: [1, 1, 1, 1] }, FEW);
  assertEquals([one.clusters, one.metrics.accuracy.value, one.metrics.accuracy.low], [1, 0.5, null]);
  assertEquals(one.metrics.accuracy.reason, "all items are of one cluster");
  // Numbers 1, 3 and 3, 1: both clusters have the mean of all.
  const numbers = { system: "a", references: answers.references, predictions: ["1", "3", "3", "1"] };
  const two = evaluate({ ...numbers, clusters: ["a", "a", "b", "b"] }, { ...FEW, metrics: [told] });
  assertEquals([two.clusters, two.metrics.told.value, two.metrics.told.low], [2, 2, null]);
  assertEquals(two.metrics.told.reason, "the clusters do not differ");
  assertPlain(two);
});

Deno.test("evaluate takes answers to one item for a cluster, and says how far they agree", () => {
  const items = [0, 0, 0, 1, 1, 1, 2, 2, 2];
  const references = ["a", "a", "a", "b", "b", "b", "a", "a", "a"];
  const predictions = ["a", "a", "b", "b", "b", "b", "b", null, "b"];
  const found = evaluate({ system: "r", references, predictions, items }, FEW);
  const lists = [["a", "a", "b"], ["b", "b", "b"], ["b", null, "b"]];
  const { items: _, ...stability } = answerStability(lists, FEW);
  assertEquals([found.stability, found.clusters, found.metrics.accuracy.method], [stability, 3, "clustered wilson"]);
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
