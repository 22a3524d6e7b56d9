import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { oneSidedTail, twoSidedTail } from "../../lib/stats/_kolmogorov.ts";
import { kolmogorovSmirnov } from "../../lib/stats/kolmogorov_smirnov.ts";
import type { Alternative } from "../../lib/stats/test_result.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { agree } from "./_agree.ts";
import { agreeOnTest } from "./_test_results.ts";

const uniform = (x: number) => x;

Deno.test("kolmogorovSmirnov equals scipy.stats.kstest in all directions", () => {
  for (const row of oracle.smirnov.one) {
    if (row.sample === null) continue;
    const found = kolmogorovSmirnov(row.sample, uniform, { alternative: row.alternative as Alternative });
    agreeOnTest(found, row, `${row.n} values, ${row.alternative}`, { pValue: 1e-10 });
  }
});

Deno.test("the law of D equals scipy.stats.ksone, and kstwo where that is exact", () => {
  for (const row of oracle.smirnov.one) {
    const oneSided = row.alternative !== "two-sided";
    const found = oneSided ? oneSidedTail(row.n, row.statistic!) : twoSidedTail(row.n, row.statistic!, 1000);
    // scipy takes an approximation for more than 140 values, good to about six digits.
    agree(found, row.pValue, oneSided ? 1e-12 : row.n <= 140 ? 1e-10 : 2e-6, `${row.n} values, ${row.alternative}`);
  }
});

Deno.test("the law of D has the values of Marsaglia, Tsang and Wang (2003)", () => {
  assertAlmostEquals(1 - twoSidedTail(10, 0.274, 1000), 0.62847961545650438, 1e-14);
  assertAlmostEquals(1 - twoSidedTail(2000, 0.04, 2000), 0.99676943191713676985, 1e-14);
});

Deno.test("the law of D beyond 1,000 values is off by less than 1e-5", () => {
  for (const [n, d, expected] of oracle.smirnov.limit) {
    assertAlmostEquals(twoSidedTail(n, d, 1000), expected, 1e-5);
  }
});

Deno.test("kolmogorovSmirnov of one value works out by hand", () => {
  // P(D ≥ d) = 2(1 − d) for d ≥ ½; one-sided P(D⁺ ≥ d) = 1 − d.
  for (const u of [0.02, 0.3, 0.5, 0.9]) {
    const d = Math.max(u, 1 - u);
    assertAlmostEquals(kolmogorovSmirnov([u], uniform).pValue!, 2 * (1 - d), 1e-14);
    assertAlmostEquals(kolmogorovSmirnov([u], uniform, { alternative: "greater" }).pValue!, u, 1e-14);
    assertAlmostEquals(kolmogorovSmirnov([u], uniform, { alternative: "less" }).pValue!, 1 - u, 1e-14);
  }
});

Deno.test("kolmogorovSmirnov leaves its sample alone, and is undefined without one", () => {
  const sample = Object.freeze([0.9, 0.1, 0.5]);
  assertEquals(kolmogorovSmirnov(sample, uniform).n, 3);
  assertEquals([kolmogorovSmirnov([], uniform).pValue, kolmogorovSmirnov([], uniform).reason], [
    null,
    "there are no values",
  ]);
});

Deno.test("kolmogorovSmirnov refuses a function that is no distribution function", () => {
  assertThrows(
    () => kolmogorovSmirnov([2], uniform),
    RangeError,
    "cdf must give a number from 0 to 1, received 2 at 2",
  );
  assertThrows(() => kolmogorovSmirnov([1], () => NaN), RangeError, "received NaN at 1");
});
