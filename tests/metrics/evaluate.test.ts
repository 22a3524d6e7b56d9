import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { checkMetrics, DEFAULT_METRICS } from "../../lib/metrics/metric_table.ts";
import oracle from "../oracles/metrics.json" with { type: "json" };
import { CASES } from "./_oracle.ts";

const FEW = { resamples: 50 };

for (const { name, references, predictions, options, n, scores, confusion } of CASES.slice(0, 4)) {
  Deno.test(`evaluate reports the scores of scikit-learn under the names of its scorers: ${name}`, () => {
    const found = evaluate({ system: "a", references, predictions }, options);
    assertEquals([found.system, found.n, found.total], ["a", n, references.length]);
    for (const [metric, expected] of Object.entries(scores)) {
      assertAlmostEquals(found.metrics[metric].value!, expected, 1e-14, metric);
    }
    assertEquals(found.confusion!.counts, confusion);
    assertEquals(found.classes.map(({ label }) => label), found.confusion!.labels);
  });
}

Deno.test("evaluate measures the calibration when there are scores, as sklearn brier_score_loss", () => {
  const [{ correct, scores, ece, brier }] = oracle.calibrations;
  const references = correct.map(() => "yes");
  const predictions = correct.map((right) => right ? "yes" : "no");
  const { metrics, calibration } = evaluate({ system: "a", references, predictions, scores }, FEW);
  assertAlmostEquals(metrics.ece.value!, ece, 1e-14);
  assertAlmostEquals(metrics.brier.value!, brier, 1e-14);
  assertEquals(calibration?.bins.length, 10);
});

Deno.test("evaluate has neither ece nor brier when no answered item has a score", () => {
  const answers = { system: "a", references: ["x", "y"], predictions: ["x", null] };
  for (const scores of [undefined, [null, null], [null, 0.7]]) {
    const { metrics, calibration } = evaluate({ ...answers, scores }, FEW);
    assertEquals([calibration, "ece" in metrics, "brier" in metrics], [null, false, false]);
  }
});

Deno.test("evaluate leaves the score of an item without an answer or reference out of the calibration", () => {
  const { metrics } = evaluate({
    system: "a",
    references: ["x", "y", null, "x"],
    predictions: ["x", null, null, "y"],
    scores: [0.9, 0.1, 1, 0.6],
  }, FEW);
  // (1 − 0.9)² and (0 − 0.6)².
  assertAlmostEquals(metrics.brier.value!, (0.01 + 0.36) / 2, 1e-15);
});

Deno.test("evaluate counts items without an answer by kind of failure", () => {
  const found = evaluate({
    system: "a",
    references: ["x", "x", "y", "y", "x", null, "y"],
    predictions: ["x", null, null, null, null, "x", "y"],
    failures: [null, "model", "infrastructure", "model", null, null, null],
  }, FEW);
  assertEquals([found.n, found.total], [2, 7]);
  assertEquals(found.failures, { model: 2, infrastructure: 1, "no answer": 1, "no reference": 1 });
});

Deno.test("evaluate counts a kind of failure that is named like a property of objects", () => {
  const answers = {
    system: "a",
    references: ["x", "x"],
    predictions: [null, null],
    failures: ["constructor", "constructor"],
  };
  assertEquals(Object.entries(evaluate(answers, FEW).failures), [["constructor", 2]]);
});

Deno.test("evaluate bounds the accuracy by what missing answers could have been", () => {
  const found = evaluate({ system: "a", references: ["x", "y", "x", "y"], predictions: ["x", "x", null, null] }, FEW);
  const { value, excluded, worst, best } = found.metrics.accuracy;
  // Right 1 of 2 answered and 2 missing: at worst 1 of 4, at best 3 of 4.
  assertEquals([value, excluded, worst, best], [0.5, 2, 0.25, 0.75]);
});

Deno.test("evaluate of a system that never answered has nulls with reasons, and counts the items", () => {
  const found = evaluate({ system: "a", references: ["x", "y"], predictions: [null, null] }, FEW);
  assertEquals([found.n, found.total, found.failures], [0, 2, { "no answer": 2 }]);
  for (const { value, reason } of Object.values(found.metrics)) assertEquals([value, typeof reason], [null, "string"]);
});

Deno.test("evaluate reports the metrics asked for, in their order, and all by default", () => {
  const answers = { system: "a", references: ["x", "y"], predictions: ["x", "y"], scores: [0.8, 0.7] };
  const metrics = ["f1_macro", "accuracy"];
  assertEquals(Object.keys(evaluate(answers, { ...FEW, metrics }).metrics), metrics);
  assertEquals(Object.keys(evaluate(answers, FEW).metrics), DEFAULT_METRICS.classification);
});

Deno.test("evaluate tells all unknown metrics at once and what was meant", () => {
  const answers = { system: "a", references: ["x"], predictions: ["x"] };
  const error = assertThrows(
    () => evaluate(answers, { metrics: ["acuracy", "f1_macro", "bleu4"] }),
    AssayError,
    "Cannot evaluate",
  ) as AssayError;
  assertEquals(error.code, "bad_input");
  assertEquals(error.problems, [
    'unknown metric "acuracy", did you mean "accuracy"?',
    'unknown metric "bleu4", did you mean "bleu"?',
  ]);
});

Deno.test("checkMetrics returns the names that it knows", () => {
  assertEquals(checkMetrics(["brier", "ece"]), ["brier", "ece"]);
  assertThrows(() => checkMetrics(["f1"]), AssayError, 'unknown metric "f1"');
});

Deno.test("evaluate names the system and the lists whose lengths differ", () => {
  const answers = { system: "local/x", references: ["x", "y"], predictions: ["x"] };
  assertThrows(() => evaluate(answers), RangeError, "Cannot evaluate local/x");
  assertThrows(() => evaluate(answers), RangeError, "references (2), predictions (1)");
  assertThrows(() => evaluate({ ...answers, predictions: ["x", "y"], scores: [1] }), RangeError, "scores (1)");
});

Deno.test("evaluate names the failures when their number is not that of the items", () => {
  const answers = { system: "a", references: ["x", "y"], predictions: ["x", null] };
  assertThrows(() => evaluate({ ...answers, failures: [] }), RangeError, "failures (0)");
  assertThrows(() => evaluate({ ...answers, failures: ["model", "model", "model"] }), RangeError, "failures (3)");
});

Deno.test("evaluate leaves its input alone and gives plain data that survives JSON", () => {
  const answers = Object.freeze({
    system: "a",
    references: Object.freeze(["x", "y", "y"]),
    predictions: Object.freeze(["x", null, "x"]),
    scores: Object.freeze([0.9, null, 0.4]),
    failures: Object.freeze([null, "model", null]),
  });
  const found = evaluate(answers, Object.freeze({ ...FEW }));
  assertEquals(JSON.parse(JSON.stringify(found)), found);
  assertEquals(found.answers, answers);
});
