import { assertEquals, assertThrows } from "@std/assert";
import { mannWhitney } from "../../lib/stats/mann_whitney.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { filled } from "./_oracle_pairs.ts";
import { agreeOnTest } from "./_test_results.ts";

Deno.test("mannWhitney equals scipy.stats.mannwhitneyu(method='asymptotic'): ties, continuity, directions", () => {
  for (const row of oracle.mann_whitney.asymptotic) {
    const { first, second, alternative, continuity } = filled(row);
    const found = mannWhitney(first, second, { alternative, continuity, method: "asymptotic" });
    agreeOnTest(found, row, `pair ${row.pair}, ${alternative}, ${continuity}`);
  }
});

Deno.test("mannWhitney equals scipy.stats.mannwhitneyu(method='exact') to 1e-12 without ties", () => {
  for (const row of oracle.mann_whitney.exact) {
    const { first, second, alternative } = filled(row);
    const found = mannWhitney(first, second, { alternative, method: "exact" });
    agreeOnTest(found, row, `pair ${row.pair}, ${alternative}`, { pValue: 1e-12 });
  }
});

Deno.test("mannWhitney is exact with ties: every division tried one by one", () => {
  for (const row of oracle.mann_whitney.brute) {
    const { first, second, alternative } = filled(row);
    const found = mannWhitney(first, second, { alternative });
    agreeOnTest(found, row, `pair ${row.pair}, ${alternative}`, { pValue: 1e-12 });
    assertEquals(found.method, "mann-whitney exact");
  }
});

Deno.test("mannWhitney of both orders adds up to the number of pairs, and turns the direction", () => {
  const [a, b] = [[1, 5, 5, 9, 2], [5, 6, 7]];
  const [one, other] = [mannWhitney(a, b, { alternative: "less" }), mannWhitney(b, a, { alternative: "greater" })];
  assertEquals([one.statistic! + other.statistic!, one.pValue], [15, other.pValue]);
});

Deno.test("mannWhitney is undefined, with a reason, for empty samples and equal values", () => {
  assertEquals(mannWhitney([], [1]).reason, "it needs a value in each sample");
  const { statistic, pValue, reason } = mannWhitney([2, 2], [2, 2, 2]);
  assertEquals([statistic, pValue, reason], [3, null, "all values are equal"]);
});

Deno.test("mannWhitney refuses the exact method for too many values, and missing values", () => {
  const many = Array.from({ length: 200 }, (_, i) => i);
  assertThrows(() => mannWhitney(many, many, { method: "exact" }), RangeError, 'method must be "asymptotic" for more');
  assertThrows(() => mannWhitney([1, NaN], [1]), RangeError, "first[1] must be a finite number");
});
