import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { topKAccuracy } from "../../lib/metrics/top_k_accuracy.ts";
import { ORACLE } from "./_score_oracle.ts";

Deno.test("topKAccuracy equals sklearn top_k_accuracy_score", () => {
  for (const { references, ranked, top } of ORACLE.several) {
    assertAlmostEquals(topKAccuracy(references, ranked, { k: 2 }).value!, top, 1e-12);
  }
});

Deno.test("topKAccuracy counts a label named twice as two places, and bounds missing answers", () => {
  assertEquals(topKAccuracy(["b"], [["a", "a", "b"]], { k: 2 }).value, 0);
  const { value, n, excluded, worst, best } = topKAccuracy(["a", "b", null], [["a"], null, ["c"]]);
  assertEquals([value, n, excluded, worst, best], [1, 1, 2, 1 / 3, 1]);
  assertEquals(topKAccuracy([], []).value, null);
  assertThrows(() => topKAccuracy(["a"], [["a"]], { k: 0 }), RangeError, "k must be a whole number of at least 1");
});
