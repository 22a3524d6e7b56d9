import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { binomialDistribution } from "../../lib/stats/binomial_distribution.ts";
import {
  mcnemarDetectableDifference,
  type McNemarMethod,
  mcnemarPower,
  mcnemarSampleSize,
} from "../../lib/stats/mcnemar_power.ts";
import { mcnemarTest } from "../../lib/stats/mcnemar_test.ts";
import power from "../oracles/power.json" with { type: "json" };
import oracle from "../oracles/stats.json" with { type: "json" };
import { agree } from "./_agree.ts";

type Row = [McNemarMethod, number, number, number, number, number];

Deno.test("mcnemarSampleSize equals Connor's formula in scipy.stats.norm arithmetic, rounded up", () => {
  for (const [discordance, difference, alpha, wanted, expected] of oracle.power.sizes) {
    assertEquals(mcnemarSampleSize(discordance, difference, { alpha, power: wanted }), expected);
  }
});

Deno.test("mcnemarSampleSize works out by hand for total discordance in one direction", () => {
  // ψ = δ = 1: (1.959964 · 1 + 0.841621 · 0)² / 1 = 3.8415, so 4.
  assertEquals(mcnemarSampleSize(1, 1), 4);
});

Deno.test("mcnemarSampleSize does not care about the sign, and is null for a difference of 0", () => {
  assertEquals(mcnemarSampleSize(0.3, -0.1), mcnemarSampleSize(0.3, 0.1));
  assertEquals([mcnemarSampleSize(0.3, 0), mcnemarSampleSize(0, 0)], [null, null]);
});

Deno.test("mcnemarDetectableDifference equals the root of Connor's formula by scipy.optimize.brentq", () => {
  for (const [n, discordance, expected] of oracle.power.detectable) {
    const found = mcnemarDetectableDifference(n!, discordance!);
    if (expected === null) assertEquals(found, null, `${n} items, discordance ${discordance}`);
    else assertAlmostEquals(found!, expected, 1e-10, `${n} items, discordance ${discordance}`);
  }
});

Deno.test("mcnemarDetectableDifference is the smallest difference that needs no more than n items", () => {
  for (const n of [50, 234, 1000]) {
    const difference = mcnemarDetectableDifference(n, 0.3)!;
    assert(mcnemarSampleSize(0.3, difference)! <= n);
    assert(mcnemarSampleSize(0.3, difference - 1e-9)! > n);
  }
});

Deno.test("mcnemarDetectableDifference is null when even the largest difference would be missed", () => {
  assertEquals(mcnemarDetectableDifference(3, 1), null); // 4 are needed, see above
  assertEquals(mcnemarDetectableDifference(1000, 0), null);
});

Deno.test("planning refuses rates that contradict each other, and names what is out of range", () => {
  assertThrows(() => mcnemarSampleSize(0.1, 0.2), RangeError, "the difference no larger than it, received 0.1 and 0.2");
  assertThrows(() => mcnemarSampleSize(1.2, 0.2), RangeError, "discordance must be from 0 to 1");
  assertThrows(() => mcnemarSampleSize(0.3, NaN), RangeError, "difference");
  assertThrows(() => mcnemarSampleSize(0.3, 0.1, { power: 1 }), RangeError, "power must be between 0 and 1");
  assertThrows(() => mcnemarDetectableDifference(0, 0.3), RangeError, "n must be a whole number of at least 1");
  assertThrows(() => mcnemarDetectableDifference(10, 0.3, { alpha: 0 }), RangeError, "alpha");
});

Deno.test("mcnemarPower by enumeration equals the sum over all trinomial counts, judged by integers", () => {
  for (const [method, n, discordance, difference, alpha, expected] of power.mcnemars as Row[]) {
    const found = mcnemarPower(n, { discordance, difference, alpha, method });
    const where = `${method}, n ${n}, discordance ${discordance}, difference ${difference}`;
    if (expected === 0) assertEquals(found, 0, where);
    else agree(found, expected, 1e-11, where);
  }
});

Deno.test("mcnemarSampleSize by enumeration is the first number that does, trying all", () => {
  for (const [method, discordance, difference, alpha, wanted, expected] of power.mcnemar_sizes as Row[]) {
    const found = mcnemarSampleSize(discordance, difference, { alpha, power: wanted, method });
    assertEquals(found, expected, `${method}, discordance ${discordance}, difference ${difference}`);
  }
});

Deno.test("mcnemarPower counts what mcnemarTest rejects", () => {
  // All 20 pairs are discordant, so the first count is binomial.
  const law = binomialDistribution(20, 0.75);
  for (const method of ["mid_p", "exact"] as const) {
    let expected = 0;
    for (let b = 0; b <= 20; b++) {
      const { midP, exact } = mcnemarTest(b, 20 - b);
      if ((method === "mid_p" ? midP : exact) <= 0.05) expected += law.pmf(b);
    }
    assertAlmostEquals(mcnemarPower(20, { discordance: 1, difference: 0.5, method }), expected, 1e-13);
  }
});

Deno.test("Connor's power is that of Connor's size", () => {
  for (const [discordance, difference] of [[0.3, 0.1], [0.2, -0.05], [0.5, 0.4]]) {
    const n = mcnemarSampleSize(discordance, difference)!;
    const at = (size: number) => mcnemarPower(size, { discordance, difference, method: "connor" });
    assert(at(n) >= 0.8 && at(n - 1) < 0.8);
  }
  assertEquals(mcnemarPower(4, { discordance: 1, difference: 1, method: "connor" }), 1);
  assertEquals(mcnemarPower(3, { discordance: 1, difference: 1, method: "connor" }), 0);
  assertEquals(mcnemarPower(3, { discordance: 0, difference: 0, method: "connor" }), 0);
});

Deno.test("by mid-p the detectable difference has the wanted power and a little less has not", () => {
  for (const [n, discordance] of [[40, 0.5], [300, 0.2], [5000, 0.1], [100_000, 0.3]]) {
    const least = mcnemarDetectableDifference(n, discordance, { method: "mid_p" })!;
    assert(mcnemarPower(n, { discordance, difference: least }) >= 0.8);
    assert(mcnemarPower(n, { discordance, difference: least * (1 - 1e-9) }) < 0.8);
    assertAlmostEquals(least, mcnemarDetectableDifference(n, discordance)!, 0.05 * least);
  }
  assertEquals(mcnemarDetectableDifference(4, 1, { method: "mid_p" }), null); // 5 are needed
  assertEquals(mcnemarDetectableDifference(100, 0, { method: "mid_p" }), null);
});

Deno.test("mid-p is at least as powerful as exact, power rises with the difference, and does not care about its sign", () => {
  const rates = fc.record({
    n: fc.integer({ min: 1, max: 400 }),
    discordance: fc.double({ min: 0.01, max: 1, noNaN: true }),
    part: fc.double({ min: 0, max: 0.9, noNaN: true }),
  });
  fc.assert(
    fc.property(rates, ({ n, discordance, part }) => {
      const at = (difference: number, method: "mid_p" | "exact") =>
        mcnemarPower(n, { discordance, difference, method });
      const difference = part * discordance;
      assert(at(difference, "mid_p") >= at(difference, "exact") - 1e-14);
      assert(at(1.1 * difference, "mid_p") >= at(difference, "mid_p") - 1e-14);
      assertAlmostEquals(at(-difference, "mid_p"), at(difference, "mid_p"), 1e-15);
      assert(at(0, "exact") <= 0.05);
    }),
    { seed: 4, numRuns: 60 },
  );
});

Deno.test("enumeration names its bound, and finds no size beyond it", () => {
  assertEquals(mcnemarSampleSize(0.5, 0.001, { method: "mid_p" }), null);
  assertEquals(mcnemarSampleSize(0.3, 0, { method: "mid_p" }), null);
  assertThrows(() => mcnemarPower(200_000, { discordance: 0.3, difference: 0.1 }), RangeError, "from 1 to 100000");
  assertEquals(mcnemarPower(200_000, { discordance: 0.3, difference: 0.1, method: "connor" }), 1);
  assertThrows(
    () => mcnemarPower(10, { discordance: 0.3, difference: 0.1, method: "midp" as "mid_p" }),
    RangeError,
    "method",
  );
  assertThrows(() => mcnemarPower(10, { discordance: 0.1, difference: 0.3 }), RangeError, "no larger than it");
});
