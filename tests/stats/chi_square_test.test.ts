import { assertEquals, assertThrows } from "@std/assert";
import { chiSquareTest } from "../../lib/stats/chi_square_test.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { agreeOnTest } from "./_test_results.ts";

Deno.test("chiSquareTest equals scipy.stats.chi2_contingency(correction=False)", () => {
  for (const row of oracle.tables.chi_square) agreeOnTest(chiSquareTest(row.table), row, JSON.stringify(row.table));
});

Deno.test("chiSquareTest with Yates' correction equals scipy's default, which corrects 2 × 2 tables only", () => {
  for (const row of oracle.tables.yates) {
    agreeOnTest(chiSquareTest(row.table, { correction: true }), row, JSON.stringify(row.table));
  }
});

Deno.test("chiSquareTest is undefined, with a reason, where a row or a column is empty", () => {
  const { statistic, pValue, reason } = chiSquareTest([[1, 0], [2, 0]]);
  assertEquals([statistic, pValue, reason], [null, null, "a row or a column is empty"]);
});

Deno.test("chiSquareTest refuses tables that are none", () => {
  assertThrows(() => chiSquareTest([[1, 2]]), RangeError, "at least two rows and two columns, received 1 × 2");
  assertThrows(() => chiSquareTest([[1, 2], [1, 0.5]]), RangeError, "table[1][1] must be a whole number");
});
