import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { fDistribution } from "../../lib/stats/f_distribution.ts";
import oracle from "../oracles/distributions.json" with { type: "json" };
import { testDistribution } from "./_continuous.ts";

testDistribution("fDistribution", oracle.f, fDistribution);

Deno.test("fDistribution turned over is the F distribution of the exchanged degrees of freedom", () => {
  for (const [df1, df2, x] of [[3, 7, 2.5], [0.4, 90, 1e-9], [1e5, 12, 1.01]]) {
    const [found, turned] = [fDistribution(df1, df2).sf(x), fDistribution(df2, df1).cdf(1 / x)];
    assertAlmostEquals(found / turned, 1, 1e-12);
  }
});

Deno.test("fDistribution has the density at 0 that its degrees of freedom give", () => {
  assertEquals([1, 2, 3].map((df) => fDistribution(df, 5).pdf(0)), [Infinity, 1, 0]);
  assertEquals([fDistribution(3, 5).cdf(-1), fDistribution(3, 5).pdf(-1)], [0, 0]);
});

Deno.test("fDistribution refuses degrees of freedom that are none, and names them", () => {
  assertThrows(() => fDistribution(0, 1), RangeError, "df1 must be a finite number above 0");
  assertThrows(() => fDistribution(1, NaN), RangeError, "df2 must be a finite number above 0");
});
