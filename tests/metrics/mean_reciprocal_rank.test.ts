import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { meanReciprocalRank } from "../../lib/metrics/mean_reciprocal_rank.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("meanReciprocalRank equals its definition, computed place by place in Python", () => {
  for (const { grades, ranking, at } of ORACLE.rankings) {
    for (const { k, rr } of at) {
      const { scores } = meanReciprocalRank([new Map(Object.entries(grades))], [ranking], { ...FEW, k });
      assertAlmostEquals(scores[0]!, rr, 1e-12, `k = ${k}`);
    }
  }
});

Deno.test("meanReciprocalRank leaves out missing queries, and says what it is where nothing is relevant", () => {
  const { estimate, scores } = meanReciprocalRank([["a"], null, ["a"]], [["a"], ["a"], null], FEW);
  assertEquals([estimate.n, estimate.excluded, scores[1], scores[2]], [1, 2, null, null]);
  assertEquals(meanReciprocalRank([[]], [["a"]], FEW).reasons, ["nothing is relevant to the query"]);
  assertEquals(meanReciprocalRank([], [], FEW).estimate.value, null);
});

Deno.test("meanReciprocalRank refuses a ranking with repetitions, negative relevance and k of 0", () => {
  assertThrows(() => meanReciprocalRank([["a"]], [["a", "a"]]), AssayError, 'each identifier once, received "a" twice');
  assertThrows(() => meanReciprocalRank([new Map([["a", -1]])], [["a"]]), AssayError, "must be a number of at least 0");
  assertThrows(
    () => meanReciprocalRank([["a"]], [["a"]], { k: 0 }),
    RangeError,
    "k must be a whole number of at least 1",
  );
});
