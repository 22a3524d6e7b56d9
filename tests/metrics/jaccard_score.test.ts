import { assertEquals } from "@std/assert";
import { jaccardScore } from "../../lib/metrics/jaccard_score.ts";
import { assertEqualsSklearn } from "./_label_set_oracle.ts";

Deno.test("jaccardScore equals sklearn jaccard_score: macro, weighted, micro and samples, 0/0 as 0 and as 1", () => {
  assertEqualsSklearn(jaccardScore, "jaccard");
});

Deno.test("jaccardScore of an item is the common part of what either has, whatever the average", () => {
  const { scores } = jaccardScore([["a", "b", "c"], ["a"], ["b"]], [["c", "b", "d"], ["c"], ["b"]], { resamples: 20 });
  assertEquals(scores, [0.5, 0, 1]);
});

Deno.test("jaccardScore of two empty sets is undefined, and counts as told", () => {
  assertEquals(jaccardScore([[]], [[]]).scores, [null]);
  assertEquals(jaccardScore([[]], [[]], { zeroDivision: 0 }).scores, [0]);
  assertEquals(jaccardScore([[], ["a"]], [[], ["a"]], { average: "samples", zeroDivision: 1 }).estimate.value, 1);
});
