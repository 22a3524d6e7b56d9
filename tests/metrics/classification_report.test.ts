import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { accuracy } from "../../lib/metrics/accuracy.ts";
import { drivePolitely } from "../../lib/core/drive.ts";
import { random, randomBelow } from "../../lib/core/random.ts";
import { classificationReport, classificationReportInSlices } from "../../lib/metrics/classification_report.ts";
import { f1Score } from "../../lib/metrics/f1_score.ts";
import { precision } from "../../lib/metrics/precision.ts";
import { recall } from "../../lib/metrics/recall.ts";
import { CASES } from "./_oracle.ts";

for (const { name, references, predictions, options, scores, classes } of CASES) {
  Deno.test(`classificationReport equals sklearn precision_recall_fscore_support: ${name}`, () => {
    const report = classificationReport(references, predictions, options);
    for (const [metric, estimate] of Object.entries(report.averages)) {
      assertEquals(typeof estimate.value, "number", `${metric}: ${estimate.reason}`);
      assertAlmostEquals(estimate.value!, scores[metric], 1e-14, metric);
    }
    assertEquals(report.classes.map(({ label }) => label), classes.map(({ label }) => label));
    report.classes.forEach((row, i) => {
      const expected = classes[i];
      assertEquals([row.support, row.predicted], [expected.support, expected.predicted], row.label);
      // scikit-learn has 0 for 0/0 by class; here that is null.
      assertEquals(row.precision.value === null, expected.predicted === 0, row.label);
      assertEquals(row.recall.value === null, expected.support === 0, row.label);
      assertEquals(row.f1.value === null, expected.support + expected.predicted === 0, row.label);
      assertAlmostEquals(row.precision.value ?? 0, expected.precision, 1e-14, row.label);
      assertAlmostEquals(row.recall.value ?? 0, expected.recall, 1e-14, row.label);
      assertAlmostEquals(row.f1.value ?? 0, expected.f1, 1e-14, row.label);
    });
  });
}

Deno.test("classificationReport has nine averages", () => {
  const names = Object.keys(classificationReport(["a", "b"], ["a", "b"], { resamples: 10 }).averages);
  assertEquals(names.toSorted(), Object.keys(CASES[0].scores).filter((name) => name !== "accuracy").toSorted());
});

Deno.test("classificationReport says why a class score is undefined", () => {
  const { classes } = classificationReport(["a"], ["a"], { labels: ["a", "b"], resamples: 10 });
  assertEquals(classes[1].precision.reason, "the class was never predicted");
  assertEquals(classes[1].recall.reason, "the class has no items");
  assertEquals(classes[1].f1.reason, "the class occurs neither as reference nor as prediction");
});

Deno.test("classificationReport without answers has nulls and a reason everywhere", () => {
  const { averages, classes } = classificationReport(["a", "b"], [null, null]);
  for (const { value, reason } of Object.values(averages)) {
    assertEquals([value, reason], [null, "there are no answered items"]);
  }
  assertEquals(classes.map(({ label, support, f1 }) => [label, support, f1.value]), [["a", 0, null], ["b", 0, null]]);
});

Deno.test("classificationReport agrees with the single metrics in value and n", () => {
  const { references, predictions } = CASES[1];
  const options = { resamples: 100 };
  const { averages } = classificationReport(references, predictions, options);
  for (const average of ["macro", "micro", "weighted"] as const) {
    const key = { ...options, average };
    assertEquals(averages[`precision_${average}`].value, precision(references, predictions, key).value);
    assertEquals(averages[`recall_${average}`].value, recall(references, predictions, key).value);
    assertEquals(averages[`f1_${average}`].value, f1Score(references, predictions, key).value);
  }
  assertEquals(averages.recall_micro.low, accuracy(references, predictions).low);
});

Deno.test("classificationReport leaves a class that a resample misses out of that draw, so macro intervals stay defined", () => {
  // Class b has one item of 20: 36 % of the resamples miss it (0.95²⁰), far more than the 5 % that would undo the interval.
  const references = Array.from({ length: 20 }, (_, i) => i === 0 ? "b" : "a");
  const predictions = references.map((label, i) => i === 7 ? "b" : label);
  const { recall_macro } = classificationReport(references, predictions, { resamples: 2000 }).averages;
  assertAlmostEquals(recall_macro.value!, (18 / 19 + 1) / 2, 1e-15);
  assert(recall_macro.low! < recall_macro.high!);
});

/** Many classes, right in three of four items. */
function manyClasses(classes: number, items: number): { references: string[]; predictions: string[] } {
  const source = random(21);
  const label = () => `class_${randomBelow(source, classes)}`;
  const references = Array.from({ length: items }, label);
  return { references, predictions: references.map((one) => randomBelow(source, 4) > 0 ? one : label()) };
}

Deno.test("classificationReport in slices gives the same, bit for bit", async () => {
  const { references, predictions } = manyClasses(12, 300);
  const options = { resamples: 400, seed: 5, zeroDivision: 0 } as const;
  const sliced = await drivePolitely(classificationReportInSlices(references, predictions, options));
  assertEquals(sliced, classificationReport(references, predictions, options));
});

Deno.test("classificationReport in slices with many classes and resamples stops soon after its signal", async () => {
  const { references, predictions } = manyClasses(100, 2000);
  const stop = new AbortController();
  const start = performance.now();
  setTimeout(() => stop.abort(new Error("enough")));
  const work = drivePolitely(
    classificationReportInSlices(references, predictions, { resamples: 100_000 }),
    stop.signal,
  );
  await assertRejects(() => work, Error, "enough");
  assert(performance.now() - start < 2000);
});

Deno.test("classificationReport without resamples has the same values, and intervals only where they are Wilson's", () => {
  const { references, predictions } = manyClasses(5, 100);
  const [full, quick] = [200, 0].map((resamples) => classificationReport(references, predictions, { resamples }));
  for (const [name, estimate] of Object.entries(quick.averages)) {
    const other = full.averages[name as keyof typeof full.averages];
    assertEquals(estimate.value, other.value);
    if (other.method === "wilson") assertEquals(estimate, other);
    else assertEquals([estimate.low, estimate.method, typeof estimate.reason], [null, "none", "string"]);
  }
  assertEquals(quick.classes.map(({ f1 }) => f1.value), full.classes.map(({ f1 }) => f1.value));
  assertEquals(f1Score(references, predictions, { resamples: 0 }).value, full.averages.f1_macro.value);
});

Deno.test("classificationReport of clustered items has the intervals of the functions by class, not those of single items", () => {
  const { references, predictions } = manyClasses(3, 120);
  const clusters = references.map((_, i) => i % 15);
  const options = { clusters, resamples: 50, seed: 1 };
  const label = references[0]!;
  const row = classificationReport(references, predictions, options).classes.find((one) => one.label === label)!;
  assertEquals(row.precision, precision(references, predictions, { ...options, positive: label }));
  assertEquals(row.recall, recall(references, predictions, { ...options, positive: label }));
  assertEquals([row.precision.method, row.recall.method], ["clustered wilson", "clustered wilson"]);
  // Fifteen clusters that are all alike tell what fifteen items would.
  const alike = classificationReport(references, references, options).classes.find((one) => one.label === label)!;
  const [of, items] = [alike.recall, classificationReport(references, references).classes[0].recall];
  assert(of.low! < items.low!, `${of.low} ${items.low}`);
});
