import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { normalCdf } from "../../lib/stats/normal_cdf.ts";
import { normalQuantile } from "../../lib/stats/normal_quantile.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

fc.configureGlobal({ seed: 2026 });

Deno.test("normalQuantile equals scipy.stats.norm.ppf, far tails included", () => {
  for (const [p, expected] of oracle.normal.quantile) {
    assertAlmostEquals(normalQuantile(p), expected, 1e-13, `at ${p}`);
  }
});

Deno.test("normalQuantile of one half is exactly 0", () => assertEquals(normalQuantile(0.5), 0));

Deno.test("normalQuantile undoes normalCdf", () => {
  fc.assert(fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
    assert(Math.abs(normalCdf(normalQuantile(p)) - p) < 1e-13 * Math.max(p, 0.01));
  }));
});

Deno.test("normalQuantile names p and its range when p is no probability between 0 and 1", () => {
  for (const p of [0, 1, -0.1, 1.1, NaN, Infinity]) {
    assertThrows(() => normalQuantile(p), RangeError, "p must be between 0 and 1 (exclusive)");
  }
});
