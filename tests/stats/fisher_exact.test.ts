import { assertEquals, assertThrows } from "@std/assert";
import { fisherExact } from "../../lib/stats/fisher_exact.ts";
import type { Alternative } from "../../lib/stats/test_result.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { agreeOnTest } from "./_test_results.ts";

Deno.test("fisherExact equals sums of exact fractions, with which scipy.stats.fisher_exact agrees", () => {
  for (const row of oracle.fisher) {
    const found = fisherExact(row.table, { alternative: row.alternative as Alternative });
    agreeOnTest(found, row, `${JSON.stringify(row.table)}, ${row.alternative}`, { pValue: 1e-12 });
    if (row.statistic === null) assertEquals(found.reason, "the odds ratio divides by an empty cell");
  }
});

Deno.test("fisherExact does not care which way the table lies, two-sided", () => {
  const [a, b, c, d] = [7, 2, 3, 11];
  const { pValue } = fisherExact([[a, b], [c, d]]);
  for (const table of [[[a, c], [b, d]], [[d, c], [b, a]], [[c, d], [a, b]]]) {
    assertEquals(Math.abs(fisherExact(table).pValue! / pValue! - 1) < 1e-13, true);
  }
});

Deno.test("fisherExact is undefined, with a reason, where a margin is empty", () => {
  for (const table of [[[0, 0], [3, 4]], [[0, 3], [0, 4]], [[0, 0], [0, 0]]]) {
    const { statistic, pValue, reason } = fisherExact(table);
    assertEquals([statistic, pValue, reason], [null, null, "a row or a column is empty"]);
  }
});

Deno.test("fisherExact refuses other tables and what is no count", () => {
  assertThrows(() => fisherExact([[1, 2, 3], [4, 5, 6]]), RangeError, "table must be 2 × 2, received 2 × 3");
  assertThrows(
    () => fisherExact([[1, 2], [3, -1]]),
    RangeError,
    "table[1][1] must be a whole number of at least 0, received -1",
  );
  assertThrows(
    () => fisherExact([[1, 2], [3]]),
    RangeError,
    "table[1] must have 2 columns as the first row, received 1",
  );
  assertThrows(() => fisherExact([]), RangeError, "at least two rows and two columns, received 0 × 0");
});
