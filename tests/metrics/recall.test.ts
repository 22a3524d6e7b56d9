import { assertAlmostEquals, assertEquals } from "@std/assert";
import { recall } from "../../lib/metrics/recall.ts";
import { CASES } from "./_oracle.ts";

for (const { name, references, predictions, options, scores } of CASES) {
  Deno.test(`recall equals sklearn recall_score, macro, micro and weighted: ${name}`, () => {
    for (const average of ["macro", "micro", "weighted"] as const) {
      const found = recall(references, predictions, { ...options, average });
      assertEquals(typeof found.value, "number", `${average}: ${found.reason}`);
      assertAlmostEquals(found.value!, scores[`recall_${average}`], 1e-14, average);
    }
  });
}

Deno.test("recall of a label without items is undefined, and says of how many classes", () => {
  const found = recall(["a", "b"], ["a", "b"], { labels: ["a", "b", "c"] });
  assertEquals([found.value, found.reason], [null, "1 of 3 classes have no items"]);
});

Deno.test("recall over items and weighted by support are both the accuracy, with Wilson's interval", () => {
  for (const average of ["micro", "weighted"] as const) {
    const found = recall(["a", "b", "b", "a"], ["a", "b", "b", "b"], { average });
    assertEquals([found.value, found.method], [0.75, "wilson"]);
    // statsmodels proportion_confint(3, 4, method="wilson") = (0.30064184258, 0.95441273919).
    assertAlmostEquals(found.low!, 0.30064184258, 1e-11);
    assertAlmostEquals(found.high!, 0.95441273919, 1e-11);
  }
});

Deno.test("recall counts an answer outside the classes as not found", () => {
  // Class a: 1 of 3 found, class b: 1 of 1.
  assertAlmostEquals(recall(["a", "a", "a", "b"], ["a", "b", "?", "b"], { resamples: 50 }).value!, 2 / 3, 1e-15);
});
