import { assert, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { type Frame, frameOf } from "../../lib/data/frame.ts";
import { evaluate, type EvaluateFrameOptions } from "../../lib/workbench/evaluate.ts";

const N = 80;
const FAST = { resamples: 50 };
const list = <T>(value: (i: number) => T) => Array.from({ length: N }, (_, i) => value(i));
type Cell = string | number | boolean | null;

/** The predictions of two systems, which err where i is divisible by 4 and by 5, with more columns of the items. */
function predictions(more: Record<string, readonly Cell[]> = {}): Frame {
  const twice = (values: readonly Cell[]) => [...values, ...values];
  const right = list((i) => i % 2 ? "a" : "b");
  return frameOf({
    item: twice(list((i) => i)),
    system: [...list(() => "four"), ...list(() => "five")],
    reference: twice(right),
    prediction: [...right.map((label, i) => i % 4 ? label : "a"), ...right.map((label, i) => i % 5 ? label : "a")],
    ...Object.fromEntries(Object.entries(more).map(([name, values]) => [name, twice(values)])),
  });
}

const rows = (columns: Record<string, readonly Cell[]>) => frameOf(columns);
const run = (frame: Frame, options: EvaluateFrameOptions) => evaluate(frame, { ...FAST, ...options });
const valuesOf = (frame: Frame, options: EvaluateFrameOptions) =>
  run(frame, options)[0].answers.slices![options.slices![0]];
const problemsOf = (frame: Frame, options: EvaluateFrameOptions) =>
  (assertThrows(() => run(frame, options), AssayError, "Cannot evaluate") as AssayError).problems;

Deno.test("slices stand in the predictions themselves, or in the rows that were asked", () => {
  const language = list((i) => i < 30 ? "de" : "en");
  const here = run(predictions({ language }), { slices: ["language"] });
  const there = run(predictions(), { slices: ["language"], items: rows({ language, text: language }) });
  assertEquals(there.map(({ slices }) => slices), here.map(({ slices }) => slices));
  assertEquals(here[0].slices!.slices.map(({ column, value, n }) => [column, value, n]), [
    ["language", "en", 50],
    ["language", "de", 30],
  ]);
});

Deno.test("slices of the rows that were asked follow the number of the item, not the place of the prediction", () => {
  const items = rows({ name: list((i) => `row ${i}`) });
  const some = [7, 3, 79, 0];
  const frame = frameOf({
    item: some,
    system: some.map(() => "one"),
    reference: some.map(() => "a"),
    prediction: some.map(() => "a"),
  });
  assertEquals(valuesOf(frame, { slices: ["name"], items }), ["row 7", "row 3", "row 79", "row 0"]);
});

Deno.test("a column of the predictions goes before one of the rows with the same name", () => {
  const [one] = run(predictions({ kind: list(() => "here") }), { slices: ["kind"], items: rows({ kind: ["there"] }) });
  assertEquals(new Set(one.answers.slices!.kind), new Set(["here"]));
});

Deno.test("slices are texts, also of truths, numbers and missing values", () => {
  const flag = list((i) => i % 3 ? i % 2 === 0 : null);
  assertEquals(
    valuesOf(predictions({ flag }), { slices: ["flag"] }),
    flag.map((one) => one === null ? null : `${one}`),
  );
  const few = list((i) => i % 10);
  assertEquals(valuesOf(predictions({ few }), { slices: ["few"] }), few.map(String));
  const nothing = list(() => null);
  assertEquals(valuesOf(predictions({ nothing }), { slices: ["nothing"] }), nothing);
});

Deno.test("numbers of more than ten values are cut at their quartiles, those at a cut into the lower part", () => {
  const length = list((i) => i === 0 ? null : i);
  // 1 to 79: the quartiles are 20.5, 40 and 59.5.
  const [one] = run(predictions({ length }), { slices: ["length"], minimumSliceSize: 10 });
  const values = one.answers.slices!.length;
  assertEquals([values[0], values[20], values[21], values[40], values[41], values[59], values[60], values[79]], [
    null,
    "to 20.500",
    "20.500 to 40.000",
    "20.500 to 40.000",
    "40.000 to 59.500",
    "40.000 to 59.500",
    "above 59.500",
    "above 59.500",
  ]);
  assertEquals(one.slices!.slices.map(({ n }) => n).toSorted(), [19, 20, 20, 20]);
  // The cuts are those of the items, however many systems answered them.
  const single = predictions({ length }).head(N);
  assertEquals(valuesOf(single, { slices: ["length"] }), values);
});

Deno.test("what is no number among numbers is no value, of few of them as of many", () => {
  for (const count of [5, 40]) {
    const odd = list((i) => i % 8 === 0 ? NaN : i % count);
    const values = valuesOf(predictions({ odd }), { slices: ["odd"] });
    assertEquals(values.map((value) => value === null), list((i) => i % 8 === 0));
  }
});

Deno.test("quartiles that fall together, or look alike in three digits, make no two slices of one name", () => {
  // The first two quartiles are 0, the third is 15: nothing lies between.
  const tied = list((i) => i < 60 ? 0 : i);
  const slices = valuesOf(predictions({ tied }), { slices: ["tied"] });
  assertEquals([slices.filter((name) => name === "to 0.000").length, new Set(slices).size], [60, 2]);
  const close = list((i) => 1 + i * 1e-6);
  const names = valuesOf(predictions({ close }), { slices: ["close"] });
  assertEquals(new Set(names).size, 4);
  for (const name of new Set(names)) assertEquals(names.filter((one) => one === name).length, 20);
});

Deno.test("every unknown column is told at once, slices and cluster, each once and with what was meant", () => {
  const frame = predictions({ language: list(() => "en") });
  const hint = "; give the rows that were asked as items if it is one of theirs";
  assertEquals(problemsOf(frame, { slices: ["langage", "zzzzzz", "langage"], cluster: "zzzzzz" }), [
    `unknown column "langage", did you mean "language"?${hint}`,
    `unknown column "zzzzzz", known: item, system, reference, prediction, language${hint}`,
  ]);
  const items = rows({ document: list(() => "d") });
  assertEquals(problemsOf(frame, { items, slices: ["documnt"], cluster: "__proto__" }), [
    'unknown column "documnt", did you mean "document"?',
    'unknown column "__proto__", known: item, system, reference, prediction, language, document',
  ]);
});

Deno.test("items that are no rows of the frame of items are refused, where its columns are needed", () => {
  const items = rows({ document: ["a", "b", "c"] });
  assertEquals(problemsOf(predictions(), { items, slices: ["document"] }), [
    "item 3 must be one of the 3 rows of items, counted from 0",
  ]);
  // Its columns are not needed: nothing to refuse.
  assertEquals(run(predictions(), { items }).length, 2);
  for (const odd of ["", "x", "-1", "1.5", "1e0", " 1", null]) {
    const frame = frameOf({ item: ["0", odd], system: ["s", "s"], reference: ["a", "a"], prediction: ["a", "a"] });
    assertEquals(problemsOf(frame, { items, cluster: "document" }), [
      `item ${odd} must be one of the 3 rows of items, counted from 0`,
    ]);
  }
});

Deno.test("columns of items that are named like properties of objects are columns", () => {
  for (const name of ["__proto__", "constructor", "toString"]) {
    const columns = Object.fromEntries([[name, list((i) => i % 2 ? "__proto__" : "constructor")]]);
    const [one] = run(predictions(), { items: rows(columns), slices: [name], cluster: name });
    assertEquals(one.slices!.slices.map(({ column, value }) => `${column} ${value}`), [
      `${name} __proto__`,
      `${name} constructor`,
    ]);
    assertEquals(one.clusters, 2);
  }
});

Deno.test("the cluster column widens the intervals, whatever its values are", () => {
  const plain = run(predictions(), {})[0];
  for (const document of [list((i) => i >> 3), list((i) => `d${i >> 3}`), list((i) => i < 40)]) {
    const [one] = run(predictions(), { items: rows({ document }), cluster: "document" });
    assertEquals([one.clusters, one.metrics.accuracy.method], [new Set<Cell>(document).size, "clustered wilson"]);
    assertEquals(one.metrics.accuracy.value, plain.metrics.accuracy.value);
  }
});

Deno.test("an item without a cluster is refused with its row", () => {
  const document = list((i) => i === 4 ? null : `d${i}`);
  assertEquals(problemsOf(predictions({ document }), { cluster: "document" }), [
    'row 5 column "document" must name a cluster, received nothing; leave such rows out',
  ]);
});

Deno.test("answers of repeats are one cluster an item, and their agreement is told", () => {
  const item = list((i) => i % 20);
  const repeat = list((i) => Math.floor(i / 20));
  const frame = frameOf({
    item,
    repeat,
    system: item.map(() => "one"),
    reference: item.map((i) => i % 2 ? "a" : "b"),
    prediction: item.map((i, k) => (i % 3 ? i % 2 : k % 2) ? "a" : "b"),
  });
  const [one] = run(frame, {});
  assertEquals([one.clusters, one.total, one.stability!.stable.n], [20, 80, 20]);
  assert(one.stability!.agreement.value! > 0.5);
  // A cluster that is named stands above the items.
  assertEquals(run(frame, { items: rows({ document: list((i) => i >> 2) }), cluster: "document" })[0].clusters, 5);
});

Deno.test("a column of repeats in which each item stands once makes no clusters", () => {
  const [one] = run(predictions({ repeat: list(() => 0) }), {});
  assertEquals([one.clusters, one.stability, one.metrics.accuracy.method], [null, null, "wilson"]);
});

Deno.test("an item that is answered twice in one repeat is refused", () => {
  const frame = frameOf({
    item: [0, 0, 1],
    repeat: [1, 1, 1],
    system: ["s", "s", "s"],
    reference: ["a", "a", "a"],
    prediction: ["a", "a", "a"],
  });
  assertEquals(problemsOf(frame, {}), ["s answers an item more than once in one repeat"]);
});

Deno.test("text and numbers are evaluated from frames too", () => {
  const frame = frameOf({
    item: [0, 1, 2],
    system: ["s", "s", "s"],
    reference: [1.5, 2, 3],
    prediction: [1.5, 3, 5],
  });
  const [numbers] = run(frame, { task: "regression" });
  assertEquals([numbers.metrics.mean_absolute_error.value, numbers.n], [1, 3]);
  const [text] = run(frame, { metrics: ["exact_match"] });
  assertEquals([text.task, text.metrics.exact_match.value], ["text", 1 / 3]);
});

Deno.test("an evaluation with slices shows them in a notebook, escaped", async () => {
  const kind = list((i) => i % 2 ? "<b>bold</b>" : "plain");
  const evaluations = run(predictions({ kind }), { slices: ["kind"] });
  const display = evaluations as unknown as Record<symbol, () => Promise<Record<string, unknown>>>;
  const bundle = await display[Symbol.for("Jupyter.display")]();
  assert(String(bundle["text/html"]).includes("Slices of four"));
  assert(!String(bundle["text/html"]).includes("<b>bold"));
});
