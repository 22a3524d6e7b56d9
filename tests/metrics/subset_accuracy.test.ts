import { assertEquals } from "@std/assert";
import { subsetAccuracy } from "../../lib/metrics/subset_accuracy.ts";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";
import { agree } from "../stats/_agree.ts";
import { SETS } from "./_label_set_oracle.ts";

Deno.test("subsetAccuracy equals sklearn accuracy_score of binarised labels, with Wilson's interval", () => {
  for (const { references, predictions, subset } of [...SETS.cases, SETS.odd]) {
    const { estimate } = subsetAccuracy(references, predictions, { level: 0.9 });
    agree(estimate.value, subset, 1e-12, "subset");
    const interval = wilsonInterval(Math.round(subset * references.length), references.length, { level: 0.9 });
    assertEquals([[estimate.low, estimate.high], estimate.method], [[...interval], "wilson"]);
  }
});

Deno.test("subsetAccuracy takes sets as sets: order and repetition do not matter, and odd labels are wrong", () => {
  const { scores } = subsetAccuracy([["a", "b"], ["a"], [], ["a"]], [["b", "a", "b"], ["a", "x"], [], []]);
  assertEquals(scores, [1, 0, 1, 0]);
});
