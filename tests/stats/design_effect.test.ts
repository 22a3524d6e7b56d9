import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { designEffect } from "../../lib/stats/design_effect.ts";

Deno.test("designEffect of equal clusters is Kish's 1 + (m − 1) · icc", () => {
  assertAlmostEquals(designEffect({ clusterSize: 50, icc: 0.017 }), 1.833, 1e-12);
  assertEquals(designEffect({ clusterSize: 1, icc: 0.9 }), 1);
  assertEquals(designEffect({ clusterSize: 30, icc: 0 }), 1);
  assertEquals(designEffect({ clusterSize: 30, icc: 1 }), 30);
});

Deno.test("designEffect of unequal clusters is the variance of the mean under a shared correlation", () => {
  // From first principles: the variance of a sum is the sum over all pairs of items, 1 on the diagonal, icc within a cluster.
  const sizes = [1, 2, 2, 7, 13];
  const icc = 0.23;
  let variance = 0;
  for (const size of sizes) for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) variance += i === j ? 1 : icc;
  assertAlmostEquals(designEffect({ sizes, icc }), variance / 25, 1e-12);
});

Deno.test("sizes say the same as their mean and variation", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 30 }), (sizes) => {
      const mean = sizes.reduce((a, b) => a + b) / sizes.length;
      const deviation = Math.sqrt(sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / sizes.length);
      const before = [...sizes];
      const found = designEffect({ sizes, icc: 0.1 });
      assertAlmostEquals(
        found,
        designEffect({ clusterSize: mean, variation: deviation / mean, icc: 0.1 }),
        1e-9 * found,
      );
      assert(found >= designEffect({ clusterSize: mean, icc: 0.1 }) - 1e-9);
      assertEquals(sizes, before);
    }),
    { seed: 5, numRuns: 50 },
  );
});

Deno.test("designEffect refuses what clusters cannot be", () => {
  assertThrows(() => designEffect({ icc: 0.1 }), RangeError, "clusterSize or sizes must be given, received neither");
  assertThrows(() => designEffect({ clusterSize: 2, sizes: [2], icc: 0.1 }), RangeError, "received both");
  assertThrows(() => designEffect({ sizes: [], icc: 0.1 }), RangeError, "at least one cluster");
  assertThrows(() => designEffect({ sizes: [2, 0], icc: 0.1 }), RangeError, "sizes[1]");
  assertThrows(() => designEffect({ clusterSize: 0.5, icc: 0.1 }), RangeError, "clusterSize");
  assertThrows(() => designEffect({ clusterSize: 5, icc: 1.1 }), RangeError, "icc");
  assertThrows(() => designEffect({ clusterSize: 5, icc: NaN }), RangeError, "icc");
  assertThrows(() => designEffect({ clusterSize: 5, variation: -1, icc: 0 }), RangeError, "variation");
  assertThrows(() => designEffect({ clusterSize: 5, icc: -0.5 }), RangeError, "icc must be above -0.25");
});
