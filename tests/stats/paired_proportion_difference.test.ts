import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { pairedProportionDifference } from "../../lib/stats/paired_proportion_difference.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

fc.configureGlobal({ seed: 2026 });

Deno.test("pairedProportionDifference equals Newcombe's method 10 computed on statsmodels' Wilson intervals", () => {
  for (const [both, onlyFirst, onlySecond, neither, level, value, low, high] of oracle.newcombe) {
    const found = pairedProportionDifference(Object.freeze({ both, onlyFirst, onlySecond, neither }), { level });
    const table = `${both}, ${onlyFirst}, ${onlySecond}, ${neither} at ${level}`;
    assertAlmostEquals(found.value!, value, 1e-15, table);
    assertAlmostEquals(found.low!, Math.max(-1, low), 1e-13, table);
    assertAlmostEquals(found.high!, Math.min(1, high), 1e-13, table);
    assertEquals([found.n, found.level, found.method], [both + onlyFirst + onlySecond + neither, level, "newcombe"]);
  }
});

Deno.test("pairedProportionDifference gives the published intervals to the digits printed", () => {
  // Newcombe, Statist. Med. 17 (1998) 2635-2650, Table II, method 10: 36, 12, 2, 0.
  const first = pairedProportionDifference({ both: 36, onlyFirst: 12, onlySecond: 2, neither: 0 });
  assertAlmostEquals(first.low!, 0.0569, 5e-5);
  assertAlmostEquals(first.high!, 0.3404, 5e-5);
  // Fagerland, Lydersen and Laake, Statist. Med. 33 (2014) 2850-2875, airway hyper-responsiveness (Bentur et al. 2009).
  const second = pairedProportionDifference({ both: 1, onlyFirst: 1, onlySecond: 7, neither: 12 });
  assertAlmostEquals(second.low!, -0.507, 5e-4);
  assertAlmostEquals(second.high!, -0.026, 5e-4);
});

Deno.test("pairedProportionDifference keeps a width when the systems never differ", () => {
  const { value, low, high } = pairedProportionDifference({ both: 8, onlyFirst: 0, onlySecond: 0, neither: 2 });
  assertEquals(value, 0);
  assert(low! < 0 && high! > 0);
});

Deno.test("pairedProportionDifference turns its sign when the systems change places, and stays within −1 to 1", () => {
  const count = fc.integer({ min: 0, max: 200 });
  fc.assert(fc.property(count, count, count, count, (both, onlyFirst, onlySecond, neither) => {
    fc.pre(both + onlyFirst + onlySecond + neither > 0);
    const there = pairedProportionDifference({ both, onlyFirst, onlySecond, neither });
    const back = pairedProportionDifference({ both, onlyFirst: onlySecond, onlySecond: onlyFirst, neither });
    assertAlmostEquals(there.low!, -back.high!, 1e-13);
    assertAlmostEquals(there.value!, -back.value!, 1e-15);
    assert(-1 <= there.low! && there.low! <= there.value! && there.value! <= there.high! && there.high! <= 1);
  }));
});

Deno.test("pairedProportionDifference without items is null with a reason", () => {
  const { value, low, high, reason } = pairedProportionDifference({ both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 });
  assertEquals([value, low, high, reason], [null, null, null, "there are no items"]);
});

Deno.test("pairedProportionDifference names the count that is none", () => {
  const counts = { both: 1, onlyFirst: 1, onlySecond: -1, neither: 1 };
  assertThrows(() => pairedProportionDifference(counts), RangeError, "onlySecond must be a whole number of at least 0");
});
