import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { clusteredSampleSize } from "../../lib/stats/clustered_power.ts";
import { intraclassCorrelationOfClusters } from "../../lib/stats/intraclass_correlation_of_clusters.ts";
import { planEvaluation } from "../../lib/stats/plan_evaluation.ts";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";
import oracle from "../oracles/power.json" with { type: "json" };

Deno.test("the needed items and their interval equal statsmodels at the ends of scipy's interval, or all tables tried", () => {
  type Row = [number[], number[], number, number, number, number];
  for (const [pilotFirst, pilotSecond, target, value, low, high] of oracle.pilots as Row[]) {
    const plan = planEvaluation({ pilotFirst, pilotSecond, target });
    const found = plan.neededItems;
    assertEquals(
      [found.value, found.low, found.high],
      [value, low, high],
      `${pilotFirst.length} items, ${plan.method}`,
    );
    assertEquals(plan.needed!.n, value);
  }
});

const RIGHT = Array.from({ length: 60 }, (_, i) => i % 3 !== 0);
const OTHER = Array.from({ length: 60 }, (_, i) => i % 4 !== 0);

Deno.test("right and wrong answers go by McNemar's test, booleans as well as 0 and 1", () => {
  const plan = planEvaluation({ pilotFirst: RIGHT, pilotSecond: OTHER, target: 0.1 });
  assertEquals(plan.design, "paired_proportions");
  assertStringIncludes(plan.method, "McNemar");
  // Of 12 items in a row, 0 is wrong twice; 3, 6, 9 and 4, 8 differ.
  const { discordance, difference, n } = plan.pilot;
  assertAlmostEquals(discordance!.value!, 5 / 12, 1e-15);
  assertAlmostEquals(difference!, -1 / 12, 1e-15);
  assertEquals([discordance!.low, discordance!.high], wilsonInterval(25, 60));
  assertEquals(n, 60);
  assertEquals(planEvaluation({ pilotFirst: RIGHT.map(Number), pilotSecond: OTHER.map(Number), target: 0.1 }), plan);
  const scored = planEvaluation({
    pilotFirst: RIGHT.map(Number),
    pilotSecond: OTHER.map((ok) => ok ? 0.9 : 0),
    target: 0.1,
  });
  assertEquals([scored.design, scored.pilot.discordance], ["paired_means", null]);
});

Deno.test("missing scores are left out in pairs, and said", () => {
  const first = [...RIGHT, null, true];
  const second = [...OTHER, true, null];
  const plan = planEvaluation({ pilotFirst: first, pilotSecond: second, target: 0.1 });
  const whole = planEvaluation({ pilotFirst: RIGHT, pilotSecond: OTHER, target: 0.1 });
  assertEquals([plan.pilot.n, plan.pilot.excluded, plan.neededItems], [60, 2, whole.neededItems]);
  assertEquals(plan.warnings, ["2 items of the pilot were left out because a score is missing."]);
  assertEquals(whole.warnings, []);
});

Deno.test("a pilot of fewer than 30 items is warned of, and the interval is wide", () => {
  const small = planEvaluation({ pilotFirst: RIGHT.slice(0, 12), pilotSecond: OTHER.slice(0, 12), target: 0.1 });
  assertStringIncludes(small.warnings[0], "only 12 items");
  const large = planEvaluation({ pilotFirst: RIGHT, pilotSecond: OTHER, target: 0.1 });
  const width = ({ low, high }: typeof small.neededItems) => high! - low!;
  assert(width(small.neededItems) > 1.5 * width(large.neededItems));
});

Deno.test("without a target the pilot's own difference is taken, with a warning", () => {
  const plan = planEvaluation({ pilotFirst: RIGHT, pilotSecond: OTHER });
  assert(plan.isPilotsDifference);
  assertAlmostEquals(plan.difference!, -1 / 12, 1e-15);
  assertStringIncludes(plan.warnings[0], "pilot's own");
  assertEquals(
    plan.neededItems.value,
    planEvaluation({ pilotFirst: RIGHT, pilotSecond: OTHER, target: 1 / 12 }).neededItems.value,
  );
  const even = planEvaluation({ pilotFirst: [1, 0, 1, 1], pilotSecond: [0, 1, 1, 1] });
  assertEquals([even.neededItems.value, even.neededItems.reason], [null, "no number of items shows a difference of 0"]);
  assert(even.rows.length > 0 && even.rows.every(({ detectable }) => detectable === null || detectable > 0));
});

Deno.test("clusters plan in clusters, at the correlation of the differences", () => {
  const clusters = RIGHT.map((_, i) => `text ${Math.floor(i / 4)}`);
  const second = RIGHT.map((ok, i) => Math.floor(i / 4) % 3 === 0 ? false : ok);
  const plan = planEvaluation({ pilotFirst: RIGHT, pilotSecond: second, clusters, target: 0.2 });
  const differences = RIGHT.map((ok, i) => Number(ok) - Number(second[i]));
  const { value: icc, sizes } = intraclassCorrelationOfClusters(differences, clusters);
  assert(icc! > 0.1);
  const expected = clusteredSampleSize({
    design: "paired_means",
    sd: plan.pilot.sd.value!,
    sizes,
    icc: icc!,
    difference: 0.2,
  });
  assertEquals([plan.needed!.clusters, plan.needed!.n], [expected, 4 * expected!]);
  assertEquals(plan.pilot.correlation!.clusters, 15);
  const without = planEvaluation({ pilotFirst: RIGHT, pilotSecond: second, target: 0.2 });
  assert(plan.neededItems.value! > without.neededItems.value!);
  assert(plan.neededItems.low! < plan.neededItems.value! && plan.neededItems.value! < plan.neededItems.high!);
});

Deno.test("few clusters are warned of, one is too few", () => {
  const three = planEvaluation({
    pilotFirst: RIGHT,
    pilotSecond: OTHER,
    clusters: RIGHT.map((_, i) => i % 3),
    target: 0.2,
  });
  assertStringIncludes(three.warnings[0], "only 3 clusters");
  const one = planEvaluation({ pilotFirst: RIGHT, pilotSecond: OTHER, clusters: RIGHT.map(() => 0), target: 0.2 });
  assertEquals([one.needed, one.reason], [null, "the pilot has fewer than two clusters"]);
});

Deno.test("a price is that of both systems, and null as soon as one is not known", () => {
  const pilot = { pilotFirst: RIGHT, pilotSecond: OTHER, target: 0.1 };
  const costOf = (more: object) => planEvaluation({ ...pilot, ...more }).needed!.cost;
  const n = planEvaluation(pilot).needed!.n;
  assertEquals(costOf({}), null);
  assertEquals(costOf({ pricePerItem: null }), null);
  assertAlmostEquals(costOf({ pricePerItem: 0.03 })!, 0.03 * n, 1e-12);
  assertAlmostEquals(costOf({ costFirst: 0.01, costSecond: 0.02 })!, 0.03 * n, 1e-12);
  assertEquals(costOf({ costFirst: 0.01, costSecond: null }), null);
  assertEquals(costOf({ costFirst: 0.01 }), null);
  assertEquals(costOf({ costFirst: 0, costSecond: 0 }), 0);
  assertThrows(() => costOf({ pricePerItem: 1, costFirst: 1 }), RangeError, "received both");
  assertThrows(() => costOf({ costFirst: -1, costSecond: 1 }), RangeError, "costFirst");
  const budget = planEvaluation({ ...pilot, pricePerItem: 0.5, maxCost: 20, secondsPerItem: 2 });
  assertEquals([budget.affordable!.n, budget.affordable!.cost, budget.affordable!.seconds], [40, 20, 80]);
});

Deno.test("a target beyond the pilot's discordance is planned, and said", () => {
  const second = RIGHT.map((ok, i) => i === 0 ? !ok : ok);
  const plan = planEvaluation({ pilotFirst: RIGHT, pilotSecond: second, target: 0.2 });
  assert(plan.neededItems.value! > 0);
  assertStringIncludes(plan.warnings[0], "larger than the part of items");
});

Deno.test("pilots that tell nothing give null with the reason", () => {
  const reasonOf = (pilotFirst: (number | boolean | null)[], pilotSecond: (number | boolean | null)[]) => {
    const { needed, neededItems, reason, rows } = planEvaluation({ pilotFirst, pilotSecond, target: 0.1 });
    assertEquals([needed, neededItems.value, neededItems.low, rows], [null, null, null, []]);
    assertEquals(neededItems.reason, reason);
    return reason;
  };
  assertEquals(reasonOf([], []), "the pilot has fewer than two items with both scores");
  assertEquals(reasonOf([null, 1], [1, null]), "the pilot has fewer than two items with both scores");
  assertEquals(reasonOf([0.5], [0.1]), "the pilot has fewer than two items with both scores");
  assertEquals(
    reasonOf([true, false], [true, false]),
    "the systems never differ in the pilot, which leaves no spread to plan with",
  );
  assertEquals(
    reasonOf([3, 4], [2, 3]),
    "the differences do not vary in the pilot, which leaves no spread to plan with",
  );
});

Deno.test("the level is shared between comparisons, and the plan is plain data", () => {
  const plan = planEvaluation({ pilotFirst: RIGHT, pilotSecond: OTHER, target: 0.1, correctedFor: 3 });
  assertAlmostEquals(plan.alpha, 0.05 / 3, 1e-15);
  assert(
    plan.neededItems.value! > planEvaluation({ pilotFirst: RIGHT, pilotSecond: OTHER, target: 0.1 }).neededItems.value!,
  );
  assertEquals(JSON.parse(JSON.stringify(plan)), plan);
});

Deno.test("pilots are not changed, and what is no score is refused", () => {
  const frozen = Object.freeze([...RIGHT]);
  planEvaluation({ pilotFirst: frozen, pilotSecond: OTHER, target: 0.1 });
  const refuse = (more: object, message: string) =>
    assertThrows(() => planEvaluation({ pilotFirst: RIGHT, pilotSecond: OTHER, ...more }), RangeError, message);
  refuse({ pilotSecond: [true] }, "same length");
  refuse({ clusters: ["a"] }, "same length");
  refuse({ pilotFirst: RIGHT.map((_, i) => i === 7 ? NaN : 1) }, "pilotFirst[7]");
  refuse({ pilotFirst: RIGHT.map(() => "1") }, "pilotFirst[0]");
  refuse({ pilotFirst: RIGHT.map(() => 1e200) }, "pilotFirst[0]");
  refuse({ target: Infinity }, "target");
  refuse({ target: 1.5 }, "difference");
  refuse({ level: 1 }, "level");
  refuse({ alpha: 0 }, "alpha");
  assertThrows(() => planEvaluation({ pilotFirst: [], pilotSecond: [], alpha: 2 }), RangeError, "alpha");
});
