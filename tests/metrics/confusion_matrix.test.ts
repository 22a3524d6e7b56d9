import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { confusionMatrix } from "../../lib/metrics/confusion_matrix.ts";
import { CASES } from "./_oracle.ts";

for (const { name, references, predictions, n, options: { labels }, classes, confusion, other } of CASES) {
  Deno.test(`confusionMatrix equals sklearn confusion_matrix: ${name}`, () => {
    const found = confusionMatrix(references, predictions, { labels });
    assertEquals(found.labels, classes.map(({ label }) => label));
    assertEquals(found.counts, confusion);
    assertEquals(found.other, other);
    assertEquals(found.excluded, references.length - n);
  });
}

Deno.test("confusionMatrix of nothing has no classes", () => {
  assertEquals(confusionMatrix([], []), { labels: [], counts: [], other: [], excluded: 0 });
});

Deno.test("confusionMatrix leaves items without reference or prediction out and counts them", () => {
  const { counts, excluded } = confusionMatrix(["a", null, "b", "b"], ["a", "a", null, "a"]);
  assertEquals([counts, excluded], [[[1, 0], [1, 0]], 2]);
});

Deno.test("confusionMatrix refuses lists of different lengths and references outside the labels", () => {
  assertThrows(() => confusionMatrix(["a"], []), RangeError, "references (1), predictions (0)");
  assertThrows(() => confusionMatrix(["a"], ["b"], { labels: ["b"] }), AssayError, '"a" is not among labels');
});
