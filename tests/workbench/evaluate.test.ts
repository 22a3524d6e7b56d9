import { assert, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { compare } from "../../lib/workbench/compare.ts";
import { evaluate } from "../../lib/workbench/evaluate.ts";

const columns = {
  item: [0, 0, 1, 1, 2, 2, 3, 3],
  system: ["one", "two", "one", "two", "one", "two", "one", "two"],
  reference: ["a", "a", "b", "b", "a", "a", "b", "b"],
  prediction: ["a", "a", "b", "a", "a", null, "a", "a"],
  score: [0.9, null, 0.8, null, 0.7, null, 0.6, null],
  failure: [null, null, null, null, null, "infrastructure", null, null],
};
const FAST = { resamples: 50 };

async function bundleOf(value: unknown): Promise<Record<string, unknown>> {
  return await (value as Record<symbol, () => Promise<Record<string, unknown>>>)[Symbol.for("Jupyter.display")]();
}

function assertShows(bundle: Record<string, unknown>, ...words: string[]): void {
  assertEquals(Object.keys(bundle).sort(), [
    "application/vnd.vegalite.v5+json",
    "image/svg+xml",
    "text/html",
    "text/plain",
  ]);
  assert(String((bundle["application/vnd.vegalite.v5+json"] as { $schema?: string }).$schema).includes("vega-lite"));
  assert(String(bundle["image/svg+xml"]).startsWith("<svg"));
  for (const word of words) {
    for (const kind of ["text/html", "text/plain"]) assert(String(bundle[kind]).includes(word), `${word} in ${kind}`);
  }
  assert(String(bundle["text/html"]).includes("<table"));
}

Deno.test("every system of a frame is evaluated on its own rows, in the order of the frame", () => {
  const [one, two] = evaluate(frameOf(columns), FAST);
  // one: 3 of 4 right; two: 1 of the 3 it answered.
  assertEquals([one.system, one.n, one.total, one.metrics.accuracy.value], ["one", 4, 4, 0.75]);
  assertEquals([two.system, two.n, two.total, two.metrics.accuracy.value], ["two", 3, 4, 1 / 3]);
  assertEquals([one.failures, two.failures], [{}, { infrastructure: 1 }]);
  assert(one.calibration !== null && two.calibration === null);
});

Deno.test("a frame without scores and failures is enough", () => {
  const { score: _, failure: __, ...rest } = columns;
  const [one, two] = evaluate(frameOf(rest), FAST);
  assertEquals([one.metrics.accuracy.value, two.failures], [0.75, { "no answer": 1 }]);
});

Deno.test("a frame that has a column called references is still a frame", () => {
  const [one] = evaluate(frameOf({ ...columns, references: columns.reference }), FAST);
  assertEquals([one.system, one.metrics.accuracy.value], ["one", 0.75]);
});

Deno.test("lists of one system give one evaluation", () => {
  const result = evaluate({ system: "x", references: ["a", "b"], predictions: ["a", "b"] }, FAST);
  assertEquals([result.length, result[0].metrics.accuracy.value], [1, 1]);
});

Deno.test("columns that are missing, scores that are no numbers and unknown metrics are refused", () => {
  const { item: _, ...rest } = columns;
  assertThrows(() => evaluate(frameOf(rest)), AssayError, 'Cannot evaluate: no column "item"');
  assertThrows(
    () => evaluate(frameOf({ ...columns, score: columns.system })),
    AssayError,
    'column "score" is not a number: row 1 ("one")',
  );
  assertThrows(
    () => evaluate(frameOf(columns), { metrics: ["acuracy"] }),
    AssayError,
    'unknown metric "acuracy", did you mean "accuracy"?',
  );
});

Deno.test("systems that answered other items, more items or one twice are refused", () => {
  const other = (item: number[]) => () => evaluate(frameOf({ ...columns, item }), FAST);
  assertThrows(other([0, 0, 1, 1, 2, 2, 3, 9]), AssayError, "two must answer the same items as one in the same order");
  assertThrows(other([0, 0, 1, 1, 2, 2, 1, 3]), AssayError, "one answers an item more than once");
  const shorter = frameOf(columns).head(7);
  assertThrows(() => evaluate(shorter, FAST), AssayError, "two answers 3 items where one answers 4");
});

Deno.test("evaluations show in a notebook as tables with a chart, all together and each alone", async () => {
  const evaluations = evaluate(frameOf(columns), FAST);
  assertShows(await bundleOf(evaluations), "one", "two", "accuracy", "0.750");
  assertShows(await bundleOf(evaluations[0]), "one", "Classes: one", "precision");
});

Deno.test("a comparison shows in a notebook as tables with a chart", async () => {
  const comparison = compare(evaluate(frameOf(columns), FAST), FAST);
  assertShows(await bundleOf(comparison), "Ranking", "one", "two", "no decision");
  assertEquals(JSON.parse(JSON.stringify(comparison)).pairs.length, 1);
});

Deno.test("what a notebook shows of untrusted names is escaped", async () => {
  const system = '<img src=x onerror="x">';
  const bundle = await bundleOf(evaluate({ system, references: ["a", "b"], predictions: ["a", "a"] }, FAST));
  for (const kind of ["text/html", "image/svg+xml"]) assert(!String(bundle[kind]).includes("<img"), kind);
});
Deno.test("predictions of another length than the references are refused with both lengths", () => {
  assertThrows(
    () => evaluate({ system: "short", references: ["a", "b", "a"], predictions: ["a", "b"] }),
    RangeError,
    "Cannot evaluate short: all lists must have the same length, received references (3), predictions (2)",
  );
});

Deno.test("systems that answered different items are refused, each with its problem", () => {
  const frame = frameOf({
    item: [0, 1, 0, 2, 0, 1, 1],
    system: ["one", "one", "two", "two", "three", "three", "three"],
    reference: ["a", "b", "a", "b", "a", "b", "b"],
    prediction: ["a", "b", "a", "b", "a", "b", "b"],
  });
  const error = assertThrows(() => evaluate(frame), AssayError) as AssayError;
  assertEquals(error.problems, [
    "two must answer the same items as one in the same order; sort the rows alike",
    "three answers an item more than once; number repeated answers in a column repeat",
    "three answers 3 items where one answers 2; keep items without an answer, with an empty prediction",
  ]);
});
