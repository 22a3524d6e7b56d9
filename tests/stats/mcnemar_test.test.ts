import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { mcnemarTest } from "../../lib/stats/mcnemar_test.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

fc.configureGlobal({ seed: 2026 });

Deno.test("mcnemarTest.exact equals statsmodels mcnemar(exact=True), mid-p equals 2·cdf − pmf of scipy.stats.binom", () => {
  for (const [b, c, exact, midP] of oracle.mcnemar) {
    const found = mcnemarTest(b, c);
    const allowed = 1e-12;
    assert(Math.abs(found.exact - exact) <= allowed * exact, `exact of ${b}, ${c}: ${found.exact} is not ${exact}`);
    assert(Math.abs(found.midP - midP) <= allowed * midP, `mid-p of ${b}, ${c}: ${found.midP} is not ${midP}`);
  }
});

Deno.test("mcnemarTest gives the fractions worked by hand", () => {
  // 0 against 5: 2 · 1/32 = 0.0625, mid-p 2/32 − 1/32. 2 against 4: 2 · (1 + 6 + 15)/64 = 0.6875, mid-p 44/64 − 15/64.
  assertAlmostEquals(mcnemarTest(0, 5).exact, 0.0625, 1e-15);
  assertAlmostEquals(mcnemarTest(0, 5).midP, 0.03125, 1e-15);
  assertAlmostEquals(mcnemarTest(2, 4).exact, 0.6875, 1e-15);
  assertAlmostEquals(mcnemarTest(2, 4).midP, 29 / 64, 1e-15);
});

Deno.test("mcnemarTest says 1 when the systems differ equally often, or never", () => {
  for (const count of [0, 1, 7, 500]) assertEquals(mcnemarTest(count, count), { exact: 1, midP: 1 });
});

Deno.test("mcnemarTest does not care which system comes first, and mid-p is never above exact", () => {
  const count = fc.integer({ min: 0, max: 3000 });
  fc.assert(fc.property(count, count, (b, c) => {
    const found = mcnemarTest(b, c);
    assertEquals(found, mcnemarTest(c, b));
    assert(0 <= found.midP && found.midP <= found.exact && found.exact <= 1);
  }));
});

Deno.test("mcnemarTest refuses what is no count", () => {
  assertThrows(() => mcnemarTest(-1, 2), RangeError, "b must be a whole number of at least 0, received -1");
  assertThrows(() => mcnemarTest(1, 0.5), RangeError, "c must be a whole number of at least 0, received 0.5");
});
