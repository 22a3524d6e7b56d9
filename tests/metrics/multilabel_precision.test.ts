import { assertEquals } from "@std/assert";
import { multilabelPrecision } from "../../lib/metrics/multilabel_precision.ts";
import { assertEqualsSklearn } from "./_label_set_oracle.ts";

Deno.test("multilabelPrecision equals sklearn precision_score: macro, weighted, micro and samples, 0/0 as 0 and as 1", () => {
  assertEqualsSklearn(multilabelPrecision, "precision");
});

Deno.test("multilabelPrecision of a class or item without predictions is undefined, and says why", () => {
  const found = multilabelPrecision([["a"], ["b"]], [["a"], []], { resamples: 20 });
  assertEquals([found.scores, found.reasons], [[1, null], [null, "no label is predicted"]]);
  assertEquals(found.estimate.reason, "precision is undefined for 1 of 2 classes, which were never predicted");
  const micro = multilabelPrecision([["a"], ["b"]], [[], []], { average: "micro", resamples: 20 }).estimate;
  assertEquals([micro.value, micro.reason], [null, "no label is predicted in any item"]);
});

Deno.test("multilabelPrecision counts odd labels as wrong over items and labels, but against no class", () => {
  const of = (average: "micro" | "samples" | "macro") => {
    return multilabelPrecision([["a"], ["a"]], [["a", "x", "y"], ["a"]], { average, resamples: 20 }).estimate.value;
  };
  assertEquals([of("micro"), of("samples"), of("macro")], [0.5, 2 / 3, 1]);
});
