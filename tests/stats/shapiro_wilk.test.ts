import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { shapiroWilk } from "../../lib/stats/shapiro_wilk.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("shapiroWilk equals scipy.stats.shapiro", () => {
  for (const row of oracle.shapiro) {
    const found = shapiroWilk(Object.freeze([...row.sample]));
    // scipy's normal quantiles (AS 241, PPND7) have seven digits, which moves W by some 1e-9.
    agree(found.statistic, row.statistic, 2e-9, `W of ${row.sample.length} values`);
    if (row.pValue! < 1e-9) assertAlmostEquals(found.pValue!, row.pValue!, 1e-9);
    else agree(found.pValue, row.pValue, 1e-6, `p of ${row.sample.length} values`);
  }
});

Deno.test("shapiroWilk of three values works out by hand", () => {
  // 0, 0, 1: W = (1/√2)² / (2/3) = 3/4, the least possible, so p = 0. 1, 2, 3: W = 1, p = 1.
  assertAlmostEquals(shapiroWilk([0, 0, 1]).statistic!, 0.75, 1e-15);
  assertAlmostEquals(shapiroWilk([0, 0, 1]).pValue!, 0, 1e-14);
  assertAlmostEquals(shapiroWilk([1, 2, 3]).pValue!, 1, 1e-7);
});

Deno.test("shapiroWilk does not care about order, place and scale", () => {
  const sample = [0.3, 1.7, 2.2, 2.3, 4.9, 9.1, 3.3];
  const { statistic } = shapiroWilk(sample);
  for (const other of [sample.toReversed(), sample.map((x) => 1e-200 * x), sample.map((x) => -3 * x)]) {
    agree(shapiroWilk(other).statistic, statistic, 1e-13, "moved");
  }
});

Deno.test("shapiroWilk is undefined, with a reason, for too few, too many and equal values", () => {
  assertEquals([shapiroWilk([1, 2]).pValue, shapiroWilk([1, 2]).reason], [null, "it needs three values"]);
  assertEquals(shapiroWilk([4, 4, 4, 4]).reason, "the sample has no spread");
  assertEquals(shapiroWilk(new Float64Array(5001)).reason, "it is not known for more than 5000 values");
});

Deno.test("shapiroWilk refuses missing values", () => {
  assertThrows(() => shapiroWilk([1, 2, NaN]), RangeError, "sample[2] must be a finite number, received NaN");
});
