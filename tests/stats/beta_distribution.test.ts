import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { betaDistribution } from "../../lib/stats/beta_distribution.ts";
import oracle from "../oracles/distributions.json" with { type: "json" };
import { testDistribution } from "./_continuous.ts";

testDistribution("betaDistribution", oracle.beta, betaDistribution);

Deno.test("betaDistribution mirrored is the one of the exchanged shapes", () => {
  for (const [a, b, x] of [[2, 5, 0.25], [0.3, 0.7, 0.125], [1000, 40, 0.9375]]) {
    assertAlmostEquals(betaDistribution(a, b).sf(x) / betaDistribution(b, a).cdf(1 - x), 1, 1e-12);
  }
});

Deno.test("betaDistribution has the density at its ends that the shapes give, and none outside", () => {
  assertEquals([0.5, 1, 2].map((a) => betaDistribution(a, 3).pdf(0)), [Infinity, 3, 0]);
  assertEquals([0.5, 1, 2].map((b) => betaDistribution(3, b).pdf(1)), [Infinity, 3, 0]);
  const law = betaDistribution(2, 3);
  assertEquals([law.pdf(-0.1), law.pdf(1.1), law.cdf(-0.1), law.cdf(1.1), law.quantile(1)], [0, 0, 0, 1, 1]);
});

Deno.test("betaDistribution refuses shapes that are none, and names them", () => {
  assertThrows(() => betaDistribution(0, 1), RangeError, "a must be a finite number above 0");
  assertThrows(() => betaDistribution(1, Infinity), RangeError, "b must be a finite number above 0");
});

Deno.test("betaDistribution keeps an upper tail that is small because hardly anything lies above 0", () => {
  // As a tends to 0, P(X > ½) for the shapes a and 2 tends to a · ∫ (1 − t)/t dt = a(ln 2 − ½).
  assertAlmostEquals(betaDistribution(1e-9, 2).sf(0.5) / 1e-9, Math.LN2 - 0.5, 1e-8);
});
