import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { binomialDetectableDifference, binomialPower, binomialSampleSize } from "../../lib/stats/binomial_power.ts";
import { binomialDistribution } from "../../lib/stats/binomial_distribution.ts";
import { clopperPearsonInterval } from "../../lib/stats/clopper_pearson_interval.ts";
import type { Alternative } from "../../lib/stats/test_result.ts";
import oracle from "../oracles/power.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("binomialPower equals the sum over the counts that scipy's binomial tails reject", () => {
  type Row = [number, number, number, number, Alternative, number];
  for (const [n, baseline, difference, alpha, alternative, expected] of oracle.binomials as Row[]) {
    const found = binomialPower(n, { baseline, difference, alpha, alternative });
    if (expected === 0) assertEquals(found, 0);
    else agree(found, expected, 1e-11, `n ${n}, ${baseline} + ${difference}, ${alternative}`);
  }
});

Deno.test("binomialSampleSize is the first number that does, trying all", () => {
  type Row = [number, number, number, number, Alternative, number];
  for (const [baseline, difference, alpha, power, alternative, n] of oracle.binomial_sizes as Row[]) {
    assertEquals(
      binomialSampleSize({ baseline, difference, alpha, power, alternative }),
      n,
      `${baseline} + ${difference}`,
    );
  }
});

Deno.test("two-sided power counts what lies outside of the Clopper-Pearson interval", () => {
  const [n, baseline, truth] = [60, 0.4, 0.6];
  const law = binomialDistribution(n, truth);
  let expected = 0;
  for (let k = 0; k <= n; k++) {
    const [low, high] = clopperPearsonInterval(k, n);
    if (baseline < low || baseline > high) expected += law.pmf(k);
  }
  assertAlmostEquals(binomialPower(n, { baseline, difference: truth - baseline }), expected, 1e-12);
});

Deno.test("the first number that does is found for any rates", () => {
  const rates = fc.record({
    baseline: fc.constantFrom(0.1, 0.35, 0.5, 0.8),
    difference: fc.constantFrom(-0.09, 0.12, 0.19),
    alpha: fc.constantFrom(0.01, 0.05, 0.2),
    power: fc.constantFrom(0.5, 0.8),
    alternative: fc.constantFrom<Alternative[]>("two-sided", "greater", "less"),
  });
  fc.assert(
    fc.property(rates, (options) => {
      const found = binomialSampleSize(options);
      const { difference, alternative } = options;
      if (alternative !== "two-sided" && difference > 0 !== (alternative === "greater")) {
        return assertEquals(found, null);
      }
      let n = 1;
      while (binomialPower(n, options) < options.power) n++;
      assertEquals(found, n);
    }),
    { seed: 3, numRuns: 40 },
  );
});

Deno.test("the detectable difference has the wanted power and a little less has not", () => {
  for (const n of [20, 137, 2000]) {
    for (const direction of ["up", "down"] as const) {
      const options = { baseline: 0.7, direction };
      const least = binomialDetectableDifference(n, options)!;
      assert(least > 0 === (direction === "up"));
      assert(binomialPower(n, { baseline: 0.7, difference: least }) >= 0.8);
      assert(binomialPower(n, { baseline: 0.7, difference: least * (1 - 1e-9) }) < 0.8);
    }
  }
  assertEquals(binomialDetectableDifference(3, { baseline: 0.5 }), null);
});

Deno.test("the size without effect stays below alpha, and extremes are certain", () => {
  for (const n of [1, 2, 7, 50, 999]) assert(binomialPower(n, { baseline: 0.3, difference: 0 }) <= 0.05);
  assertEquals(binomialPower(10, { baseline: 0.5, difference: 0.5 }), 1);
  assertEquals(binomialPower(10, { baseline: 0.5, difference: -0.5 }), 1);
  assertEquals(binomialSampleSize({ baseline: 0.5, difference: 0 }), null);
  assertEquals(binomialSampleSize({ baseline: 0.5, difference: 1e-5 }), null);
});

Deno.test("binomial plans name what is out of range", () => {
  assertThrows(
    () => binomialPower(10, { baseline: 0, difference: 0.1 }),
    RangeError,
    "baseline must be between 0 and 1",
  );
  assertThrows(() => binomialPower(10, { baseline: 0.5, difference: 0.6 }), RangeError, "baseline + difference");
  assertThrows(() => binomialPower(10, { baseline: 0.5, difference: NaN }), RangeError, "baseline + difference");
  assertThrows(
    () => binomialPower(0, { baseline: 0.5, difference: 0.1 }),
    RangeError,
    "n must be a whole number from 1",
  );
  assertThrows(
    () => binomialSampleSize({ baseline: 0.5, difference: 0.1, power: 0.01 }),
    RangeError,
    "power must be above",
  );
  assertThrows(() => binomialDetectableDifference(1e7, { baseline: 0.5 }), RangeError, "n must be");
});
