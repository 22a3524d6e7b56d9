import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { f1Score } from "../../lib/metrics/f1_score.ts";
import { CASES } from "./_oracle.ts";

for (const { name, references, predictions, options, scores } of CASES) {
  Deno.test(`f1Score equals sklearn f1_score, macro, micro and weighted: ${name}`, () => {
    for (const average of ["macro", "micro", "weighted"] as const) {
      const found = f1Score(references, predictions, { ...options, average });
      assertAlmostEquals(found.value!, scores[`f1_${average}`], 1e-14, average);
    }
  });
}

Deno.test("f1Score of a class that is neither asked nor predicted is undefined unless zeroDivision says otherwise", () => {
  const labels = ["a", "b", "c"];
  const [references, predictions] = [["a", "b"], ["a", "b"]];
  assertEquals(f1Score(references, predictions, { labels }).value, null);
  assertEquals(f1Score(references, predictions, { labels }).reason, "1 of 3 classes have no items");
  const value = (zeroDivision: 0 | 1) =>
    f1Score(references, predictions, { labels, zeroDivision, resamples: 9 }).value!;
  assertAlmostEquals(value(0), 2 / 3, 1e-15);
  assertAlmostEquals(value(1), 1, 1e-15);
});

Deno.test("f1Score has a bootstrap interval that holds the value, equal for equal seeds", () => {
  const { references, predictions } = CASES[0];
  const found = f1Score(references, predictions, { resamples: 2000, seed: 5 });
  assertEquals(found, f1Score(references, predictions, { resamples: 2000, seed: 5 }));
  assertEquals([found.method, found.n], ["bca", 60]);
  assert(found.low! < found.value! && found.value! < found.high!);
});

Deno.test("f1Score of perfect answers has no bootstrap interval, and says why", () => {
  const found = f1Score(["a", "b"], ["a", "b"], { resamples: 100 });
  assertEquals([found.value, found.low, typeof found.reason], [1, null, "string"]);
});

Deno.test("f1Score names the references that are not among the labels, the first ten of them", () => {
  const references = Array.from({ length: 12 }, (_, i) => `class ${i}`);
  const error = assertThrows(() => f1Score(references, references, { labels: ["a"] }), AssayError, "Cannot compute f1");
  assertEquals((error as AssayError).problems.length, 11);
  assertEquals((error as AssayError).problems[0], 'item 0: the reference "class 0" is not among labels');
  assertEquals((error as AssayError).problems[10], "and 2 more");
});

Deno.test("f1Score refuses a repeated label", () => {
  assertThrows(() => f1Score(["a"], ["a"], { labels: ["a", "a"] }), AssayError, "labels must differ");
});
