import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { anovaDetectableEffect, anovaPower, anovaSampleSize } from "../../lib/stats/anova_power.ts";
import { tTestPower } from "../../lib/stats/t_test_power.ts";
import oracle from "../oracles/power.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("anovaPower and anovaSampleSize equal statsmodels' FTestAnovaPower", () => {
  for (const [groups, n, effect, alpha, power, size] of oracle.anovas) {
    agree(anovaPower(n, { groups, effect, alpha }), power, 1e-9, `${groups} groups of ${n}`);
    assertEquals(anovaSampleSize({ groups, effect, alpha }), Math.max(2, size));
  }
});

Deno.test("anovaSampleSize stays within one item of Cohen's table", () => {
  // Cohen, Psychol. Bull. 112 (1992), table 2: f = 0.1, 0.25 and 0.4 at 0.05, power 0.8.
  for (const [groups, sizes] of [[3, [322, 52, 21]], [4, [274, 45, 18]]] as const) {
    [0.1, 0.25, 0.4].forEach((effect, i) => {
      assert(Math.abs(anovaSampleSize({ groups, effect })! - sizes[i]) <= 1, `${groups} groups, f ${effect}`);
    });
  }
});

Deno.test("two groups are the t test with half the effect", () => {
  for (const n of [2, 10, 64]) {
    assertAlmostEquals(anovaPower(n, { groups: 2, effect: 0.25 }), tTestPower(n, { groups: 2, effect: 0.5 }), 1e-10);
  }
});

Deno.test("the size and the effect found are enough and a little less is not", () => {
  for (const effect of [0.05, 0.3, 2]) {
    const n = anovaSampleSize({ groups: 5, effect })!;
    if (n > 2) assert(anovaPower(n - 1, { groups: 5, effect }) < 0.8);
    const least = anovaDetectableEffect(n, { groups: 5 })!;
    assert(least <= effect && anovaPower(n, { groups: 5, effect: least }) >= 0.8);
    assert(anovaPower(n, { groups: 5, effect: least * (1 - 1e-9) }) < 0.8);
  }
  assertEquals(anovaSampleSize({ groups: 3, effect: 0 }), null);
  assertAlmostEquals(anovaPower(9, { groups: 3, effect: 0 }), 0.05, 1e-12);
  assertAlmostEquals(anovaPower(1000, { groups: 3, effect: 5 }), 1, 1e-12);
});

Deno.test("plans of an analysis of variance name what is out of range", () => {
  assertThrows(() => anovaPower(1, { groups: 3, effect: 1 }), RangeError, "n must be a whole number from 2");
  assertThrows(() => anovaPower(9, { groups: 1, effect: 1 }), RangeError, "groups");
  assertThrows(() => anovaPower(9, { groups: 3, effect: -1 }), RangeError, "effect");
  assertThrows(() => anovaSampleSize({ groups: 3, effect: 1, power: 0.05 }), RangeError, "power");
});
