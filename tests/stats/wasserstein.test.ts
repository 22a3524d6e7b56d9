import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { wassersteinDistance } from "../../lib/stats/wasserstein.ts";
import oracle from "../oracles/drift.json" with { type: "json" };
import { agree } from "./_agree.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("wassersteinDistance equals scipy.stats.wasserstein_distance, and over the first's standard deviation", () => {
  for (const { first, second, value, normalised } of oracle.wasserstein) {
    const found = wassersteinDistance(first, second);
    agree(found.value, value, 1e-12, `${first} and ${second}`);
    assertEquals(found.normalised === null, normalised === null);
    agree(found.normalised, normalised, 1e-12, `${first} and ${second}, normalised`);
  }
});

Deno.test("wassersteinDistance is a metric, moves with a shift, and does not depend on the order of values", () => {
  const list = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(list, list, list, (a, b, c) => {
      const distance = (x: number[], y: number[]) => wassersteinDistance(x, y).value!;
      assertAlmostEquals(distance(a, b), distance(b, a), 1e-10);
      assertEquals(distance(a, a.toReversed()), 0);
      assert(distance(a, c) <= distance(a, b) + distance(b, c) + 1e-9);
      assertAlmostEquals(distance(a, a.map((x) => x + 7)), 7, 1e-10);
      const mean = (xs: number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
      assert(distance(a, b) >= Math.abs(mean(a) - mean(b)) - 1e-9);
    }),
    { numRuns: 200 },
  );
});

Deno.test("wassersteinDistance says what is undefined", () => {
  assertEquals(wassersteinDistance([], [1]).reason, "it needs a value in each sample");
  assertEquals(wassersteinDistance([1], []).value, null);
  const one = wassersteinDistance([1], [3]);
  assertEquals([one.value, one.normalised, one.reason], [2, null, "one value has no standard deviation"]);
  const flat = wassersteinDistance([0.1, 0.1, 0.1], [3]);
  assertEquals([flat.normalised, flat.reason], [null, "the values of the first sample are all equal"]);
});

Deno.test("wassersteinDistance of 1,000,000 values against as many is exact for a shift, and refuses NaN", () => {
  const first = Float64Array.from({ length: 1e6 }, (_, i) => (i * 7919) % 1e6);
  const { value } = wassersteinDistance(first, first.map((x) => x + 3));
  assertAlmostEquals(value!, 3, 1e-9);
  assertThrows(() => wassersteinDistance([NaN], [1]), RangeError, "first[0] must be a finite number");
  assertThrows(() => wassersteinDistance([1], [1e200]), RangeError, "second[0] must be at most");
});
