import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { friedmanTest } from "../../lib/stats/friedman_test.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { agreeOnTest } from "./_test_results.ts";

Deno.test("friedmanTest equals scipy.stats.friedmanchisquare, ties included", () => {
  for (const row of oracle.groups.friedman) agreeOnTest(friedmanTest(row.groups), row, `${row.groups[0]}`);
});

Deno.test("friedmanTest of two systems is the sign test's chi-square: (3 − 1)² / 4", () => {
  assertAlmostEquals(friedmanTest([[2, 3, 4, 1], [1, 1, 1, 5]]).statistic!, 1, 1e-14);
});

Deno.test("friedmanTest is undefined, with a reason, without items or differences", () => {
  assertEquals(friedmanTest([[], []]).reason, "there are no items");
  assertEquals(friedmanTest([[1, 2], [1, 2], [1, 2]]).reason, "no item tells the systems apart");
});

Deno.test("friedmanTest refuses one system and different lengths", () => {
  assertThrows(() => friedmanTest([[1, 2]]), RangeError, "groups must be at least two samples, received 1");
  assertThrows(() => friedmanTest([[1, 2], [1]]), RangeError, "same length, received groups[0] (2), groups[1] (1)");
});
