import { assertEquals, assertThrows } from "@std/assert";
import { leveneTest } from "../../lib/stats/levene_test.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { agreeOnTest } from "./_test_results.ts";

Deno.test("leveneTest equals scipy.stats.levene from the median and from the mean", () => {
  for (const row of oracle.groups.levene) agreeOnTest(leveneTest(row.groups), row, `median, ${row.groups[0]}`);
  for (const row of oracle.groups.levene_mean) {
    agreeOnTest(leveneTest(row.groups, { center: "mean" }), row, `mean, ${row.groups[0]}`);
  }
});

Deno.test("leveneTest does not care where the samples lie, even far from 0", () => {
  const [a, b] = [[1, 2, 4, 8, 16], [1, 1.5, 2, 2.25]];
  const moved = a.map((x) => x + 2 ** 40);
  for (const center of ["mean", "median"] as const) {
    assertEquals(leveneTest([moved, b], { center }).statistic, leveneTest([a, b], { center }).statistic);
  }
});

Deno.test("leveneTest is undefined, with a reason, without spread and for empty samples", () => {
  assertEquals(leveneTest([[1, 1], [2, 2]]).reason, "the distances from the centres have no spread");
  assertEquals(leveneTest([[1, 1], []]).reason, "it needs a value in each sample");
});

Deno.test("leveneTest refuses another centre", () => {
  assertThrows(
    () => leveneTest([[1], [2]], { center: "mode" as "mean" }),
    RangeError,
    'center must be one of "median"',
  );
});
