import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { cramersV } from "../../lib/stats/cramers_v.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";
import { assertUndefined } from "./_effects.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("cramersV equals scipy's association, its correction Bergsma's definition, its interval mpmath's roots", () => {
  let [seen, none] = [0, 0];
  for (const { table, value, corrected, interval } of oracle.cramer) {
    const found = cramersV(table);
    agree(found.value, value, 1e-12, "V");
    agree(cramersV(table, { corrected: true }).value, corrected, 1e-11, "corrected V");
    if (interval === null) assertEquals([found.low, found.high, ++none], [null, null, none]);
    else {
      agree(found.low, interval[0], 1e-9, "low");
      agree(found.high, interval[1], 1e-9, "high");
      seen++;
    }
  }
  assertEquals(seen > 2, true);
});

Deno.test("cramersV keeps its bounds and ignores the order of rows and columns, and which is which", () => {
  const row = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(row, row, (first, second) => {
      const found = cramersV([first, second]);
      if (found.value === null) return;
      const turned = cramersV(first.map((count, j) => [second[j], count]));
      agree(turned.value! + 1, found.value + 1, 1e-12, "transposed");
      assert(found.value >= 0 && found.value <= 1);
      if (found.low === null) return;
      assert(
        0 <= found.low && found.low <= found.value + 1e-12 && found.value <= found.high! + 1e-12 && found.high! <= 1,
      );
      assert(cramersV([first, second], { corrected: true }).value! <= found.value + 1e-12);
    }),
    { numRuns: 60 },
  );
});

Deno.test("cramersV is 1 for a table on its diagonal, and undefined where a row is empty", () => {
  const found = cramersV([[10, 0, 0], [0, 12, 0], [0, 0, 9]]);
  agree(found.value, 1, 1e-15, "diagonal");
  assert(found.low! > 0.5 && found.high === 1);
  assertUndefined(cramersV([[0, 0], [3, 4]]), null, "empty");
  assertUndefined(cramersV([[0, 0], [0, 0]]), null, "empty");
  assertUndefined(cramersV([[1, 0], [0, 1]], { corrected: true }), null, "more items");
  assertUndefined(cramersV([[10, 10], [10, 10]]), 0, "smaller than independence");
});

Deno.test("cramersV takes a million items, and refuses tables that are none", () => {
  const found = cramersV([[300_000, 200_000], [200_000, 300_000]]);
  agree(found.value, 0.2, 1e-12, "large");
  assert(found.low! > 0.197 && found.high! < 0.203);
  assertThrows(() => cramersV([[1, 2], [3]]), RangeError, "must have 2 columns");
  assertThrows(() => cramersV([[1, 2], [3, 4]], { level: 2 }), RangeError, "level");
});
