import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { studentizedRangeDistribution } from "../../lib/stats/studentized_range_distribution.ts";
import { tDistribution } from "../../lib/stats/t_distribution.ts";
import oracle from "../oracles/distributions.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("studentizedRangeDistribution holds 1e-12 relative in both tails against mpmath in 30 digits", () => {
  for (const { parameters: [k, df], at } of oracle.studentized_range.cases) {
    const law = studentizedRangeDistribution(k!, df ?? Infinity);
    for (const [q, cdf, sf] of at) {
      agree(law.cdf(q!), cdf, 1e-12, `cdf of ${k}, ${df} at ${q}`);
      agree(law.sf(q!), sf, 1e-12, `sf of ${k}, ${df} at ${q}`);
    }
  }
});

Deno.test("studentizedRangeDistribution of two means is √2 times Student's |t|", () => {
  for (const df of [1, 5, 33.3]) {
    const law = studentizedRangeDistribution(2, df);
    for (const q of [0.4, 2, 7]) {
      agree(law.sf(q), 2 * tDistribution(df).sf(q / Math.SQRT2), 1e-11, `df ${df} at ${q}`);
    }
    agree(law.quantile(0.95), Math.SQRT2 * tDistribution(df).quantile(0.975), 1e-10, `the 95 % point of df ${df}`);
  }
});

Deno.test("studentizedRangeDistribution has the points of the published tables", () => {
  // Upper 5 % points of Harter (1960): k = 3, df = 10: 3.877; k = 5, df = 20: 4.232; k = 10, df = ∞: 4.474.
  assertAlmostEquals(studentizedRangeDistribution(3, 10).upperQuantile(0.05), 3.877, 1e-3);
  assertAlmostEquals(studentizedRangeDistribution(5, 20).quantile(0.95), 4.232, 1e-3);
  assertAlmostEquals(studentizedRangeDistribution(10, Infinity).quantile(0.95), 4.474, 1e-3);
});

Deno.test("studentizedRangeDistribution has exact ends, and tails that add up to 1", () => {
  const law = studentizedRangeDistribution(4, 12);
  assertEquals([law.cdf(-1), law.cdf(0), law.sf(0), law.cdf(Infinity), law.sf(Infinity)], [0, 0, 1, 1, 0]);
  assertEquals([law.quantile(0), law.quantile(1), law.upperQuantile(0)], [0, Infinity, Infinity]);
  for (const q of [0.5, 2, 4, 9]) assert(Math.abs(law.cdf(q) + law.sf(q) - 1) < 1e-11);
});

Deno.test("studentizedRangeDistribution refuses what is out of range", () => {
  assertThrows(() => studentizedRangeDistribution(1, 5), RangeError, "k must be a whole number from 2 to 1000");
  assertThrows(() => studentizedRangeDistribution(3, 0.5), RangeError, "df must be a finite number of at least 1");
  assertThrows(() => studentizedRangeDistribution(3, 5).cdf(NaN), RangeError, "q must be a number, received NaN");
  assertThrows(() => studentizedRangeDistribution(3, 5).quantile(-1), RangeError, "p must be from 0 to 1, received -1");
});
