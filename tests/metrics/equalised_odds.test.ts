import { assert, assertEquals } from "@std/assert";
import { equalisedOdds } from "../../lib/metrics/equalised_odds.ts";
import { equalOpportunity } from "../../lib/metrics/equal_opportunity.ts";
import { agree } from "../stats/_agree.ts";
import { agreeOnRates, fairnessCases } from "./_fairness_oracle.ts";

Deno.test("equalisedOdds has sklearn's rates by group, and fairlearn's worst case of gaps and ratios", () => {
  for (const { references, predictions, groups, truePositive, falsePositive, odds } of fairnessCases) {
    const found = equalisedOdds({ references, predictions, groups }, { minimumGroupSize: 10, resamples: 50 });
    agreeOnRates(found.truePositive, truePositive);
    agreeOnRates(found.falsePositive, falsePositive);
    agree(found.gap.value, odds.gap, 1e-13, "gap");
    agree(found.ratio.value, odds.ratio, 1e-13, "ratio");
    assertEquals(found.gap.n, predictions.length);
    assert(found.gap.low! <= odds.gap && odds.gap <= found.gap.high! && found.ratio.low! <= odds.ratio);
  }
});

Deno.test("equalisedOdds makes its interval for both rates at once: no narrower than that of either", () => {
  const [, { references, predictions, groups }] = fairnessCases;
  const found = equalisedOdds({ references, predictions, groups }, { resamples: 2000, minimumGroupSize: 10 });
  const reach = found.gap.high! - found.gap.value!;
  for (const { gap } of [found.truePositive, found.falsePositive]) {
    assert(reach >= gap.high! - gap.value! - 1e-12);
  }
  assert(found.chanceGap! >= Math.max(found.truePositive.chanceGap!, found.falsePositive.chanceGap!));
});

Deno.test("equalisedOdds is undefined where either rate is, and says which", () => {
  const data = { references: [1, 1, 1, 1], predictions: [1, 0, 1, 1], groups: ["x", "x", "y", "y"] };
  const found = equalisedOdds(data, { minimumGroupSize: 2, resamples: 20, tolerance: 0.1 });
  assertEquals([found.truePositive.gap.value, found.falsePositive.gap.value, found.gap.value], [0.5, null, null]);
  assertEquals([found.gap.reason, found.test.pValue], [
    "at least 2 groups with 2 items that count are needed, there are 0",
    null,
  ]);
  assertEquals([found.ratio.value, found.verdict!.verdict], [null, "inconclusive"]);
});

Deno.test("equalisedOdds has the true positive rates of equalOpportunity, and judges the larger gap", () => {
  const [{ references, predictions, groups }] = fairnessCases;
  const options = { minimumGroupSize: 5, resamples: 300, tolerance: 0.9 };
  const found = equalisedOdds({ references, predictions, groups }, options);
  assertEquals(found.truePositive, equalOpportunity({ references, predictions, groups }, options));
  assertEquals(found.verdict!.verdict, "pass");
});

Deno.test("equalisedOdds without false positives anywhere has a gap, but no ratio", () => {
  const references = [1, 1, 0, 0, 1, 1, 0, 0];
  const groups = ["x", "x", "x", "x", "y", "y", "y", "y"];
  const found = equalisedOdds({ references, predictions: references, groups }, { minimumGroupSize: 2, resamples: 50 });
  assertEquals([found.gap.value, found.test.pValue, found.ratio.value], [0, 1, null]);
  assertEquals(found.ratio.reason, "the value of every group is 0");
});

Deno.test("equalisedOdds without resamples has values, neither intervals nor a test", () => {
  const [{ references, predictions, groups }] = fairnessCases;
  const found = equalisedOdds({ references, predictions, groups }, { minimumGroupSize: 5, resamples: 0 });
  assert(found.gap.value! > 0 && found.ratio.value! > 0);
  assertEquals([found.gap.low, found.ratio.low, found.test.pValue, found.chanceGap], [null, null, null, null]);
});
