import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { sampleRatioMismatch } from "../../lib/stats/sample_ratio_mismatch.ts";
import oracle from "../oracles/sequential.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("sampleRatioMismatch equals scipy.stats.chisquare, and exact fractions over all outcomes where there are few", () => {
  for (const { counts, ratios, method, pValue, statistic } of oracle.sample_ratio) {
    const found = sampleRatioMismatch(Object.freeze(counts), Object.freeze(ratios));
    const where = `${counts} of ${ratios}`;
    assertEquals(found.method, method, where);
    agree(found.pValue, pValue, 1e-12, where);
    if (statistic !== undefined) agree(found.statistic, statistic, 1e-12, `statistic of ${where}`);
  }
});

Deno.test("sampleRatioMismatch finds the known mismatch of 821,588 to 815,482", () => {
  // Kohavi, Tang and Xu, "Trustworthy Online Controlled Experiments" (2020), chapter 3: p = 1.8e-6.
  const found = sampleRatioMismatch([821_588, 815_482], [1, 1]);
  assertAlmostEquals(found.pValue!, 1.8e-6, 5e-8);
  assertEquals([found.verdict, found.alpha, found.expected], ["fail", 0.001, [818_535, 818_535]]);
  assertAlmostEquals(found.shares![0], 0.502, 5e-4);
});

Deno.test("sampleRatioMismatch is inconclusive where no sizes at all could be a mismatch, and takes another threshold", () => {
  assertEquals(sampleRatioMismatch([5, 0], [1, 1]).verdict, "inconclusive");
  assertEquals(sampleRatioMismatch([11, 0], [1, 1]).verdict, "fail");
  assertEquals(sampleRatioMismatch([10, 1], [1, 1]).verdict, "pass");
  assertEquals(sampleRatioMismatch([0, 0, 3], [1, 1, 1]).verdict, "inconclusive");
  assertEquals(sampleRatioMismatch([0, 0, 9], [1, 1, 1]).verdict, "fail");
  assertEquals(sampleRatioMismatch([9, 2], [1, 1], { alpha: 0.1 }).verdict, "fail");
  const none = sampleRatioMismatch([0, 0], [1, 1]);
  assertEquals([none.pValue, none.verdict, none.shares, none.reason], [
    null,
    "inconclusive",
    null,
    "there are no items",
  ]);
});

Deno.test("sampleRatioMismatch says where a chi-square is rough, and stays exact for two groups", () => {
  assertEquals(
    sampleRatioMismatch([9990, 5, 5], [100_000, 30, 30]).method,
    "chi-square of fit, rough: fewer than 5 expected in a group",
  );
  assertEquals(sampleRatioMismatch([999_990, 10], [1_000_000, 3]).method, "exact binomial");
});

Deno.test("sampleRatioMismatch does not care about the ratio's scale or the order of the groups, and has bounded p-values", () => {
  const groups = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 9 })), {
    minLength: 2,
    maxLength: 4,
  });
  fc.assert(
    fc.property(groups, (pairs) => {
      const [counts, ratios] = [pairs.map(([count]) => count), pairs.map(([, ratio]) => ratio)];
      const found = sampleRatioMismatch(counts, ratios);
      if (found.pValue === null) return assertEquals(counts.every((count) => count === 0), true);
      assert(found.pValue > 0 && found.pValue <= 1);
      const scaled = sampleRatioMismatch(counts, ratios.map((ratio) => ratio / 3));
      agree(scaled.pValue, found.pValue, 1e-9, "scaled");
      const turned = sampleRatioMismatch(counts.toReversed(), ratios.toReversed());
      agree(turned.pValue, found.pValue, 1e-9, "turned");
      assertEquals(turned.verdict, found.verdict);
    }),
    { numRuns: 60, seed: 3 },
  );
});

Deno.test("sampleRatioMismatch raises a false alarm in no more than alpha of all outcomes", () => {
  // Every outcome of 200 fair assignments, weighed by its probability.
  let [alarms, mass] = [0, 2 ** -200];
  for (let k = 0; k <= 200; k++) {
    if (sampleRatioMismatch([k, 200 - k], [1, 1], { alpha: 0.05 }).verdict === "fail") alarms += mass;
    mass *= (200 - k) / (k + 1);
  }
  assert(alarms <= 0.05 && alarms > 0.03, `${alarms}`);
});

Deno.test("sampleRatioMismatch refuses what is out of range", () => {
  assertThrows(() => sampleRatioMismatch([1], [1]), RangeError, "the number of counts must be");
  assertThrows(() => sampleRatioMismatch([1, 2], [1]), RangeError, "counts (2), expectedRatios (1)");
  assertThrows(() => sampleRatioMismatch([1, 2.5], [1, 1]), RangeError, "counts[1] must be a whole number");
  assertThrows(() => sampleRatioMismatch([1, -2], [1, 1]), RangeError, "counts[1]");
  assertThrows(
    () => sampleRatioMismatch([1, 2], [1, 0]),
    RangeError,
    "expectedRatios[1] must be a finite number above 0",
  );
  assertThrows(() => sampleRatioMismatch([1, 2], [1, 1], { alpha: 0 }), RangeError, "alpha must be between 0 and 1");
});
