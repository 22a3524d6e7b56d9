import { assert, assertEquals } from "@std/assert";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { comparisonCharts, datasetCharts, evaluationCharts } from "../../lib/reports/standard_charts.ts";
import { rowsOf } from "../charts/_examples.ts";
import { exampleInput } from "./_example.ts";

const { evaluations, comparison, charts } = exampleInput();
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

Deno.test("Ids differ and are fit for file names and for ids of a page", () => {
  assertEquals(new Set(ids(charts!)).size, charts!.length);
  assertEquals(ids(charts!).filter((id) => !/^[A-Za-z][\w-]*$/.test(id)), []);
});

Deno.test("Systems have charts of accuracy and macro-F1, of classes, of confusion each, and of reliability", () => {
  const confusions = evaluations.map((_, i) => `confusion_${i + 1}`);
  assertEquals(ids(evaluationCharts(evaluations)), [
    "accuracy",
    "f1_macro",
    "f1_by_class",
    ...confusions,
    "reliability",
  ]);
});

Deno.test("The accuracy chart holds the estimates of the evaluations", () => {
  const [{ chart }] = evaluationCharts(evaluations);
  const expected = evaluations.map(({ system, metrics: { accuracy: { value, low, high } } }) => ({
    name: system,
    value,
    low,
    high,
  }));
  assertEquals(rowsOf(chart).slice(0, 2), [expected, expected]);
});

Deno.test("Metrics that were not asked for, and scores that no system gives, have no chart", () => {
  const one = evaluate({ system: "s", references: ["a", "b"], predictions: ["a", "b"] }, { metrics: ["accuracy"] });
  assertEquals(ids(evaluationCharts([one])), ["accuracy", "f1_by_class", "confusion_1"]);
});

Deno.test("Of more than six systems the first six have class and confusion charts, and the title says so", () => {
  const many = Array.from({ length: 8 }, (_, i) => ({ ...evaluations[0], system: `s${i}` }));
  const made = evaluationCharts(many);
  assertEquals(ids(made).filter((id) => id.startsWith("confusion_")).length, 6);
  const { title } = made.find(({ id }) => id === "f1_by_class")!.chart as unknown as { title: { text: string } };
  assertEquals(title.text, "F1 by class, first 6 systems");
});

Deno.test("Differences are drawn pair by pair; of more than thirty the first thirty, and the title says so", () => {
  const [{ chart }] = comparisonCharts(comparison!);
  assert(JSON.stringify(chart).includes("one − two"));
  const many = {
    ...comparison!,
    pairs: Array.from({ length: 40 }, (_, i) => ({ ...comparison!.pairs[0], first: `s${i}` })),
  };
  const spec = comparisonCharts(many)[0].chart;
  assertEquals(spec.title, { text: "Accuracy differences, first 30 of 40 pairs" });
  assertEquals(rowsOf(spec).at(-1)!.length, 30);
});

Deno.test("A dataset has charts of labels and of lengths", () => {
  assertEquals(ids(datasetCharts({ labels: [{ label: "a", count: 1 }], lengths: [3] })), ["labels", "lengths"]);
});
