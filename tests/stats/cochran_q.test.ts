import { assertEquals, assertThrows } from "@std/assert";
import { cochranQ } from "../../lib/stats/cochran_q.ts";
import oracle from "../oracles/estimates.json" with { type: "json" };
import { agreeOnTest } from "./_test_results.ts";

Deno.test("cochranQ equals statsmodels.stats.contingency_tables.cochrans_q", () => {
  for (const row of oracle.cochran) agreeOnTest(cochranQ(row.table), row, `${row.table.length} items`);
});

Deno.test("cochranQ does not look at items on which all agree", () => {
  const table = [[1, 0, 1], [0, 0, 1], [1, 1, 0]];
  assertEquals(cochranQ([...table, [1, 1, 1], [0, 0, 0]]).statistic, cochranQ(table).statistic);
});

Deno.test("cochranQ is undefined, with a reason, when the systems never differ", () => {
  const { statistic, pValue, reason } = cochranQ([[1, 1], [0, 0]]);
  assertEquals([statistic, pValue, reason], [null, null, "the systems do not differ on any item"]);
});

Deno.test("cochranQ refuses what is no table of right and wrong", () => {
  assertThrows(() => cochranQ([]), RangeError, "at least two columns, received 0");
  assertThrows(() => cochranQ([[1, 2]]), RangeError, "table[0][1] must be 0 or 1, received 2");
  assertThrows(() => cochranQ([[1, 0], [1]]), RangeError, "table[1] must have 2 columns as the first row, received 1");
});
