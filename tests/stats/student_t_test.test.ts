import { assertEquals, assertThrows } from "@std/assert";
import { studentTTest } from "../../lib/stats/student_t_test.ts";
import type { Alternative } from "../../lib/stats/test_result.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { filled } from "./_oracle_pairs.ts";
import { agreeOnTest } from "./_test_results.ts";

Deno.test("studentTTest equals scipy.stats.ttest_ind(equal_var=True) in all directions", () => {
  for (const row of oracle.t.student) {
    const { first, second, alternative } = filled(row);
    agreeOnTest(studentTTest(first, second, { alternative }), row, `pair ${row.pair}, ${alternative}`);
  }
});

Deno.test("studentTTest turned over turns its sign and its direction", () => {
  const [a, b] = [[1, 4, 2, 8], [3, 9, 7]];
  const [one, other] = [studentTTest(a, b, { alternative: "less" }), studentTTest(b, a, { alternative: "greater" })];
  assertEquals([one.statistic, one.pValue], [-other.statistic!, other.pValue]);
});

Deno.test("studentTTest is undefined, with a reason, without spread and with too few values", () => {
  const reason = "neither sample has any spread";
  assertEquals(studentTTest([2, 2], [2, 2]), {
    statistic: null,
    pValue: null,
    method: "student t",
    n: 4,
    alternative: "two-sided",
    reason,
  });
  assertEquals(studentTTest([1, 1], [2, 2]).reason, reason);
  for (const [a, b] of [[[], [1, 2, 3]], [[1], [2]], [[], []]]) {
    const { pValue, reason } = studentTTest(a, b);
    assertEquals([pValue, reason], [null, "it needs a value in each sample and three in all"]);
  }
});

Deno.test("studentTTest refuses missing values and unknown directions", () => {
  assertThrows(() => studentTTest([1, NaN], [1, 2]), RangeError, "first[1] must be a finite number, received NaN");
  assertThrows(() => studentTTest([1, 2], [Infinity]), RangeError, "second[0] must be a finite number");
  assertThrows(
    () => studentTTest([1, 2], [3, 4], { alternative: "both" as Alternative }),
    RangeError,
    'alternative must be one of "two-sided", "less", "greater", received "both"',
  );
});
