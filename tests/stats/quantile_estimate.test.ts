import { assert, assertEquals, assertThrows } from "@std/assert";
import { quantileEstimate } from "../../lib/stats/quantile_estimate.ts";
import oracle from "../oracles/estimates.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("quantileEstimate has numpy's quantile and the ranks of scipy.stats.binom.ppf", () => {
  for (const { sample, p, level, value, low, high } of oracle.quantiles) {
    const found = quantileEstimate(Object.freeze([...sample]), p, { level });
    agree(found.value, value, 1e-14, `${p} of ${sample.length}`);
    assertEquals([found.low, found.high], [low, high], `${p} of ${sample.length} at ${level}`);
    if (low === null) assert(found.reason!.includes("too few"));
  }
});

Deno.test("quantileEstimate of the median needs six values at 95 %", () => {
  // The least and the largest of n hold the median with 1 − 2/2ⁿ: 0.9375 for five, 0.96875 for six.
  assertEquals(quantileEstimate([1, 2, 3, 4, 5], 0.5).low, null);
  const { low, high } = quantileEstimate([6, 1, 5, 2, 4, 3], 0.5);
  assertEquals([low, high], [1, 6]);
});

Deno.test("quantileEstimate of nothing is undefined, and what is out of range is refused", () => {
  assertEquals(quantileEstimate([], 0.5).reason, "there are no values");
  assertThrows(() => quantileEstimate([1], 0), RangeError, "p must be between 0 and 1");
  assertThrows(() => quantileEstimate([1], 0.5, { level: 0 }), RangeError, "level must be between 0 and 1");
});
