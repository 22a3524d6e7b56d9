import { assertEquals, assertThrows } from "@std/assert";
import { kruskalWallis } from "../../lib/stats/kruskal_wallis.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { agreeOnTest } from "./_test_results.ts";

Deno.test("kruskalWallis equals scipy.stats.kruskal, ties included", () => {
  for (const row of oracle.groups.kruskal) agreeOnTest(kruskalWallis(row.groups), row, `${row.groups[0]}`);
});

Deno.test("kruskalWallis is undefined, with a reason, for an empty sample and for equal values", () => {
  assertEquals(kruskalWallis([[1], []]).reason, "it needs a value in each sample");
  assertEquals([kruskalWallis([[1], [1, 1]]).pValue, kruskalWallis([[1], [1, 1]]).reason], [
    null,
    "all values are equal",
  ]);
});

Deno.test("kruskalWallis refuses one group and missing values", () => {
  assertThrows(() => kruskalWallis([[1, 2]]), RangeError, "groups must be at least two samples, received 1");
  assertThrows(() => kruskalWallis([[1], [NaN]]), RangeError, "groups[1][0] must be a finite number, received NaN");
});
