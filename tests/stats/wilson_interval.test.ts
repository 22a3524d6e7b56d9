import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

fc.configureGlobal({ seed: 2026 });

Deno.test('wilsonInterval equals statsmodels proportion_confint(method="wilson")', () => {
  for (const [successes, n, level, low, high] of oracle.wilson) {
    const found = wilsonInterval(successes, n, { level });
    assertAlmostEquals(found[0], low, 1e-14, `low of ${successes} of ${n} at ${level}`);
    assertAlmostEquals(found[1], high, 1e-14, `high of ${successes} of ${n} at ${level}`);
  }
});

Deno.test("wilsonInterval ends exactly at 0 without and at 1 with only successes", () => {
  for (const n of [1, 3, 7, 49, 1000]) {
    assertEquals(wilsonInterval(0, n)[0], 0);
    assertEquals(wilsonInterval(n, n)[1], 1);
  }
});

Deno.test("wilsonInterval holds the proportion, stays within 0 to 1 and mirrors when failures are counted", () => {
  const counts = fc.integer({ min: 1, max: 5000 }).chain((n) =>
    fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n))
  );
  fc.assert(fc.property(counts, ([successes, n]) => {
    const [low, high] = wilsonInterval(successes, n);
    const [lowOther, highOther] = wilsonInterval(n - successes, n);
    assert(0 <= low && low <= successes / n && successes / n <= high && high <= 1);
    assertAlmostEquals(low, 1 - highOther, 1e-14);
    assertAlmostEquals(high, 1 - lowOther, 1e-14);
  }));
});

Deno.test("wilsonInterval refuses impossible counts and levels, naming them", () => {
  assertThrows(() => wilsonInterval(0, 0), RangeError, "n must be a whole number of at least 1");
  assertThrows(() => wilsonInterval(4, 3), RangeError, "successes must be a whole number from 0 to 3, received 4");
  assertThrows(() => wilsonInterval(-1, 3), RangeError, "successes");
  assertThrows(() => wilsonInterval(1.5, 3), RangeError, "successes");
  assertThrows(() => wilsonInterval(1, 3, { level: 95 }), RangeError, "level must be between 0 and 1");
});
