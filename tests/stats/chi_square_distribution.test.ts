import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { chiSquareDistribution } from "../../lib/stats/chi_square_distribution.ts";
import oracle from "../oracles/distributions.json" with { type: "json" };
import { testDistribution } from "./_continuous.ts";

testDistribution("chiSquareDistribution", oracle.chi_square, chiSquareDistribution);

Deno.test("chiSquareDistribution is exponential with two degrees of freedom, and its density at 0 depends on them", () => {
  assertAlmostEquals(chiSquareDistribution(2).sf(1400), Math.exp(-700), 1e-315);
  assertEquals([1, 2, 3].map((df) => chiSquareDistribution(df).pdf(0)), [Infinity, 0.5, 0]);
  assertEquals([chiSquareDistribution(3).cdf(-1), chiSquareDistribution(3).pdf(-1)], [0, 0]);
});

Deno.test("chiSquareDistribution stays right for huge degrees of freedom", () => {
  // Wilson and Hilferty, whose error is far below 1e-6 at 1e10 degrees of freedom: the median is df(1 − 2/(9 df))³.
  const df = 1e10;
  assertAlmostEquals(chiSquareDistribution(df).quantile(0.5) / (df - 2 / 3), 1, 1e-12);
});

Deno.test("chiSquareDistribution refuses degrees of freedom that are none", () => {
  for (const df of [0, -1, NaN, Infinity, 1e13]) {
    assertThrows(() => chiSquareDistribution(df), RangeError, "df must be a finite number above 0 and of at most");
  }
});

Deno.test("chiSquareDistribution keeps an upper tail that is small because hardly anything lies above 0", () => {
  // Q(a, 1) tends to a·E₁(1) as a tends to 0; E₁(1) = 0.21938393439552 (Abramowitz and Stegun, table 5.1).
  assertAlmostEquals(chiSquareDistribution(2e-10).sf(2) / 1e-10, 0.21938393439552, 1e-9);
});
