import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { precisionAtK } from "../../lib/metrics/precision_at_k.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("precisionAtK equals its definition, computed place by place in Python", () => {
  for (const { grades, ranking, at } of ORACLE.rankings) {
    for (const { k, precision } of at) {
      const { scores } = precisionAtK([new Map(Object.entries(grades))], [ranking], { ...FEW, k });
      assertAlmostEquals(scores[0]!, precision, 1e-12, `k = ${k}`);
    }
  }
});

Deno.test("precisionAtK leaves out missing queries, and says what it is where nothing is relevant", () => {
  const { estimate, scores } = precisionAtK([["a"], null, ["a"]], [["a"], ["a"], null], FEW);
  assertEquals([estimate.n, estimate.excluded, scores[1], scores[2]], [1, 2, null, null]);
  assertEquals(precisionAtK([[]], [["a"]], FEW).scores, [0]);
  assertEquals(precisionAtK([], [], FEW).estimate.value, null);
});

Deno.test("precisionAtK refuses a ranking with repetitions, negative relevance and k of 0", () => {
  assertThrows(() => precisionAtK([["a"]], [["a", "a"]]), AssayError, 'each identifier once, received "a" twice');
  assertThrows(() => precisionAtK([new Map([["a", -1]])], [["a"]]), AssayError, "must be a number of at least 0");
  assertThrows(() => precisionAtK([["a"]], [["a"]], { k: 0 }), RangeError, "k must be a whole number of at least 1");
});
