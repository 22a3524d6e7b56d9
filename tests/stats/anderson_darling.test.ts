import { assert, assertEquals, assertThrows } from "@std/assert";
import { andersonDarling } from "../../lib/stats/anderson_darling.ts";
import oracle from "../oracles/estimates.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("andersonDarling equals statsmodels.stats.diagnostic.normal_ad in each range of its approximation", () => {
  for (const row of oracle.anderson_darling) {
    const found = andersonDarling(Object.freeze([...row.sample]));
    // Near 1e6 the mean's rounding moves both by some 1e-9.
    const allowed = Math.abs(row.sample[0]) > 1e5 ? 1e-8 : 1e-11;
    agree(found.statistic, row.statistic, allowed, "A²");
    agree(found.pValue, row.pValue, allowed, "p");
  }
});

Deno.test("andersonDarling finds an outlier however far, without NaN", () => {
  for (const outlier of [200, 1e6, 1e140]) {
    const { pValue } = andersonDarling([...Array(30).keys(), outlier]);
    assert(pValue! >= 0 && pValue! < 1e-5, `${outlier}: ${pValue}`);
  }
});

Deno.test("andersonDarling is undefined, with a reason, for too few and for equal values", () => {
  assertEquals(andersonDarling([1, 2, 3, 4, 5, 6, 7]).reason, "it needs eight values");
  assertEquals(andersonDarling(new Array(9).fill(0.1)).reason, "the sample has no spread");
});

Deno.test("andersonDarling refuses missing values", () => {
  assertThrows(() => andersonDarling([NaN]), RangeError, "sample[0] must be a finite number");
  assertThrows(() => andersonDarling([1e200]), RangeError, "must be at most 1e+150 in size, received 1e+200");
});
