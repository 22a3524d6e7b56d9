import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { normalCdf } from "../../lib/stats/normal_cdf.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

fc.configureGlobal({ seed: 2026 });

Deno.test("normalCdf equals scipy.stats.norm.cdf to 1e-15 absolutely", () => {
  for (const [x, expected] of oracle.normal.cdf) assertAlmostEquals(normalCdf(x), expected, 1e-15, `at ${x}`);
});

Deno.test("normalCdf keeps its relative accuracy in the lower tail, against mpmath.ncdf with 40 digits", () => {
  // The argument's own rounding costs x²/2 · 2⁻⁵² relatively in exp(−x²/2): 1.6e-13 at −37.5.
  for (const [x, , expected] of oracle.normal.cdf) {
    if (x > 0) continue;
    const allowed = 1e-13 + x * x / 2 * Number.EPSILON;
    assert(Math.abs(normalCdf(x) / expected - 1) < allowed, `at ${x}: ${normalCdf(x)} is not ${expected}`);
  }
});

Deno.test("normalCdf gives the limits far out and NaN for NaN", () => {
  assertEquals([normalCdf(-Infinity), normalCdf(-41), normalCdf(41), normalCdf(Infinity)], [0, 0, 1, 1]);
  assertEquals(normalCdf(0), 0.5);
  assertEquals(normalCdf(NaN), NaN);
});

Deno.test("normalCdf of x and −x add up to 1, and it never falls", () => {
  fc.assert(fc.property(fc.double({ min: -45, max: 45, noNaN: true }), (x) => {
    assertAlmostEquals(normalCdf(x) + normalCdf(-x), 1, 4e-16);
    assert(normalCdf(x + 0.01) >= normalCdf(x));
  }));
});
