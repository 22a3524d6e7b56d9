import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { mcnemarDetectableDifference, mcnemarSampleSize } from "../../lib/stats/mcnemar_power.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

Deno.test("mcnemarSampleSize equals Connor's formula in scipy.stats.norm arithmetic, rounded up", () => {
  for (const [discordance, difference, alpha, power, expected] of oracle.power.sizes) {
    assertEquals(mcnemarSampleSize(discordance, difference, { alpha, power }), expected);
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
