import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import {
  checkCustomMetric,
  type CustomMetric,
  type CustomScore,
  customScores,
} from "../../lib/metrics/custom_metric.ts";
import { METRIC_NAMES } from "../../lib/metrics/metric_table.ts";
import { proportion } from "../../lib/stats/proportion.ts";

const FEW = { resamples: 100 };
/** A metric that says of each answer what the answer tells: "1", "true", "null". */
const told = (more: Partial<CustomMetric> = {}): CustomMetric => ({
  name: "told",
  score: ({ prediction }) => JSON.parse(prediction) as CustomScore,
  ...more,
});
const scoresOf = (predictions: (string | null)[], more: Partial<CustomMetric> = {}) =>
  customScores(told(more), predictions.map(() => null), predictions, FEW);
/** A metric that says the same of every answer, whatever it is. */
const says = (value: unknown) => () =>
  customScores({ name: "mine", score: () => value as CustomScore }, ["a"], ["b"], FEW);

Deno.test("customScores of numbers is their mean with a bootstrap interval", () => {
  const { estimate, scores, reasons } = scoresOf(["1", "2", "6"]);
  assertEquals([estimate.value, estimate.n, scores, reasons], [3, 3, [1, 2, 6], [null, null, null]]);
  assert(estimate.low! >= 1 && estimate.high! <= 6 && estimate.method !== "wilson");
});

Deno.test("customScores of right and wrong is a share with Wilson's interval", () => {
  const { estimate, scores } = scoresOf(["true", "false", "1", "0", "true"]);
  assertEquals(scores, [1, 0, 1, 0, 1]);
  const { value, low, high } = proportion(3, 5, { level: 0.95, empty: "" });
  assertEquals([estimate.value, estimate.low, estimate.high, estimate.method], [value, low, high, "wilson"]);
});

Deno.test("customScores sees place, reference and answer of each item that has one, and only these", () => {
  const seen: unknown[] = [];
  const metric: CustomMetric = {
    name: "m",
    score: (item) => {
      seen.push(item);
      return 1;
    },
  };
  const { scores, reasons } = customScores(
    metric,
    Object.freeze(["a", null, "c"]),
    Object.freeze(["x", "", null]),
    FEW,
  );
  assertEquals(seen, [{ system: "", item: 0, reference: "a", prediction: "x" }, {
    system: "",
    item: 1,
    reference: null,
    prediction: "",
  }]);
  assertEquals([scores, reasons], [[1, 1, null], [null, null, "there is no prediction"]]);
});

Deno.test("customScores leaves out what has no score, with the reason where one is told", () => {
  const { estimate, scores, reasons } = scoresOf([
    "null",
    '{"score":null}',
    '{"score":null,"reason":"too short"}',
    '{"score":null,"reason":""}',
    '{"score":null,"reason":5}',
    '{"score":0.5,"reason":"half"}',
  ]);
  assertEquals(scores, [null, null, null, null, null, 0.5]);
  const none = "told gives no score";
  assertEquals(reasons, [none, none, "too short", none, none, null]);
  assertEquals([estimate.value, estimate.n, estimate.excluded], [0.5, 1, 5]);
});

Deno.test("customScores of nothing, and of answers that are all missing, is undefined with a reason", () => {
  for (const predictions of [[], [null, null], ["null"]]) {
    const { estimate, scores } = scoresOf(predictions);
    assertEquals([estimate.value, estimate.low, estimate.n, typeof estimate.reason], [null, null, 0, "string"]);
    assertEquals(scores, predictions.map(() => null));
  }
});

Deno.test("customScores refuses scores that are no numbers, naming item, metric and what it received", () => {
  const bad: [unknown, string][] = [
    [NaN, "NaN"],
    [1e400, "Infinity"],
    [-1e400, "-Infinity"],
    [undefined, "nothing"],
    ["1", '"1"'],
    ["yes", '"yes"'],
    [{}, "nothing"],
    [[], "nothing"],
    [[0.5], "nothing"],
    [{ score: "1" }, '"1"'],
    [{ score: NaN }, "NaN"],
    [{ score: {} }, "an object"],
    [1n, "1"],
    [() => 1, "a function"],
    [Promise.resolve(1), "nothing"],
  ];
  for (const [value, received] of bad) {
    const error = assertThrows(says(value), AssayError, "Cannot score item 0 by mine") as AssayError;
    assertEquals(error.problems, [`a score must be a finite number, true, false or null, received ${received}`]);
  }
});

Deno.test("customScores tells at which item a metric threw, and why", () => {
  const broken = (cause: unknown): CustomMetric => ({
    name: "broken",
    score: ({ item }) => {
      if (item < 1) return 1;
      throw cause;
    },
  });
  const run = (cause: unknown) => () => customScores(broken(cause), ["a", "b"], ["a", "b"], FEW);
  const cause = new TypeError("no such property");
  const error = assertThrows(run(cause), AssayError, "Cannot score item 1 by broken: no such property") as AssayError;
  assertEquals(error.cause, cause);
  assertThrows(run("a text"), AssayError, 'Cannot score item 1 by broken: "a text"');
  assertThrows(run(undefined), AssayError, "Cannot score item 1 by broken: nothing");
  // What already tells its problems is told once.
  assertEquals((assertThrows(run(new AssayError("Cannot x")), AssayError) as AssayError).title, "Cannot x");
});

Deno.test("customScores bounds the mean by the range, also where all scores happen to be 0 or 1", () => {
  const { estimate } = scoresOf(["0", "1", "1", null], { range: [0, 10] });
  // Two of four, and the fourth at worst 0 and at best 10.
  assertEquals([estimate.excluded, estimate.worst, estimate.best], [1, 2 / 4, 12 / 4]);
  assert(estimate.method !== "wilson");
  const share = scoresOf(["0", "1", "1", null], { range: [0, 1] }).estimate;
  assertEquals([share.worst, share.best, share.method], [2 / 4, 3 / 4, "wilson"]);
  const open = scoresOf(["0.5", "2", null]).estimate;
  assertEquals([open.excluded, open.worst, open.best], [1, undefined, undefined]);
});

Deno.test("customScores of errors is at its worst where the items left out are errors too", () => {
  for (const more of [{ higherIsBetter: false }, { higherIsBetter: false, range: [1, 0] as const }]) {
    const { estimate } = scoresOf(["0", "1", "0", null], more);
    assertEquals([estimate.worst, estimate.best], [2 / 4, 1 / 4]);
  }
  const { estimate } = scoresOf(["3", "1", null, null], { higherIsBetter: false, range: [5, 0] });
  assertEquals([estimate.worst, estimate.best], [14 / 4, 4 / 4]);
});

Deno.test("customScores refuses scores outside of the range, from which the bounds would be wrong", () => {
  for (const score of ["1.5", "-0.1"]) {
    assertThrows(
      () => scoresOf([score], { range: [0, 1] }),
      AssayError,
      `a score must lie in the metric's range from 0 to 1, received ${score}`,
    );
  }
  assertEquals(scoresOf(["0", "5"], { range: [5, 0], higherIsBetter: false }).scores, [0, 5]);
});

Deno.test("checkCustomMetric refuses names that are taken or cannot be one", () => {
  const check = (name: unknown) => () => checkCustomMetric({ name: name as string, score: () => 1 });
  for (
    const name of ["", "_x", "1x", "a b", "a-b", "a.b", "ä", "x".repeat(101), "a\n", undefined, null, 5, "__proto__"]
  ) {
    assertThrows(check(name), AssayError, "its name must be up to 100 letters, digits and _, beginning with a letter");
  }
  for (const name of METRIC_NAMES.filter((one) => /^\w+$/.test(one))) {
    assertThrows(check(name), AssayError, `"${name}" is the name of a metric that there is`);
  }
  for (const name of ["x", "x".repeat(100), "constructor", "toString", "Accuracy"]) check(name)();
});

Deno.test("checkCustomMetric refuses ranges that are none, or the wrong way round", () => {
  const check = (range: unknown, higherIsBetter?: boolean) => () =>
    checkCustomMetric({ name: "m", score: () => 1, range: range as [number, number], higherIsBetter });
  for (const range of [[0, 0], [NaN, 1], [0, Infinity], [1, 0], ["0", "1"]]) {
    assertThrows(check(range), AssayError, "its range must be the worst and the best score, the best the higher one");
  }
  assertThrows(check([0, 1], false), AssayError, "the best the lower one, received 0 and 1");
  check([1, 0], false)();
  check([-5, 5])();
});

Deno.test("customScores refuses lists of different lengths", () => {
  const error = assertThrows(() => customScores(told(), ["a"], ["1", "2"], FEW), RangeError) as Error;
  assertStringIncludes(error.message, "Cannot score by told");
});

Deno.test("customScores gives the same whatever the order of the items", () => {
  const predictions = Array.from({ length: 50 }, (_, i) => `${(i * 7 % 11) / 10}`);
  const one = scoresOf(predictions).estimate;
  const other = scoresOf(predictions.toReversed()).estimate;
  assertAlmostEquals(one.value!, other.value!, 1e-15);
  assertAlmostEquals(one.low!, other.low!, 1e-12);
});
