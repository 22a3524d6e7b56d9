import { assert, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { accuracy } from "../../lib/metrics/accuracy.ts";
import { type Costs, costWeightedError } from "../../lib/metrics/cost_weighted_error.ts";
import oracle from "../oracles/more_metrics.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

const FEW = { resamples: 20 };
const COSTS: Costs = { a: { b: 2, c: 8 }, b: { a: 1, c: 1 }, c: { a: 4, b: 0.5 } };

Deno.test("costWeightedError equals the mean of the costs, summed up item by item in Python", () => {
  const { references, predictions, costs, each, mean } = oracle.costs;
  const { scores, estimate } = costWeightedError(references, predictions, costs, { resamples: 2000 });
  assertEquals(scores, each);
  agree(estimate.value, mean, 1e-13, "mean");
  assert(estimate.low! < mean && mean < estimate.high!);
  assertEquals([estimate.method, estimate.n], ["bca", 50]);
});

Deno.test("costWeightedError with a cost of 1 for every mistake is the error rate", () => {
  const [references, predictions] = [[..."aabbccab"], [..."abbccaab"]];
  const ones = { a: { b: 1, c: 1 }, b: { a: 1, c: 1 }, c: { a: 1, b: 1 } };
  const { estimate } = costWeightedError(references, predictions, ones, FEW);
  assertEquals(estimate.value, 1 - accuracy(references, predictions).value!);
});

Deno.test("costWeightedError lists every mistake without a cost, with the number of items", () => {
  const error = assertThrows(
    () => costWeightedError(["a", "a", "b", "z", null], ["d", "d", "?", "a", "q"], COSTS, FEW),
    AssayError,
  ) as AssayError;
  assertEquals(error.problems, [
    'there is no cost of taking "a" for "d" (2 items)',
    'there is no cost of taking "b" for "?" (1 item)',
    'there is no cost of taking "z" for "a" (1 item)',
  ]);
  const many = Array.from({ length: 30 }, (_, i) => `odd ${i}`);
  const bounded = assertThrows(() => costWeightedError(many.map(() => "a"), many, COSTS), AssayError) as AssayError;
  assertEquals([bounded.problems.length, bounded.problems[10]], [11, "and 20 more"]);
});

Deno.test("costWeightedError takes other as the cost of answers that the matrix does not know", () => {
  assertEquals(costWeightedError(["a", "b"], ["?", "b"], COSTS, { ...FEW, other: 9 }).scores, [9, 0]);
});

Deno.test("costWeightedError looks at own properties only", () => {
  const costs = JSON.parse('{"__proto__": {"constructor": 3}, "constructor": {"__proto__": 5}}');
  const { scores } = costWeightedError(["__proto__", "constructor"], ["constructor", "__proto__"], costs, FEW);
  assertEquals(scores, [3, 5]);
  assertThrows(() => costWeightedError(["toString"], ["name"], {}, FEW), AssayError, "no cost of taking");
  assertThrows(() => costWeightedError(["a"], ["toString"], COSTS, FEW), AssayError, "no cost of taking");
});

Deno.test("costWeightedError leaves out what has no label, and of nothing is null with a reason", () => {
  const found = costWeightedError(["a", null, "a", "b"], ["b", "a", null, "b"], COSTS, FEW);
  assertEquals(found.scores, [2, null, null, 0]);
  assertEquals([found.estimate.value, found.estimate.n, found.estimate.excluded], [1, 2, 2]);
  const none = costWeightedError([], [], {}, FEW).estimate;
  assertEquals([none.value, none.n, typeof none.reason], [null, 0, "string"]);
  assertEquals(costWeightedError(["a"], ["b"], COSTS, FEW).estimate.value, 2);
});

Deno.test("costWeightedError refuses costs that are no finite numbers, all at once, and lists of different lengths", () => {
  const costs = { a: { b: NaN, c: Infinity }, b: { a: "1" }, c: [1] } as unknown as Costs;
  const error = assertThrows(() => costWeightedError(["a"], ["a"], costs, { other: NaN }), AssayError) as AssayError;
  assertEquals(error.problems.length, 5);
  assertEquals(error.problems[1], 'the cost of taking "a" for "b" must be a finite number, received NaN');
  assertThrows(() => costWeightedError(["a"], ["a"], null as unknown as Costs), TypeError, "must be a map");
  assertThrows(() => costWeightedError(["a"], [], COSTS), RangeError, "references (1), predictions (0)");
});

Deno.test("costWeightedError does not depend on the order of the items, interval included", () => {
  const { references, predictions, costs } = oracle.costs;
  const other = costWeightedError(references.toReversed(), predictions.toReversed(), costs, FEW);
  assertEquals(other.estimate, costWeightedError(references, predictions, costs, FEW).estimate);
});
