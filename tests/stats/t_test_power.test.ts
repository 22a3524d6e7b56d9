import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { tTestDetectableEffect, tTestPower, tTestSampleSize } from "../../lib/stats/t_test_power.ts";
import type { Alternative } from "../../lib/stats/test_result.ts";
import oracle from "../oracles/power.json" with { type: "json" };
import { agree } from "./_agree.ts";

type Row = [1 | 2, number, number, number, number, Alternative, number];

Deno.test("tTestPower equals TTestPower and TTestIndPower of statsmodels", () => {
  // scipy's noncentral t, on which statsmodels rests, is good to about 1e-9 in the large tail and worse in the small one.
  for (const [groups, n, ratio, effect, alpha, alternative, expected] of oracle.t as Row[]) {
    const found = tTestPower(n, { groups, ratio, effect, alpha, alternative });
    agree(found, expected, 1e-8, `${groups} groups, n ${n}, effect ${effect}, ${alternative}`);
  }
});

Deno.test("tTestPower equals the integral over the chi distribution by mpmath", () => {
  for (const [n, effect, alpha, sides, expected] of oracle.t_integrals) {
    const alternative = sides === 2 ? "two-sided" : "greater";
    agree(tTestPower(n, { effect, alpha, alternative }), expected, 1e-10, `n ${n}, effect ${effect}`);
  }
});

Deno.test("tTestSampleSize is statsmodels' solution rounded up, tTestDetectableEffect its effect at that size", () => {
  for (const [groups, ratio, effect, alpha, power, n, detectable] of oracle.t_sizes) {
    const design = { groups: groups as 1 | 2, ratio, alpha, power };
    assertEquals(tTestSampleSize({ ...design, effect }), n, `${groups} groups, effect ${effect}`);
    agree(tTestDetectableEffect(n, design), detectable, 1e-8, `${groups} groups, n ${n}`);
  }
});

Deno.test("tTestSampleSize stays within one item of Cohen's tables", () => {
  // Cohen, "A power primer", Psychol. Bull. 112 (1992), table 2: two means, power 0.8, for small, medium and large effects.
  const printed: [number, number[]][] = [[0.01, [586, 95, 38]], [0.05, [393, 64, 26]], [0.1, [310, 50, 20]]];
  for (const [alpha, sizes] of printed) {
    [0.2, 0.5, 0.8].forEach((effect, i) => {
      const found = tTestSampleSize({ groups: 2, effect, alpha })!;
      assert(Math.abs(found - sizes[i]) <= 1, `alpha ${alpha}, d ${effect}: ${found} is not ${sizes[i]}`);
    });
  }
});

Deno.test("a difference with its standard deviation is the standardised effect", () => {
  assertEquals(tTestPower(50, { difference: 3, sd: 6 }), tTestPower(50, { effect: 0.5 }));
  assertEquals(tTestSampleSize({ difference: -3, sd: 6 }), tTestSampleSize({ effect: 0.5 }));
  assertAlmostEquals(tTestDetectableEffect(50, { sd: 6 })!, 6 * tTestDetectableEffect(50)!, 1e-12);
});

const DESIGN = fc.record({
  groups: fc.constantFrom(1 as const, 2 as const),
  ratio: fc.constantFrom(0.5, 1, 1.7, 3),
  alpha: fc.constantFrom(0.01, 0.05, 0.1),
  power: fc.constantFrom(0.5, 0.8, 0.95),
});

Deno.test("the size found is enough and one less is not; the effect found is enough and a little less is not", () => {
  fc.assert(
    fc.property(DESIGN, fc.double({ min: 0.02, max: 3, noNaN: true }), (design, effect) => {
      const n = tTestSampleSize({ ...design, effect })!;
      assert(tTestPower(n, { ...design, effect }) >= design.power);
      if (n > 3) assert(tTestPower(n - 1, { ...design, effect }) < design.power);
      if (n < 3) return;
      const least = tTestDetectableEffect(n, design)!;
      assert(least <= effect && tTestPower(n, { ...design, effect: least }) >= design.power);
      assert(tTestPower(n, { ...design, effect: least * (1 - 1e-9) }) < design.power);
    }),
    { seed: 1, numRuns: 60 },
  );
});

Deno.test("two-sided power does not care about the sign, and is alpha where there is no effect", () => {
  for (const groups of [1, 2] as const) {
    assertEquals(tTestPower(20, { groups, effect: -0.4 }), tTestPower(20, { groups, effect: 0.4 }));
    assertAlmostEquals(tTestPower(20, { groups, effect: 0, alpha: 0.03 }), 0.03, 1e-12);
  }
  assertAlmostEquals(
    tTestPower(20, { effect: 0.4, alternative: "less" }),
    tTestPower(20, { effect: -0.4, alternative: "greater" }),
    1e-15,
  );
});

Deno.test("no size finds an effect of 0, one on the side that is not tested, or one of a millionth", () => {
  assertEquals(tTestSampleSize({ effect: 0 }), null);
  assertEquals(tTestSampleSize({ effect: -1, alternative: "greater" }), null);
  assertEquals(tTestSampleSize({ effect: 1e-6 }), null);
  assertEquals(
    tTestSampleSize({ effect: -0.5, alternative: "less" }),
    tTestSampleSize({ effect: 0.5, alternative: "greater" }),
  );
  assert(tTestDetectableEffect(20, { alternative: "less" })! < 0);
});

Deno.test("huge effects need the smallest sample that has a spread", () => {
  assertEquals(tTestSampleSize({ effect: 1e9 }), 2);
  assertEquals(tTestSampleSize({ effect: 1e9, groups: 2 }), 2);
  assertEquals(tTestPower(2, { effect: 1e12 }), 1);
});

Deno.test("t test plans name what is out of range", () => {
  assertThrows(() => tTestPower(1, { effect: 1 }), RangeError, "n must leave a degree of freedom, received 1");
  assertThrows(() => tTestPower(1, { effect: 1, groups: 2 }), RangeError, "degree of freedom");
  assertThrows(() => tTestPower(2.5, { effect: 1 }), RangeError, "n must be a whole number");
  assertThrows(() => tTestPower(20, {}), RangeError, "must be given, received neither");
  assertThrows(() => tTestPower(20, { effect: 1, difference: 1, sd: 1 }), RangeError, "received both");
  assertThrows(() => tTestPower(20, { difference: 1 }), RangeError, "sd must be a finite number above 0");
  assertThrows(() => tTestPower(20, { difference: 1, sd: 0 }), RangeError, "sd");
  assertThrows(() => tTestPower(20, { effect: NaN }), RangeError, "effect");
  assertThrows(() => tTestPower(20, { effect: 1, alpha: 0 }), RangeError, "alpha");
  assertThrows(
    () => tTestPower(20, { effect: 1, groups: 3 as 2 }),
    RangeError,
    "groups must be a whole number from 1 to 2",
  );
  assertThrows(() => tTestPower(20, { effect: 1, alternative: "larger" as "less" }), RangeError, "alternative");
  assertThrows(() => tTestSampleSize({ effect: 1, groups: 2, ratio: 0 }), RangeError, "ratio");
  assertThrows(() => tTestSampleSize({ effect: 1, power: 0.05 }), RangeError, "power must be above alpha (0.05)");
  assertThrows(() => tTestDetectableEffect(20, { power: 1 }), RangeError, "power");
});
