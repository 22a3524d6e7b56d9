import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { normalDistribution } from "../../lib/stats/normal_distribution.ts";
import oracle from "../oracles/distributions.json" with { type: "json" };
import { testDistribution } from "./_continuous.ts";

testDistribution("normalDistribution", oracle.normal, normalDistribution);

Deno.test("normalDistribution moves and stretches with its mean and standard deviation", () => {
  const law = normalDistribution(100, 15);
  assertAlmostEquals(law.quantile(0.975), 100 + 15 * 1.959963984540054, 1e-12);
  assertAlmostEquals(law.upperQuantile(0.975), 100 - 15 * 1.959963984540054, 1e-12);
  assertAlmostEquals(law.sf(130), normalDistribution().sf(2), 1e-17);
  assertAlmostEquals(law.pdf(115), normalDistribution().pdf(1) / 15, 1e-17);
  assertEquals([law.quantile(0), law.quantile(1)], [-Infinity, Infinity]);
});

Deno.test("normalDistribution refuses parameters that are none, and names them", () => {
  assertThrows(() => normalDistribution(NaN), RangeError, "mean must be a finite number");
  assertThrows(() => normalDistribution(0, 0), RangeError, "sd must be a finite number above 0");
});
