import { assertEquals, assertThrows } from "@std/assert";
import { pairedTTest } from "../../lib/stats/paired_t_test.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { filled } from "./_oracle_pairs.ts";
import { agreeOnTest } from "./_test_results.ts";

Deno.test("pairedTTest equals scipy.stats.ttest_rel in all directions", () => {
  for (const row of oracle.t.paired) {
    const { first, second, alternative } = filled(row);
    agreeOnTest(pairedTTest(first, second, { alternative }), row, `pair ${row.pair}, ${alternative}`);
  }
});

Deno.test("pairedTTest is undefined, with a reason, without spread and for one pair", () => {
  const { pValue, reason, method } = pairedTTest([1, 2], [2, 3]);
  assertEquals([pValue, reason, method], [null, "the differences have no spread", "paired t"]);
  assertEquals(pairedTTest([1], [2]).reason, "it needs two values");
});

Deno.test("pairedTTest refuses lists of different lengths and missing values", () => {
  assertThrows(() => pairedTTest([1, 2], [1]), RangeError, "same length, received first (2), second (1)");
  assertThrows(() => pairedTTest([1, 2], [1, NaN]), RangeError, "second[1] must be a finite number");
});
