import { assertEquals } from "@std/assert";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { compare } from "../../lib/metrics/compare.ts";
import { byPrimary, comparisonCharts, datasetCharts, evaluationCharts } from "../../lib/reports/standard_charts.ts";
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
  const expected = byPrimary(evaluations).map(({ system, metrics: { accuracy: { value, low, high } } }) => ({
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

Deno.test("Differences are drawn from the leader's side, least first, or from the baseline's where there is one", () => {
  const [{ chart }] = comparisonCharts(comparison!);
  const leader = comparison!.ranking[0].system;
  assertEquals(chart.title, { text: `Accuracy of ${leader} minus that of …` });
  const rows = rowsOf(chart).at(-2) as { name: string; value: number }[];
  const expected = comparison!.pairs.filter(({ first, second }) => [first, second].includes(leader))
    .map(({ first, second, difference }) => ({
      name: first === leader ? second : first,
      value: first === leader ? difference.value! : -difference.value!,
    })).sort((a, b) => a.value - b.value);
  assertEquals(rows.map(({ name, value }) => ({ name, value })), expected);

  const based = compare(evaluations, { baseline: "one", resamples: 100 });
  assertEquals(comparisonCharts(based)[0].chart.title, { text: "Accuracy minus that of one" });
});

Deno.test("A dataset has charts of labels and of lengths", () => {
  assertEquals(ids(datasetCharts({ labels: [{ label: "a", count: 1 }], lengths: [3] })), ["labels", "lengths"]);
});
