import { assert, assertEquals } from "@std/assert";
import { multilabelF1 } from "../../lib/metrics/multilabel_f1.ts";
import { assertEqualsSklearn, SETS } from "./_label_set_oracle.ts";

Deno.test("multilabelF1 equals sklearn f1_score: macro, weighted, micro and samples, 0/0 as 0 and as 1", () => {
  assertEqualsSklearn(multilabelF1, "f1");
});

Deno.test("multilabelF1 of items without labels is undefined over the samples, and says of how many", () => {
  const found = multilabelF1([["a"], [], []], [["a"], [], ["a"]], { average: "samples" });
  assertEquals(found.scores, [1, null, 0]);
  assertEquals(found.reasons, [null, "no label is wanted or predicted", null]);
  assertEquals(found.estimate.value, null);
  assertEquals(found.estimate.reason, "F1 is undefined for 1 of 3 items, where no label is wanted or predicted");
  const counted = multilabelF1([["a"], [], []], [["a"], [], ["a"]], { average: "samples", zeroDivision: 1 });
  assertEquals([counted.estimate.value, counted.scores], [2 / 3, [1, 1, 0]]);
});

Deno.test("multilabelF1 of a class that nobody names is undefined, unless zeroDivision says otherwise", () => {
  const [references, predictions] = [[["a"], ["b"]], [["a"], ["b"]]];
  const value = (zeroDivision: 0 | 1 | null) => {
    return multilabelF1(references, predictions, { labels: ["a", "b", "c"], zeroDivision, resamples: 20 }).estimate;
  };
  assertEquals([value(0).value, value(1).value, value(null).value], [2 / 3, 1, null]);
  assertEquals(
    value(null).reason,
    "F1 is undefined for 1 of 3 classes, which occur neither as references nor as predictions",
  );
});

Deno.test("multilabelF1 has the interval of a bootstrap over items, which holds the value", () => {
  const { references, predictions } = SETS.cases[1];
  for (const average of ["macro", "weighted", "micro", "samples"] as const) {
    const options = { average, zeroDivision: 0 as const, resamples: 1000, seed: 5 };
    const { estimate } = multilabelF1(references, predictions, options);
    assertEquals([estimate.method, estimate.n], ["bca", 80], average);
    assert(estimate.low! < estimate.value! && estimate.value! < estimate.high!, average);
    assert(estimate.high! - estimate.low! > 0.02 && estimate.high! - estimate.low! < 0.3, average);
    assertEquals(multilabelF1(references, predictions, options).estimate, estimate);
  }
});

Deno.test("multilabelF1 of one label an item is f1 of labels", async () => {
  const { f1Score } = await import("../../lib/metrics/f1_score.ts");
  const [references, predictions] = [[..."abcabcaabbcc"], [..."abcabaabbbca"]];
  for (const average of ["macro", "micro", "weighted"] as const) {
    const one = f1Score(references, predictions, { average, resamples: 20 });
    const sets = multilabelF1(references.map((x) => [x]), predictions.map((x) => [x]), { average, resamples: 20 });
    assert(Math.abs(one.value! - sets.estimate.value!) < 1e-14);
  }
});

Deno.test("multilabelF1 weighted by items does not ask a class without items", () => {
  const options = { labels: ["a", "b", "c"], average: "weighted", resamples: 20 } as const;
  const { estimate } = multilabelF1([["a"], ["a", "b"], ["b"]], [["a"], ["b"], ["b"]], options);
  assert(Math.abs(estimate.value! - (2 * 2 / 3 + 2 * 1) / 4) < 1e-15, String(estimate.reason));
});

Deno.test("multilabelF1 has an interval although a rare class is missing from many resamples", () => {
  const references = Array.from({ length: 30 }, (_, i) => i === 0 ? ["rare", "a"] : ["a"]);
  const predictions = references.map((labels, i) => i % 5 === 4 ? [] : labels);
  const { estimate } = multilabelF1(references, predictions, { resamples: 500 });
  assert(estimate.low !== null && estimate.low < estimate.value!, estimate.reason);
});

Deno.test("multilabelF1 of a single class has the same interval over the class as over the labels, BCa included", () => {
  // Nothing is missed, so that both ways sort the kinds of items alike and see the same draws.
  const kinds: [string[], string[]][] = [[[], []], [[], ["a"]], [["a"], ["a"]]];
  const items = Array.from({ length: 30 }, (_, i) => kinds[i < 5 ? 0 : i < 13 ? 1 : 2]);
  const of = (average: "macro" | "micro") => {
    return multilabelF1(items.map(([x]) => x), items.map(([, y]) => y), { average, resamples: 2000 }).estimate;
  };
  const [macro, micro] = [of("macro"), of("micro")];
  assertEquals([macro.method, micro.method], ["bca", "bca"]);
  for (const end of ["value", "low", "high"] as const) assert(Math.abs(macro[end]! - micro[end]!) < 1e-12, end);
});
