import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { effectiveSampleSize } from "../../lib/stats/effective_sample_size.ts";

Deno.test("effectiveSampleSize divides by the design effect", () => {
  assertAlmostEquals(effectiveSampleSize(600, { clusterSize: 50, icc: 0.017 }), 600 / 1.833, 1e-9);
  assertEquals(effectiveSampleSize(12, { sizes: [4, 4, 4], icc: 1 }), 3);
  assertEquals(effectiveSampleSize(0, { clusterSize: 4, icc: 0.2 }), 0);
  assertEquals(effectiveSampleSize(7, { clusterSize: 1, icc: 0.2 }), 7);
});

Deno.test("effectiveSampleSize refuses numbers that are no counts", () => {
  assertThrows(() => effectiveSampleSize(-1, { clusterSize: 4, icc: 0.2 }), RangeError, "n must be a whole number");
  assertThrows(() => effectiveSampleSize(1.5, { clusterSize: 4, icc: 0.2 }), RangeError, "n must be a whole number");
});
