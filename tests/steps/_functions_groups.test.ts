import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { demographicAnalysis, fairnessMetrics } from "../../lib/steps/_functions_groups.ts";
import type { BuiltInFunction } from "../../lib/steps/_functions_result.ts";
import { calculateMetrics, statisticalAnalysis } from "../../lib/steps/_functions_metrics.ts";
import { rateDifference } from "../../lib/stats/_rate_difference.ts";
import { proportion } from "../../lib/stats/proportion.ts";

/** What a function gave, at any depth. */
type Found = { readonly [name: string]: Found };

function run(one: BuiltInFunction, input: Record<string, unknown>, data = {}): Found {
  return one.run(input, { data, out: "" }) as unknown as Found;
}

Deno.test("the difference of rates has Newcombe's published interval", () => {
  // Newcombe 1998, table II, method 10: 56/70 − 48/80 gives 0.0524 to 0.3339; 9/10 − 3/10 gives 0.1705 to 0.8090.
  const first = rateDifference(proportion(56, 70), proportion(48, 80), 0.95);
  assertAlmostEquals(first.value!, 0.2, 1e-12);
  assertAlmostEquals(first.low!, 0.0524, 5e-5);
  assertAlmostEquals(first.high!, 0.3339, 5e-5);
  const second = rateDifference(proportion(9, 10), proportion(3, 10), 0.95);
  assertAlmostEquals(second.low!, 0.1705, 5e-5);
  assertAlmostEquals(second.high!, 0.8090, 5e-5);
});

Deno.test("fairness tells each group's rates and the largest differences", () => {
  const frame = frameOf({
    g: ["x", "x", "x", "x", "y", "y", "y", "y", null],
    said: ["yes", "yes", "no", "yes", "no", "yes", "no", "no", "yes"],
    truth: ["yes", "no", "no", "yes", "yes", "yes", "no", "no", "yes"],
  });
  const input = { predictions: "d.said", groups: "d.g", references: "d.truth", positive: "yes" };
  const found = run(fairnessMetrics, input, { d: frame });
  assertEquals([found.n, found.excluded, found.reference_group], [8, 1, "x"]);
  assertEquals(Object.values(found.groups).map((one: Found) => one.selection_rate.estimate), [0.75, 0.25]);
  assertEquals(Object.values(found.groups).map((one: Found) => one.true_positive_rate.estimate), [1, 0.5]);
  assertEquals(Object.values(found.groups).map((one: Found) => one.false_positive_rate.estimate), [0.5, 0]);
  assertEquals(found.demographic_parity_difference.estimate, 0.5);
  assertAlmostEquals(found.demographic_parity_ratio, 1 / 3, 1e-12);
  assertEquals(found.equal_opportunity_difference.estimate, 0.5);
  assertEquals(found.equalized_odds_difference.estimate, 0.5);
  assertEquals(found.groups[1].selection_rate_difference.estimate, -0.5);
});

Deno.test("of three groups the largest difference has no interval, and says so; one group has no difference", () => {
  const rate = (input: Record<string, unknown>) => run(fairnessMetrics, { positive: "a", ...input });
  const three = rate({ predictions: ["a", "b", "a", "b"], groups: ["x", "y", "z", "z"] });
  assertEquals([three.demographic_parity_difference.estimate, three.demographic_parity_difference.interval], [1, null]);
  assertEquals(typeof three.demographic_parity_difference.reason, "string");
  const one = rate({ predictions: ["a"], groups: ["x"] });
  assertEquals([one.demographic_parity_difference.estimate, one.demographic_parity_ratio], [null, null]);
  const lone = rate({ predictions: ["a", "b"], groups: ["x", "y"], references: ["a", "b"] });
  assertEquals(lone.equal_opportunity_difference.reason, "one of the groups has no such items");
  assertThrows(() => rate({ predictions: ["b"], groups: ["x"] }), AssayError, 'no item has the label "a"');
  const many = Array.from({ length: 51 }, (_, i) => `g${i}`);
  assertThrows(() => rate({ predictions: many.map(() => "a"), groups: many }), AssayError, "at most 50");
});

Deno.test("groups are counted with their shares, and an outcome's share in each", () => {
  const found = run(demographicAnalysis, { groups: ["x", "y", "x", "x"], outcomes: ["1", "1", "0", "1"] });
  assertEquals([found.n, found.estimate], [4, 3]);
  assertEquals(Object.values(found.groups).map(({ group, count }: Found) => [group, count]), [["x", 3], ["y", 1]]);
  assertAlmostEquals(found.groups[0].outcomes["1"].estimate, 2 / 3, 1e-12);
});

Deno.test("metrics are those of evaluate, and missing predictions are counted with bounds", () => {
  const d = frameOf({ truth: ["a", "a", "b", "b", "a"], said: ["a", "b", "b", "b", null] });
  const found = run(calculateMetrics, { references: "d.truth", predictions: "d.said" }, { d });
  assertEquals([found.n, found.excluded, found.metrics.accuracy.estimate], [4, 1, 0.75]);
  assertEquals([found.metrics.accuracy.worst, found.metrics.accuracy.best], [0.6, 0.8]);
  assertAlmostEquals(found.metrics.f1_macro.estimate, (2 / 3 + 4 / 5) / 2, 1e-12);
  const many = Array.from({ length: 60 }, (_, i) => `l${i}`);
  assertThrows(() => run(calculateMetrics, { references: many, predictions: many }), AssayError, "at most 50");
  assertThrows(() => run(calculateMetrics, { references: ["a"], predictions: [] }), AssayError, "as many as");
});

Deno.test("numbers are described as numpy and scipy do, by group too", () => {
  const found = run(statisticalAnalysis, { values: [2, 4, 4, 5, 9] });
  assertAlmostEquals(found.estimate, 4.8, 1e-12);
  assertAlmostEquals(found.standard_deviation, 2.588435821108957, 1e-12);
  assertAlmostEquals(found.interval[0], 1.5860324292680095, 1e-9);
  assertAlmostEquals(found.interval[1], 8.01396757073199, 1e-9);
  assertEquals(found.median_interval, null);
  // Ranks 2 and 9 of 10 (Conover, Practical Nonparametric Statistics, table A3: P(B ≤ 1) = 0.0107).
  const ten = run(statisticalAnalysis, { values: [10, 9, 8, 7, 6, 5, 4, 3, 2, 1] });
  assertEquals(ten.median_interval, [2, 9]);
  assertEquals([found.first_quartile, found.median, found.third_quartile, found.min, found.max], [4, 4, 5, 2, 9]);
  const data = { d: frameOf({ v: [1, 3, null, 7], g: ["x", "x", "x", "y"] }) };
  const grouped = run(statisticalAnalysis, { values: "d.v", groups: "d.g" }, data);
  assertEquals(Object.values(grouped.groups).map((one: Found) => [one.group, one.n, one.excluded, one.estimate]), [
    ["x", 2, 1, 2],
    ["y", 1, 0, 7],
  ]);
  assertEquals([grouped.groups[1].interval, grouped.groups[1].reason], [null, "one value has no spread"]);
});
