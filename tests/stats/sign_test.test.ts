import { assertEquals, assertThrows } from "@std/assert";
import { signTest } from "../../lib/stats/sign_test.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { filled } from "./_oracle_pairs.ts";
import { agreeOnTest } from "./_test_results.ts";

Deno.test("signTest equals scipy.stats.binomtest on the pairs that differ, in all directions", () => {
  for (const row of oracle.sign) {
    const { first, second, alternative } = filled(row);
    const found = signTest(first, second, { alternative });
    agreeOnTest(found, row, `pair ${row.pair}, ${alternative}`, { pValue: 1e-12 });
    assertEquals([found.statistic, found.n], [row.statistic, row.n]);
  }
});

Deno.test("signTest is undefined, with a reason, when no pair differs", () => {
  const { statistic, pValue, reason } = signTest([1, 2], [1, 2]);
  assertEquals([statistic, pValue, reason], [null, null, "no pair differs"]);
});

Deno.test("signTest refuses lists of different lengths", () => {
  assertThrows(() => signTest([1], []), RangeError, "same length");
});
