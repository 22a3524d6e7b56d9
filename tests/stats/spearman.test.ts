import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { spearman } from "../../lib/stats/spearman.ts";
import type { Alternative } from "../../lib/stats/test_result.ts";
import oracle from "../oracles/estimates.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("spearman equals scipy.stats.spearmanr, and its interval the formula in scipy's arithmetic, in all directions", () => {
  for (const row of oracle.correlations) {
    const alternative = row.alternative as Alternative;
    const found = spearman(Object.freeze([...row.first]), Object.freeze([...row.second]), { alternative });
    const { value, pValue, low, high } = row.spearman;
    const where = `${row.first.length} pairs, ${alternative}`;
    agree(found.value, value, 1e-12, `value of ${where}`);
    agree(found.pValue, pValue, 1e-11, `p-value of ${where}`);
    agree(found.low, low, 1e-11, `low of ${where}`);
    agree(found.high, high, 1e-11, `high of ${where}`);
    if (low === null) assertEquals([found.low, typeof found.reason], [null, "string"]);
  }
});

Deno.test("spearman is symmetric, and turns its sign with one of the lists", () => {
  const [x, y] = [[1, 2, 2, 5, 9, 4], [3, 1, 4, 6, 8, 8]];
  const found = spearman(x, y);
  assertAlmostEquals(spearman(y, x).value!, found.value!, 1e-15);
  const turned = spearman(x, y.map((v) => -v));
  assertAlmostEquals(turned.value!, -found.value!, 1e-15);
  assertAlmostEquals(turned.low!, -found.high!, 1e-15);
  assertAlmostEquals(turned.pValue!, found.pValue!, 1e-14);
});

Deno.test("spearman sees ranks only, and has no interval where they agree entirely", () => {
  const { value, low, reason } = spearman([1, 2, 3, 4], [1, 10, 100, 1e9]);
  assertEquals([value, low, reason], [1, null, "the ranks agree entirely"]);
});
Deno.test("spearman is undefined, with a reason, for too few pairs and without spread", () => {
  for (const [x, y] of [[[], []], [[1], [2]], [[1, 1, 1, 1], [1, 2, 3, 4]], [[1, 2, 3, 4], [0.1, 0.1, 0.1, 0.1]]]) {
    const { value, pValue, low, reason } = spearman(x, y);
    assertEquals([value, pValue, low, typeof reason], [null, null, null, "string"]);
  }
});

Deno.test("spearman refuses lists of different lengths and missing values", () => {
  assertThrows(() => spearman([1, 2], [1]), RangeError, "same length, received first (2), second (1)");
  assertThrows(() => spearman([1, NaN], [1, 2]), RangeError, "first[1] must be a finite number");
  assertThrows(() => spearman([1, 2], [1, 2], { level: 1 }), RangeError, "level must be between 0 and 1");
});
