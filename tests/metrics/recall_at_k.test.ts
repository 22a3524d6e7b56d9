import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { recallAtK } from "../../lib/metrics/recall_at_k.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("recallAtK equals its definition, computed place by place in Python", () => {
  for (const { grades, ranking, at } of ORACLE.rankings) {
    for (const { k, recall } of at) {
      const { scores } = recallAtK([new Map(Object.entries(grades))], [ranking], { ...FEW, k });
      assertAlmostEquals(scores[0]!, recall, 1e-12, `k = ${k}`);
    }
  }
});

Deno.test("recallAtK leaves out missing queries, and says what it is where nothing is relevant", () => {
  const { estimate, scores } = recallAtK([["a"], null, ["a"]], [["a"], ["a"], null], FEW);
  assertEquals([estimate.n, estimate.excluded, scores[1], scores[2]], [1, 2, null, null]);
  assertEquals(recallAtK([[]], [["a"]], FEW).reasons, ["nothing is relevant to the query"]);
  assertEquals(recallAtK([], [], FEW).estimate.value, null);
});

Deno.test("recallAtK refuses a ranking with repetitions, negative relevance and k of 0", () => {
  assertThrows(() => recallAtK([["a"]], [["a", "a"]]), AssayError, 'each identifier once, received "a" twice');
  assertThrows(() => recallAtK([new Map([["a", -1]])], [["a"]]), AssayError, "must be a number of at least 0");
  assertThrows(() => recallAtK([["a"]], [["a"]], { k: 0 }), RangeError, "k must be a whole number of at least 1");
});
