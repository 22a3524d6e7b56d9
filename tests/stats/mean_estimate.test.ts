import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { meanEstimate } from "../../lib/stats/mean_estimate.ts";
import oracle from "../oracles/estimates.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("meanEstimate equals scipy.stats.t.interval around the mean", () => {
  for (const { sample, level, ...row } of oracle.means) {
    const found = meanEstimate(Object.freeze([...sample]), { level });
    agree(found.value, row.value, 1e-14, "value");
    agree(found.standardError, row.standardError, 1e-13, "standard error");
    // scipy 1.10's quantile of t is off by 4e-11 for one degree of freedom; tests of tDistribution hold ours.
    agree(found.low, row.low, 1e-10, "low");
    agree(found.high, row.high, 1e-10, "high");
    assertEquals([found.n, found.method, found.level], [sample.length, "t", level]);
  }
});

Deno.test("meanEstimate has no interval for one value or equal values, and nothing for none", () => {
  for (
    const [sample, value, reason] of [[[3], 3, "one value has no spread"], [
      [0.1, 0.1, 0.1],
      0.1,
      "the values have no spread",
    ]] as const
  ) {
    const found = meanEstimate(sample);
    assertEquals([found.value, found.low, found.high, found.standardError, found.reason], [
      value,
      null,
      null,
      null,
      reason,
    ]);
  }
  assertEquals([meanEstimate([]).value, meanEstimate([]).reason], [null, "there are no values"]);
});

Deno.test("meanEstimate refuses missing values and levels that are none", () => {
  assertThrows(() => meanEstimate([1, NaN]), RangeError, "sample[1] must be a finite number, received NaN");
  assertThrows(() => meanEstimate([1, 2], { level: 1 }), RangeError, "level must be between 0 and 1");
});

Deno.test("meanEstimate does not add up rounding over many values", () => {
  const sample = new Float64Array(100_000).fill(0.1);
  sample[99_999] = 0.3;
  assertAlmostEquals(meanEstimate(sample).value!, 0.1 + 0.2 / 100_000, 1e-16);
});
