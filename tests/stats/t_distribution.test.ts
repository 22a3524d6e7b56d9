import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { tDistribution } from "../../lib/stats/t_distribution.ts";
import oracle from "../oracles/distributions.json" with { type: "json" };
import { testDistribution } from "./_continuous.ts";

testDistribution("tDistribution", oracle.t, tDistribution);

Deno.test("tDistribution with one degree of freedom is Cauchy, far beyond where x² overflows", () => {
  // P(T > x) = atan(1/x)/π, which is 1/(πx) far out.
  const cauchy = tDistribution(1);
  for (const x of [1e150, 1e200, 1e300]) assertAlmostEquals(cauchy.sf(x) * Math.PI * x, 1, 1e-12);
  assertAlmostEquals(cauchy.upperQuantile(1e-300) / (1e300 / Math.PI), 1, 1e-12);
});

Deno.test("tDistribution is normal for infinite degrees of freedom, symmetric, and 0 in the middle", () => {
  assertAlmostEquals(tDistribution(Infinity).sf(1.959963984540054), 0.025, 1e-15);
  for (const df of [0.3, 4, 1e9]) {
    const law = tDistribution(df);
    assertEquals([law.quantile(0.5), law.cdf(0)], [0, 0.5]);
    assertEquals([law.cdf(-1.3), law.pdf(-1.3), law.quantile(0.25)], [law.sf(1.3), law.pdf(1.3), -law.quantile(0.75)]);
  }
});

Deno.test("tDistribution refuses degrees of freedom that are none", () => {
  for (const df of [0, -1, NaN, -Infinity]) {
    assertThrows(
      () => tDistribution(df),
      RangeError,
      "Cannot make a t distribution: df must be a finite number above 0",
    );
  }
});
