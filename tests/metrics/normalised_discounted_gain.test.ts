import { assertAlmostEquals, assertEquals } from "@std/assert";
import { normalisedDiscountedGain } from "../../lib/metrics/normalised_discounted_gain.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("normalisedDiscountedGain equals sklearn's ndcg_score, and its dcg_score where not all was found", () => {
  for (const { grades, ranking, at } of ORACLE.rankings) {
    const relevant = [new Map(Object.entries(grades))];
    for (const { k, ndcg, ndcg_exponential, sklearn } of at) {
      const { scores } = normalisedDiscountedGain(relevant, [ranking], { ...FEW, k });
      assertAlmostEquals(scores[0]!, ndcg, 1e-12);
      if (sklearn !== null) assertAlmostEquals(scores[0]!, sklearn, 1e-12);
      const other = normalisedDiscountedGain(relevant, [ranking], { ...FEW, k, gain: "exponential" });
      assertAlmostEquals(other.scores[0]!, ndcg_exponential, 1e-12);
    }
  }
});

Deno.test("normalisedDiscountedGain is undefined where nothing is relevant", () => {
  const { scores, reasons } = normalisedDiscountedGain([new Map([["a", 0]])], [["a"]], FEW);
  assertEquals([scores, reasons], [[null], ["nothing is relevant to the query"]]);
});
