import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { holm } from "../../lib/stats/holm.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

fc.configureGlobal({ seed: 2026 });

Deno.test('holm equals statsmodels multipletests(method="holm") and leaves its input alone', () => {
  for (const [pValues, expected] of oracle.holm) {
    holm(Object.freeze([...pValues])).forEach((p, i) => assertAlmostEquals(p, expected[i], 1e-15));
  }
});

Deno.test("holm of nothing is nothing, of one p-value the same", () => {
  assertEquals(holm([]), []);
  assertEquals(holm([0.04]), [0.04]);
});

Deno.test("holm never lowers a p-value, never passes 1 and keeps their order", () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (pValues) => {
    const adjusted = holm(pValues);
    pValues.forEach((p, i) => {
      assert(adjusted[i] >= p && adjusted[i] <= 1);
      pValues.forEach((q, j) => assert(p >= q || adjusted[i] <= adjusted[j]));
    });
  }));
});

Deno.test("holm refuses what is no p-value", () => {
  for (const bad of [-0.01, 1.01, NaN]) {
    assertThrows(() => holm([0.5, bad]), RangeError, `each must be from 0 to 1, received ${bad}`);
  }
});
