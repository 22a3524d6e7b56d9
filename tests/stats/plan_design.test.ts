import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { clusteredPower, clusteredSampleSize, type ComparisonDesign } from "../../lib/stats/clustered_power.ts";
import { mcnemarPower, mcnemarSampleSize } from "../../lib/stats/mcnemar_power.ts";
import { planDesign } from "../../lib/stats/plan_design.ts";
import { proportionsSampleSize } from "../../lib/stats/proportions_power.ts";
import { tTestDetectableEffect, tTestPower, tTestSampleSize } from "../../lib/stats/t_test_power.ts";

const PAIRED = { design: "paired_proportions", discordance: 0.3 } as const;
const DESIGNS: ComparisonDesign[] = [
  PAIRED,
  { design: "paired_means", sd: 0.4 },
  { design: "two_proportions", baseline: 0.6, ratio: 2 },
  { design: "two_means", sd: 0.4, ratio: 0.5 },
];

Deno.test("each design goes by its own test", () => {
  const neededBy = (design: ComparisonDesign) => planDesign({ ...design, difference: 0.1 }).needed!.n;
  assertEquals(neededBy(DESIGNS[0]), mcnemarSampleSize(0.3, 0.1, { method: "mid_p" }));
  assertEquals(neededBy(DESIGNS[1]), tTestSampleSize({ difference: 0.1, sd: 0.4 }));
  assertEquals(neededBy(DESIGNS[2]), proportionsSampleSize({ baseline: 0.6, difference: 0.1, ratio: 2 }));
  assertEquals(neededBy(DESIGNS[3]), tTestSampleSize({ difference: 0.1, sd: 0.4, groups: 2, ratio: 0.5 }));
});

Deno.test("what is needed has the power and finds the difference, with clusters or without", () => {
  for (const shape of [undefined, { clusterSize: 4, icc: 0.1 }, { sizes: [2, 3, 7], icc: 0.2 }]) {
    for (const design of DESIGNS) {
      const { needed, rows, method } = planDesign({ ...design, difference: 0.1, shape });
      assert(needed!.power! >= 0.8 && needed!.detectable! <= 0.1, `${design.design}, ${method}`);
      assertEquals(needed!.clusters === null, shape === undefined);
      assert(rows.some(({ n }) => n === needed!.n));
      const [powers, detectables] = [rows.map(({ power }) => power!), rows.map(({ detectable }) => detectable!)];
      assertEquals(powers, powers.toSorted((a, b) => a - b));
      assertEquals(detectables, detectables.toSorted((a, b) => b - a));
    }
  }
});

Deno.test("clusters are counted, and items follow from them", () => {
  const shape = { clusterSize: 5, icc: 0.2 };
  const { needed, given } = planDesign({ ...PAIRED, difference: 0.1, n: 52, shape });
  const clusters = clusteredSampleSize({ ...PAIRED, ...shape, difference: 0.1 })!;
  assertEquals([needed!.clusters, needed!.n, needed!.items], [clusters, 5 * clusters, 5 * clusters]);
  assertEquals([given!.clusters, given!.n], [10, 50]);
  const two = planDesign({ design: "two_means", difference: 0.5, ratio: 2, shape }).needed!;
  assertEquals([two.items, two.clusters], [3 * two.n, 3 * two.n / 5]);
});

Deno.test("the level is shared between comparisons", () => {
  const plan = planDesign({ ...PAIRED, difference: 0.1, correctedFor: 5 });
  assertEquals([plan.alpha, plan.correctedFor], [0.01, 5]);
  assertEquals(plan.needed!.n, mcnemarSampleSize(0.3, 0.1, { alpha: 0.01, method: "mid_p" }));
});

Deno.test("costs and seconds are those of all items, and null where not known, never 0", () => {
  const design = { design: "two_means", difference: 0.5, ratio: 2 } as const;
  const priced = planDesign({ ...design, costPerItem: 0.02, secondsPerItem: 3 });
  assertEquals(priced.needed!.items, 3 * priced.needed!.n);
  assertAlmostEquals(priced.needed!.cost!, 0.02 * priced.needed!.items, 1e-12);
  assertEquals(priced.needed!.seconds, 3 * priced.needed!.items);
  const unpriced = planDesign({ ...design, costPerItem: null, maxCost: 5 });
  assertEquals([unpriced.needed!.cost, unpriced.needed!.seconds, unpriced.affordable], [null, null, null]);
  assertEquals(planDesign({ ...design, costPerItem: 0 }).needed!.cost, 0);
});

Deno.test("a budget buys as many whole items as it pays for", () => {
  const bought = (maxCost: number, costPerItem: number, design: ComparisonDesign = PAIRED, shape = {}) =>
    planDesign({ ...design, maxCost, costPerItem, ...shape }).affordable!;
  assertEquals(bought(0.3, 0.1).n, 3); // 0.3 / 0.1 is a little below 3
  assertEquals(bought(0.29, 0.1).n, 2);
  assertEquals(bought(0.05, 0.1).n, 0);
  assertEquals([bought(0.05, 0.1).detectable, bought(0.05, 0.1).cost], [null, 0]);
  assertEquals(bought(10, 0.01).n, 1000);
  assertEquals(bought(1, 0.01, { design: "two_means", ratio: 2 }).items, 99); // 33 and 66: the next are 34 and 68
});

Deno.test("a given n tells its power and what it finds", () => {
  const { given, needed, reason } = planDesign({ design: "paired_means", sd: 2, n: 40 });
  assertEquals([given!.power, needed, reason], [null, null, "no difference was named"]);
  assertEquals(given!.detectable, tTestDetectableEffect(40, { sd: 2 }));
  assertEquals(
    planDesign({ design: "paired_means", sd: 2, n: 40, difference: -1 }).given!.power,
    tTestPower(40, { effect: 0.5 }),
  );
  assertEquals(
    planDesign({ ...PAIRED, n: 40, difference: -0.2 }).given!.power,
    mcnemarPower(40, { ...PAIRED, difference: 0.2 }),
  );
});

Deno.test("a fall of a proportion is the rise of its complement", () => {
  const fall = planDesign({ design: "two_proportions", baseline: 0.9, difference: -0.2 });
  const rise = planDesign({ design: "two_proportions", baseline: 0.1, difference: 0.2 });
  assertAlmostEquals(fall.needed!.power!, rise.needed!.power!, 1e-12);
  assertEquals(fall.needed!.n, rise.needed!.n);
  assertEquals(planDesign({ design: "two_proportions", baseline: 1, difference: -0.2 }).needed!.n > 1, true);
});

Deno.test("samples too small for a test have neither power nor a detectable difference", () => {
  const { given } = planDesign({ design: "paired_means", n: 1, difference: 1 });
  assertEquals([given!.n, given!.power, given!.detectable], [1, null, null]);
  const clustered = planDesign({ ...PAIRED, n: 4, difference: 0.1, shape: { clusterSize: 10, icc: 0.1 } }).given!;
  assertEquals([clustered.n, clustered.clusters, clustered.power], [0, 0, null]);
});

Deno.test("the sizes asked for are tabulated in their order, once each", () => {
  const { rows } = planDesign({ ...PAIRED, sizes: [300, 100, 100, 1], n: 200, costPerItem: 1, maxCost: 150 });
  assertEquals(rows.map(({ n }) => n), [1, 100, 150, 200, 300]);
});

Deno.test("the sizes asked for are those of items, with clusters too", () => {
  for (const shape of [{ clusterSize: 5, icc: 0.1 }, { sizes: [4, 6], icc: 0.1 }]) {
    const plan = planDesign({ ...PAIRED, difference: 0.1, sizes: [100, 202], shape });
    assertEquals(plan.rows.map(({ n }) => n), [100, 200, plan.needed!.n]);
    assertEquals(plan.rows[0].power, clusteredPower(20, { ...PAIRED, ...shape, difference: 0.1 }));
  }
});

Deno.test("what cannot be planned says why", () => {
  assertEquals(planDesign({ ...PAIRED, difference: 0 }).reason, "no number of items shows a difference of 0");
  const tiny = planDesign({ design: "paired_means", difference: 1e-9 });
  assertEquals([tiny.needed, tiny.reason], [null, "more items would be needed than can be planned for"]);
});

Deno.test("numbers beyond enumeration go by Connor's formula", () => {
  const { needed, rows } = planDesign({ ...PAIRED, difference: 0.001 });
  assertEquals(needed!.n, mcnemarSampleSize(0.3, 0.001));
  assertAlmostEquals(needed!.power!, 0.8, 1e-4);
  assert(rows.every(({ detectable }) => detectable !== null));
});

Deno.test("plans name what is out of range", () => {
  const refuse = (more: object, message: string) =>
    assertThrows(() => planDesign({ ...PAIRED, ...more } as Parameters<typeof planDesign>[0]), RangeError, message);
  refuse({ difference: 0.5 }, "difference no larger than it");
  refuse({ difference: NaN }, "difference must be a finite number");
  refuse({ n: 0 }, "n must be a whole number");
  refuse({ correctedFor: 0 }, "correctedFor");
  refuse({ costPerItem: -1 }, "costPerItem");
  refuse({ maxCost: -1 }, "maxCost");
  refuse({ secondsPerItem: Infinity }, "secondsPerItem");
  refuse({ sizes: [] }, "the number of sizes");
  refuse({ sizes: [10, 0] }, "sizes[1]");
  refuse({ shape: { icc: 0.1 } }, "clusterSize or sizes");
  refuse({ power: 0.05 }, "power must be above alpha");
  refuse({ alpha: 1 }, "alpha");
  refuse({ design: "pairs" }, 'design must be one of "paired_means"');
});
