import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { fleissKappa } from "../../lib/stats/fleiss_kappa.ts";
import oracle from "../oracles/agreement.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("fleissKappa equals statsmodels' fleiss_kappa, and its error the jackknife of that", () => {
  for (const { counts, value, standardError } of oracle.fleiss) {
    const found = fleissKappa(counts, { table: "counts" });
    agree(found.value, value, 1e-12, `${counts.length} items`);
    agree(found.standardError, standardError, 1e-10, `error of ${counts.length} items`);
    assertEquals(found.n, counts.length);
  }
});

Deno.test("fleissKappa of Fleiss' example as it is printed is .210", () => {
  assertAlmostEquals(fleissKappa(oracle.fleiss[0].counts, { table: "counts" }).value!, 0.210, 5e-4);
});

Deno.test("fleissKappa with missing ratings equals Gwet's four-rater example, .76117 with chance .23872", () => {
  // Printed by the R package irrCAC for its data set cac.raw4raters, which is Krippendorff's.
  const { value, expected, observed, n } = fleissKappa(oracle.tables[0].ratings);
  assertAlmostEquals(value!, 0.76117, 5e-6);
  assertAlmostEquals(expected!, 0.2387153, 5e-8);
  assertAlmostEquals(observed!, 9 / 11, 1e-14);
  assertEquals(n, 12);
});

Deno.test("fleissKappa of ratings is that of their counts, whatever the order of raters and names of categories", () => {
  const row = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (ratings) => {
      const counts = ratings.map((row) => [0, 1, 2, 3].map((c) => row.filter((x) => x === c).length));
      const [found, same] = [fleissKappa(ratings), fleissKappa(counts, { table: "counts" })];
      const named = fleissKappa(ratings.map((row) => row.toReversed().map((x) => "dcba"[x])).toReversed());
      for (const other of [same, named]) {
        if (found.value === null) {
          assertEquals(other.value, null);
          continue;
        }
        assertAlmostEquals(other.value!, found.value, 1e-12);
        assertEquals(other.low === null, found.low === null);
        if (found.low !== null) assertAlmostEquals(other.low!, found.low, 1e-9);
      }
      if (found.value !== null) assert(found.value >= -0.5 - 1e-12 && found.value <= 1);
    }),
    { numRuns: 300, seed: 2 },
  );
});

Deno.test("fleissKappa is undefined, with a reason, without pairs and where all ratings are the same", () => {
  for (const ratings of [[], [[]], [["a"], ["b"]], [[null, "a"], ["a", null]], [["a", "a"], ["a", "a"]]]) {
    const { value, low, standardError, reason } = fleissKappa(ratings);
    assertEquals([value, low, standardError, typeof reason], [null, null, null, "string"]);
  }
});

Deno.test("fleissKappa has no interval where an item decides whether it is defined, or none changes it", () => {
  const alone = fleissKappa([["a", "a"], ["a", "a"], ["a", "b"]]);
  assertEquals([alone.low, alone.reason], [null, "kappa is undefined without one of the items"]);
  const perfect = fleissKappa([["a", "a"], ["b", "b"], ["a", "a"], ["b", "b"]]);
  assertEquals([perfect.value, perfect.low, perfect.reason], [1, null, "kappa is the same without any of the items"]);
});

Deno.test("fleissKappa leaves items without ratings out, and refuses ragged rows and counts that are none", () => {
  const found = fleissKappa([["a", "b"], [null, null], ["b", "b"], ["a", "a"]]);
  assertEquals([found.n, found.excluded], [3, 1]);
  assertThrows(
    () => fleissKappa([["a", "b"], ["a"]]),
    RangeError,
    "ratings[1] must be a list of 2 values, as the first row is, received 1",
  );
  assertThrows(
    () => fleissKappa([[1, 2], [1, -1]], { table: "counts" }),
    RangeError,
    "ratings[1][1] must be a whole number of at least 0",
  );
  assertThrows(
    () => fleissKappa([[1, 2], null as unknown as number[]]),
    RangeError,
    "ratings[1] must be a list of 2 values",
  );
  assertThrows(() => fleissKappa([["a", NaN]]), RangeError, "ratings[0][1] must be a category");
});
