import { assertEquals } from "@std/assert";
import { multilabelRecall } from "../../lib/metrics/multilabel_recall.ts";
import { assertEqualsSklearn } from "./_label_set_oracle.ts";

Deno.test("multilabelRecall equals sklearn recall_score: macro, weighted, micro and samples, 0/0 as 0 and as 1", () => {
  assertEqualsSklearn(multilabelRecall, "recall");
});

Deno.test("multilabelRecall of a class without items is undefined, and an item without labels has none", () => {
  const found = multilabelRecall([["a"], []], [["a"], ["b"]], { labels: ["a", "b"], resamples: 20 });
  assertEquals([found.scores, found.reasons], [[1, null], [null, "no label is wanted"]]);
  assertEquals(found.estimate.reason, "recall is undefined for 1 of 2 classes, which have no items");
});

Deno.test("multilabelRecall of items without any label has no classes to average over, and says so", () => {
  for (const [average, reason] of [["macro", "there are no classes"], ["weighted", "there are no classes"]] as const) {
    assertEquals(multilabelRecall([[], []], [["a"], []], { average }).estimate.reason, reason);
  }
  const weighted = multilabelRecall([[]], [["a"]], { average: "weighted", labels: ["a"], zeroDivision: 0 }).estimate;
  assertEquals([weighted.value, weighted.reason], [
    null,
    "recall is undefined for 1 of 1 classes, which have no items",
  ]);
});
