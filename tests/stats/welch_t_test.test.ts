import { assert, assertEquals, assertThrows } from "@std/assert";
import { welchTTest } from "../../lib/stats/welch_t_test.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { filled } from "./_oracle_pairs.ts";
import { agreeOnTest } from "./_test_results.ts";

Deno.test("welchTTest equals scipy.stats.ttest_ind(equal_var=False) in all directions", () => {
  for (const row of oracle.t.welch) {
    const { first, second, alternative } = filled(row);
    agreeOnTest(welchTTest(first, second, { alternative }), row, `pair ${row.pair}, ${alternative}`);
  }
});

Deno.test("welchTTest does not underflow for tiny variances", () => {
  const tiny = welchTTest([1e-120, 2e-120, 4e-120], [3e-120, 9e-120, 5e-120]);
  const plain = welchTTest([1, 2, 4], [3, 9, 5]);
  assert(Math.abs((tiny.df as number) - (plain.df as number)) < 1e-12);
  assert(Math.abs(tiny.pValue! - plain.pValue!) < 1e-12);
});

Deno.test("welchTTest is undefined, with a reason, without spread and with too few values", () => {
  assertEquals(welchTTest([2, 2], [3, 3]).reason, "neither sample has any spread");
  assertEquals([welchTTest([1], [2, 3]).pValue, welchTTest([1], [2, 3]).reason], [
    null,
    "it needs two values in each sample",
  ]);
  assert(welchTTest([2, 2], [3, 4]).pValue! > 0);
});

Deno.test("welchTTest refuses missing values", () => {
  assertThrows(() => welchTTest([1, NaN], [1, 2]), RangeError, "first[1] must be a finite number, received NaN");
});
