import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { oddsRatio } from "../../lib/stats/odds_ratio.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";
import { agreeEstimate, assertUndefined } from "./_effects.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("oddsRatio equals scipy's sample odds ratio with Woolf's interval", () => {
  for (const { table, level, log } of oracle.two_by_two) {
    if (log !== undefined) agreeEstimate(oddsRatio(table, { level }), log, 1e-10, JSON.stringify(table));
  }
});

Deno.test("oddsRatio's conditional estimate and exact interval equal sums over exact binomials", () => {
  for (const { table, level, exact } of oracle.two_by_two) {
    const found = oddsRatio(table, { level, method: "exact" });
    agreeEstimate(found, exact, 1e-10, JSON.stringify(table));
    assertEquals(found.reason === undefined, exact[2] !== null);
  }
});

Deno.test("oddsRatio turns over when the rows do, and its intervals hold the value", () => {
  const count = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(count, count, count, count, fc.constantFrom("log" as const, "exact" as const), (a, b, c, d, method) => {
      const found = oddsRatio([[a, b], [c, d]], { method });
      const turned = oddsRatio([[c, d], [a, b]], { method });
      agree(turned.value, 1 / found.value!, 1e-10, "turned");
      agree(turned.low, 1 / found.high!, 1e-10, "turned low");
      agree(oddsRatio([[a, c], [b, d]], { method }).high, found.high, 1e-10, "transposed");
      assert(0 < found.low! && found.low! < found.value! && found.value! < found.high!);
    }),
    { numRuns: 60 },
  );
});

Deno.test("oddsRatio adds a half to every cell where one is empty, and says so", () => {
  const found = oddsRatio([[0, 10], [5, 8]]);
  const error = Math.sqrt(2 + 1 / 10.5 + 1 / 5.5 + 1 / 8.5);
  const value = 0.5 * 8.5 / (10.5 * 5.5);
  const reach = 1.959963984540054 * error;
  agreeEstimate(found, [value, value * Math.exp(-reach), value * Math.exp(reach)], 1e-12, "haldane-anscombe");
  assertEquals([found.method, found.n], ["woolf haldane-anscombe", 23]);
  assertEquals(oddsRatio([[1, 10], [5, 8]]).method, "woolf");
});

Deno.test("oddsRatio has no upper bound where a cell off the diagonal is empty, and is undefined without a margin", () => {
  const open = oddsRatio([[7, 0], [3, 9]], { method: "exact" });
  assertEquals([open.value, open.high, open.reason?.includes("no upper bound")], [null, null, true]);
  assert(open.low! > 1);
  assertUndefined(oddsRatio([[0, 0], [3, 9]]), null, "empty");
  assertUndefined(oddsRatio([[0, 4], [0, 9]], { method: "exact" }), null, "empty");
  assertUndefined(oddsRatio([[0, 0], [0, 0]]), null, "empty");
});

Deno.test("oddsRatio takes large counts, and refuses tables that are none", () => {
  const found = oddsRatio([[40_000, 60_000], [39_000, 61_000]], { method: "exact" });
  const normal = oddsRatio([[40_000, 60_000], [39_000, 61_000]]);
  agree(found.low, normal.low, 1e-4, "large");
  assertThrows(() => oddsRatio([[1, 2, 3], [4, 5, 6]]), RangeError, "table must be 2 × 2, received 2 × 3");
  assertThrows(() => oddsRatio([[1, 2], [4, -5]]), RangeError, "table[1][1] must be a whole number");
  assertThrows(() => oddsRatio([[1e7, 1e7], [1e7, 1e7]], { method: "exact" }), RangeError, 'use the method "log"');
});
