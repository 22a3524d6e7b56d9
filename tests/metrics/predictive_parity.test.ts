import { assertEquals } from "@std/assert";
import { predictiveParity } from "../../lib/metrics/predictive_parity.ts";
import { agreeOnRates, fairnessCases } from "./_fairness_oracle.ts";

Deno.test("predictiveParity has sklearn's precision by group and scipy's tests", () => {
  for (const { references, predictions, groups, predictiveParity: expected } of fairnessCases) {
    const found = predictiveParity({ references, predictions, groups }, { minimumGroupSize: 10, resamples: 20 });
    agreeOnRates(found, expected);
  }
});

Deno.test("predictiveParity leaves a group out that never gets the favourable prediction", () => {
  const found = predictiveParity({
    references: [1, 0, 1, 1],
    predictions: [1, 1, 0, 0],
    groups: ["x", "x", "y", "y"],
  }, { minimumGroupSize: 1, resamples: 20 });
  assertEquals(found.groups.map(({ estimate }) => estimate.value), [0.5, null]);
  assertEquals(found.leftOut[0].reason, "none of its items with a reference was predicted positive");
  assertEquals(found.gap.reason, "at least 2 groups with 1 items that count are needed, there is 1");
});
