import { assertEquals, assertThrows } from "@std/assert";
import { equalOpportunity } from "../../lib/metrics/equal_opportunity.ts";
import { agreeOnRates, fairnessCases } from "./_fairness_oracle.ts";

Deno.test("equalOpportunity has sklearn's recall by group, fairlearn's gap and scipy's tests", () => {
  for (const { references, predictions, groups, truePositive } of fairnessCases) {
    const found = equalOpportunity({ references, predictions, groups }, { minimumGroupSize: 10, resamples: 20 });
    agreeOnRates(found, truePositive);
  }
});

Deno.test("equalOpportunity counts a group by its truly positive items, and leaves one without them out", () => {
  const found = equalOpportunity({
    references: [1, 1, 0, 0, 0, 1, 1],
    predictions: [1, 0, 1, 1, 1, 1, 1],
    groups: ["x", "x", "x", "y", "y", "z", "z"],
  }, { minimumGroupSize: 2, resamples: 20 });
  assertEquals(found.groups.map(({ n, estimate }) => [n, estimate.value]), [[2, 0.5], [0, null], [2, 1]]);
  assertEquals(found.leftOut, [{ group: "y", n: 0, reason: "none of its items with a prediction is truly positive" }]);
  assertEquals([found.gap.value, found.ratio.value], [0.5, 0.5]);
});

Deno.test("equalOpportunity bounds a rate by missing predictions, but not where the true label is missing", () => {
  const found = equalOpportunity({
    references: [1, 1, 1, null, 1, 1],
    predictions: [1, 0, null, 1, 1, null],
    groups: ["x", "x", "x", "y", "y", "y"],
  }, { minimumGroupSize: 1, resamples: 20 });
  const [{ estimate: x }, { estimate: y }] = found.groups;
  assertEquals([x.value, x.excluded, x.worst, x.best], [0.5, 1, 1 / 3, 2 / 3]);
  assertEquals([y.value, y.excluded, y.worst, y.best], [1, 2, undefined, undefined]);
});

Deno.test("equalOpportunity of labels in words is that of 0 and 1; other lengths are refused", () => {
  const data = { references: ["a", "b", "a"], predictions: ["a", "a", "b"], groups: ["x", "x", "y"] };
  const found = equalOpportunity(data, { positive: "a", minimumGroupSize: 1, resamples: 5 });
  assertEquals(found.groups.map(({ estimate }) => estimate.value), [1, 0]);
  assertThrows(() => equalOpportunity({ ...data, references: [] }), RangeError, "references (0), predictions (3)");
  assertEquals(equalOpportunity({ references: [], predictions: [], groups: [] }).gap.value, null);
});
