import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { cohenKappa } from "../../lib/stats/cohen_kappa.ts";
import { gwetAc1 } from "../../lib/stats/gwet_ac1.ts";
import oracle from "../oracles/agreement.json" with { type: "json" };
import { agree } from "./_agree.ts";

const WEIGHTS = ["none", "linear", "quadratic"] as const;

Deno.test("gwetAc1 and AC2 equal Gwet's formulas summed over all pairs, with missing ratings", () => {
  for (const { ratings, gwet } of oracle.tables) {
    for (const weights of WEIGHTS) {
      const found = gwetAc1(ratings, { weights });
      const where = `${ratings.length} items, ${weights}`;
      agree(found.value, gwet[weights].value, 1e-11, `value of ${where}`);
      agree(found.expected, gwet[weights].expected, 1e-12, `chance of ${where}`);
      agree(found.standardError, gwet[weights].standardError, 1e-10, `error of ${where}`);
      agree(found.low, gwet[weights].low, 1e-9, `low of ${where}`);
      agree(found.high, gwet[weights].high, 1e-9, `high of ${where}`);
    }
  }
});

Deno.test("gwetAc1 of Gwet's four-rater example is .77544 with error .14295 and the interval .461 to 1", () => {
  // Printed by the R package irrCAC for its data set cac.raw4raters.
  const { value, standardError, expected, low, high } = gwetAc1(oracle.tables[0].ratings);
  assertAlmostEquals(value!, 0.77544, 5e-6);
  assertAlmostEquals(standardError!, 0.14295, 5e-6);
  assertAlmostEquals(expected!, 0.1903212, 5e-8);
  assertAlmostEquals(low!, 0.461, 5e-4);
  assertEquals(high, 1);
});

Deno.test("gwetAc1 stays high where one category is rare and kappa falls", () => {
  const ratings = [...Array(118).fill(["no", "no"]), ...Array(2).fill(["yes", "no"]), ...Array(5).fill(["no", "yes"])];
  const kappa = cohenKappa(ratings.map(([a]) => a), ratings.map(([, b]) => b));
  assert(kappa.value! < 0 && gwetAc1(ratings).value! > 0.93);
});

Deno.test("gwetAc1 does not depend on the order of items, raters or, without weights, categories", () => {
  const row = fc.array(fc.option(fc.integer({ min: 0, max: 3 })), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 25 }), (ratings) => {
      const turned = ratings.map((row) => row.toReversed().map((x) => x === null ? null : 3 - x)).toReversed();
      for (const weights of WEIGHTS) {
        const [found, same] = [gwetAc1(ratings, { weights }), gwetAc1(turned, { weights })];
        if (found.value === null) {
          assertEquals(same.value, null);
          continue;
        }
        assertAlmostEquals(same.value!, found.value, 1e-12);
        assert(found.value <= 1 + 1e-12);
        if (found.low !== null) assertAlmostEquals(same.low!, found.low, 1e-9);
      }
    }),
    { numRuns: 200, seed: 3 },
  );
});

Deno.test("gwetAc1 of one category alone needs the others' names, and is then 1 without an interval", () => {
  const alone = gwetAc1([["a", "a"], ["a", "a"]]);
  assertEquals([alone.value, alone.reason], [null, "only one category occurs: name all that there could be in labels"]);
  const named = gwetAc1([["a", "a"], ["a", "a"]], { labels: ["a", "b"] });
  assertEquals([named.value, named.low, named.reason], [1, null, "the items do not differ in agreement"]);
});

Deno.test("gwetAc1 is undefined without pairs, has no interval for one item, and refuses weights on words without an order", () => {
  for (const ratings of [[], [[]], [["a"], ["b"]], [[null, null]]]) {
    const { value, reason } = gwetAc1(ratings);
    assertEquals([value, reason], [null, "no item has two ratings"]);
  }
  const one = gwetAc1([["a", "b"]]);
  assertEquals([one.value, one.low, one.reason], [-1, null, "one item has no spread"]);
  assertThrows(
    () => gwetAc1([["a", "b"]], { weights: "linear" }),
    RangeError,
    "labels must name the categories in their order",
  );
  const ordered = gwetAc1([["bad", "fair"], ["good", "good"]], { weights: "linear", labels: ["bad", "fair", "good"] });
  assertAlmostEquals(ordered.observed!, 0.75, 1e-15);
});
