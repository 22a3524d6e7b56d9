import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { riskDifference } from "../../lib/stats/risk_difference.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";
import { agreeEstimate, assertUndefined } from "./_effects.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("riskDifference equals statsmodels' confint_proportions_2indep with Newcombe's method", () => {
  for (const { table: [[a, b], [c, d]], level, newcombe } of oracle.two_by_two) {
    const expected = [a / (a + b) - c / (c + d), newcombe[0], newcombe[1]];
    agreeEstimate(riskDifference([[a, b], [c, d]], { level }), expected, 1e-10, `${a} ${b} ${c} ${d}`);
  }
});

Deno.test("riskDifference gives the printed intervals of Newcombe's Table II, method 10", () => {
  const printed: [number[][], number, number][] = [
    [[[56, 14], [48, 32]], 0.0524, 0.3339],
    [[[9, 1], [3, 7]], 0.1705, 0.8090],
    [[[10, 0], [0, 10]], 0.6075, 1],
  ];
  for (const [table, low, high] of printed) {
    const found = riskDifference(table);
    assert(Math.abs(found.low! - low) < 5.1e-5 && Math.abs(found.high! - high) < 5.1e-5, JSON.stringify(found));
  }
});

Deno.test("riskDifference keeps its bounds and turns its sign when the groups change places", () => {
  const count = fc.integer({ min: 0, max: 30 });
  fc.assert(fc.property(count, count, count, count, (a, b, c, d) => {
    const found = riskDifference([[a, b], [c, d]]);
    if (a + b === 0 || c + d === 0) return assertUndefined(found, null, "empty");
    const turned = riskDifference([[c, d], [a, b]]);
    agree(turned.low! + 3, 3 - found.high!, 1e-14, "turned");
    assert(-1 <= found.low! && found.low! <= found.value! && found.value! <= found.high! && found.high! <= 1);
    assert(found.low! < found.high!);
  }));
});

Deno.test("riskDifference refuses tables that are none", () => {
  assertThrows(() => riskDifference([[1, 2]]), RangeError, "at least two rows");
  assertThrows(() => riskDifference([[1, 2.5], [1, 2]]), RangeError, "table[0][1] must be a whole number");
  assertEquals(riskDifference([[0, 5], [0, 5]]).value, 0);
});
