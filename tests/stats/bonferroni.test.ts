import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { bonferroni } from "../../lib/stats/bonferroni.ts";
import oracle from "../oracles/estimates.json" with { type: "json" };
import { agree } from "./_agree.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test('bonferroni equals statsmodels multipletests(method="bonferroni") and leaves its input alone', () => {
  for (const [pValues, expected] of oracle.corrections.bonferroni) {
    bonferroni(Object.freeze([...pValues])).forEach((p, i) => agree(p, expected[i], 1e-14, `${pValues[i]}`));
  }
});

Deno.test("bonferroni of nothing is nothing, of one p-value the same", () => {
  assertEquals(bonferroni([]), []);
  assertEquals(bonferroni([0.04]), [0.04]);
});

Deno.test("bonferroni never lowers a p-value, never passes 1 and keeps their order", () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (pValues) => {
    const adjusted = bonferroni(pValues);
    pValues.forEach((p, i) => {
      assert(adjusted[i] >= p * (1 - 1e-15) && adjusted[i] <= 1);
      pValues.forEach((q, j) => assert(p >= q || adjusted[i] <= adjusted[j]));
    });
  }));
});

Deno.test("bonferroni refuses what is no p-value", () => {
  for (const bad of [-0.01, 1.01, NaN]) {
    assertThrows(() => bonferroni([0.5, bad]), RangeError, `each must be from 0 to 1, received ${bad}`);
  }
});
