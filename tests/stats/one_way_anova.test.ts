import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { oneWayAnova } from "../../lib/stats/one_way_anova.ts";
import { studentTTest } from "../../lib/stats/student_t_test.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { agreeOnTest } from "./_test_results.ts";

Deno.test("oneWayAnova equals scipy.stats.f_oneway, and exact fractions for values near 1e8", () => {
  for (const row of oracle.groups.anova) agreeOnTest(oneWayAnova(row.groups), row, `${row.groups[0]}`);
});

Deno.test("oneWayAnova of two groups is the square of Student's t", () => {
  const [a, b] = [[1, 5, 2.5], [4, 8, 7, 7]];
  const [f, t] = [oneWayAnova([a, b]), studentTTest(a, b)];
  assertAlmostEquals(f.statistic!, t.statistic! ** 2, 1e-12);
  assertAlmostEquals(f.pValue!, t.pValue!, 1e-13);
});

Deno.test("oneWayAnova is undefined, with a reason, for too few values and without spread", () => {
  assertEquals(oneWayAnova([[1], []]).reason, "it needs a value in each sample");
  assertEquals(oneWayAnova([[1], [2]]).reason, "it needs more values than samples");
  assertEquals(oneWayAnova([[1, 1], [2, 2]]).reason, "there is no spread within the samples");
});

Deno.test("oneWayAnova refuses one group", () => {
  assertThrows(() => oneWayAnova([[1, 2]]), RangeError, "groups must be at least two samples, received 1");
});
