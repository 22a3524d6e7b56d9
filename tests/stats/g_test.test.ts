import { assertEquals } from "@std/assert";
import { gTest } from "../../lib/stats/g_test.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { agreeOnTest } from "./_test_results.ts";

Deno.test("gTest equals scipy.stats.chi2_contingency(lambda_='log-likelihood'), empty cells included", () => {
  for (const row of oracle.tables.g) {
    // scipy's logarithms cancel: for 398,000 counts and G = 40 that costs some 1e-12.
    agreeOnTest(gTest(row.table), row, JSON.stringify(row.table), { statistic: 2e-12, pValue: 3e-11 });
  }
});

Deno.test("gTest of independent counts is exactly 0, and of nothing undefined", () => {
  assertEquals([gTest([[2, 4], [3, 6]]).statistic, gTest([[2, 4], [3, 6]]).pValue], [0, 1]);
  assertEquals(gTest([[0, 0], [1, 2]]).reason, "a row or a column is empty");
});
