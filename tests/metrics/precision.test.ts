import { assertAlmostEquals, assertEquals } from "@std/assert";
import { precision } from "../../lib/metrics/precision.ts";
import { CASES } from "./_oracle.ts";

for (const { name, references, predictions, options, scores } of CASES) {
  Deno.test(`precision equals sklearn precision_score, macro, micro and weighted: ${name}`, () => {
    for (const average of ["macro", "micro", "weighted"] as const) {
      const found = precision(references, predictions, { ...options, average });
      assertEquals(typeof found.value, "number", `${average}: ${found.reason}`);
      assertAlmostEquals(found.value!, scores[`precision_${average}`], 1e-14, average);
    }
  });
}

Deno.test("precision of a class that is never predicted is undefined, and says of how many classes", () => {
  const found = precision(["a", "b", "b"], ["a", "a", "a"]);
  assertEquals([found.value, found.low, found.high], [null, null, null]);
  assertEquals(found.reason, "precision is undefined for 1 of 2 classes, which were never predicted");
});

Deno.test("precision counts a never predicted class as told by zeroDivision", () => {
  // Class a: 1 of 3 predictions right. Class b: 0/0, so 0 or 1. Weights 1 and 2.
  const [references, predictions] = [["a", "b", "b"], ["a", "a", "a"]];
  const value = (zeroDivision: 0 | 1, average: "macro" | "weighted") => {
    return precision(references, predictions, { zeroDivision, average, resamples: 50 }).value!;
  };
  assertAlmostEquals(value(0, "macro"), 1 / 6, 1e-15);
  assertAlmostEquals(value(1, "macro"), 2 / 3, 1e-15);
  assertAlmostEquals(value(0, "weighted"), 1 / 9, 1e-15);
  assertAlmostEquals(value(1, "weighted"), 7 / 9, 1e-15);
});

Deno.test("precision of answers that are all outside the classes is undefined when averaged over items", () => {
  const found = precision(["a", "b"], ["x", "y"], { average: "micro" });
  assertEquals([found.value, found.reason], [null, "no answer is one of the classes"]);
});

Deno.test("precision does not count an answer outside the classes against any class", () => {
  // Class a: 1 of 1 predictions right, class b: 1 of 2; "?" is no class.
  const found = precision(["a", "a", "a", "b"], ["a", "b", "?", "b"], { resamples: 50 });
  assertAlmostEquals(found.value!, 0.75, 1e-15);
  assertEquals(precision(["a", "a", "a", "b"], ["a", "b", "?", "b"], { average: "micro" }).value, 2 / 3);
});
