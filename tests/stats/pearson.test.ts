import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { pearson } from "../../lib/stats/pearson.ts";
import type { Alternative } from "../../lib/stats/test_result.ts";
import oracle from "../oracles/estimates.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("pearson equals scipy.stats.pearsonr, and its interval the formula in scipy's arithmetic, in all directions", () => {
  for (const row of oracle.correlations) {
    const alternative = row.alternative as Alternative;
    const found = pearson(Object.freeze([...row.first]), Object.freeze([...row.second]), { alternative });
    const { value, pValue, low, high } = row.pearson;
    const where = `${row.first.length} pairs, ${alternative}`;
    agree(found.value, value, 1e-12, `value of ${where}`);
    agree(found.pValue, pValue, 1e-11, `p-value of ${where}`);
    agree(found.low, low, 1e-11, `low of ${where}`);
    agree(found.high, high, 1e-11, `high of ${where}`);
    if (low === null) assertEquals([found.low, typeof found.reason], [null, "string"]);
  }
});

Deno.test("pearson is symmetric, and turns its sign with one of the lists", () => {
  const [x, y] = [[1, 2, 2, 5, 9, 4], [3, 1, 4, 6, 8, 8]];
  const found = pearson(x, y);
  assertAlmostEquals(pearson(y, x).value!, found.value!, 1e-15);
  const turned = pearson(x, y.map((v) => -v));
  assertAlmostEquals(turned.value!, -found.value!, 1e-15);
  assertAlmostEquals(turned.low!, -found.high!, 1e-15);
  assertAlmostEquals(turned.pValue!, found.pValue!, 1e-14);
});

Deno.test("pearson of pairs on a line is 1 or −1 with no interval, and keeps its digits beside it", () => {
  const { value, low, pValue, reason } = pearson([1, 2, 3, 4], [2, 4, 6, 8]);
  assertEquals([value, low, pValue, reason], [1, null, 0, "the pairs lie on a line"]);
  assertEquals(pearson([1, 2, 3], [3, 2, 1], { alternative: "greater" }).pValue, 1);
  // 1 − r² is 2.6e-13 here: t = r sqrt(n − 2) / sqrt(1 − r²) must not lose it.
  const near = pearson([0, 1, 2, 3], [0, 1 + 1e-6, 2 - 1e-6, 3]);
  assertEquals(near.reason, undefined);
});
Deno.test("pearson is undefined, with a reason, for too few pairs and without spread", () => {
  for (const [x, y] of [[[], []], [[1], [2]], [[1, 1, 1, 1], [1, 2, 3, 4]], [[1, 2, 3, 4], [0.1, 0.1, 0.1, 0.1]]]) {
    const { value, pValue, low, reason } = pearson(x, y);
    assertEquals([value, pValue, low, typeof reason], [null, null, null, "string"]);
  }
});

Deno.test("pearson refuses lists of different lengths and missing values", () => {
  assertThrows(() => pearson([1, 2], [1]), RangeError, "same length, received first (2), second (1)");
  assertThrows(() => pearson([1, NaN], [1, 2]), RangeError, "first[1] must be a finite number");
  assertThrows(() => pearson([1, 2], [1, 2], { level: 1 }), RangeError, "level must be between 0 and 1");
});
