import { random } from "../../lib/core/random.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { kendall } from "../../lib/stats/kendall.ts";
import type { Alternative } from "../../lib/stats/test_result.ts";
import oracle from "../oracles/estimates.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("kendall equals scipy.stats.kendalltau, and its interval the formula in scipy's arithmetic, in all directions", () => {
  for (const row of oracle.correlations) {
    const alternative = row.alternative as Alternative;
    const found = kendall(Object.freeze([...row.first]), Object.freeze([...row.second]), { alternative });
    const { value, pValue, low, high } = row.kendall;
    const where = `${row.first.length} pairs, ${alternative}`;
    agree(found.value, value, 1e-12, `value of ${where}`);
    agree(found.pValue, pValue, 1e-11, `p-value of ${where}`);
    agree(found.low, low, 1e-11, `low of ${where}`);
    agree(found.high, high, 1e-11, `high of ${where}`);
    if (low === null) assertEquals([found.low, typeof found.reason], [null, "string"]);
  }
});

Deno.test("kendall is symmetric, and turns its sign with one of the lists", () => {
  const [x, y] = [[1, 2, 2, 5, 9, 4], [3, 1, 4, 6, 8, 8]];
  const found = kendall(x, y);
  assertAlmostEquals(kendall(y, x).value!, found.value!, 1e-15);
  const turned = kendall(x, y.map((v) => -v));
  assertAlmostEquals(turned.value!, -found.value!, 1e-15);
  assertAlmostEquals(turned.low!, -found.high!, 1e-15);
  assertAlmostEquals(turned.pValue!, found.pValue!, 1e-14);
});

Deno.test("kendall is exact without ties: all 24 orders of four", () => {
  // One inversion of six: 1 + 3 of the 24 orders have at most one.
  assertAlmostEquals(kendall([1, 2, 3, 4], [1, 3, 2, 4]).pValue!, 2 * 4 / 24, 1e-15);
  assertAlmostEquals(kendall([1, 2, 3, 4], [1, 3, 2, 4], { alternative: "greater" }).pValue!, 4 / 24, 1e-15);
  const { value, low, reason } = kendall([1, 2, 3], [3, 5, 9]);
  assertEquals([value, low, reason], [1, null, "the ranks agree entirely"]);
});

Deno.test("kendall counts like all pairs one by one", () => {
  const x = Array.from({ length: 60 }, (_, i) => (i * 37) % 17);
  const y = Array.from({ length: 60 }, (_, i) => (i * 23) % 11);
  let [score, apartX, apartY] = [0, 0, 0];
  for (let i = 0; i < 60; i++) {
    for (let j = 0; j < i; j++) {
      const [u, v] = [Math.sign(x[i] - x[j]), Math.sign(y[i] - y[j])];
      score += u * v;
      apartX += u * u;
      apartY += v * v;
    }
  }
  assertAlmostEquals(kendall(x, y).value!, score / Math.sqrt(apartX * apartY), 1e-14);
});
Deno.test("kendall is undefined, with a reason, for too few pairs and without spread", () => {
  for (const [x, y] of [[[], []], [[1], [2]], [[1, 1, 1, 1], [1, 2, 3, 4]], [[1, 2, 3, 4], [0.1, 0.1, 0.1, 0.1]]]) {
    const { value, pValue, low, reason } = kendall(x, y);
    assertEquals([value, pValue, low, typeof reason], [null, null, null, "string"]);
  }
});

Deno.test("kendall refuses lists of different lengths and missing values", () => {
  assertThrows(() => kendall([1, 2], [1]), RangeError, "same length, received first (2), second (1)");
  assertThrows(() => kendall([1, NaN], [1, 2]), RangeError, "first[1] must be a finite number");
  assertThrows(() => kendall([1, 2], [1, 2], { level: 1 }), RangeError, "level must be between 0 and 1");
});

Deno.test("kendall of hundreds of pairs with ties is that of counting every two of them", () => {
  const source = random(12);
  const x = Array.from({ length: 400 }, () => source() % 60);
  const y = x.map((one) => Math.round(one / 3) + source() % 9);
  let [score, apartX, apartY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [Math.sign(x[i] - x[j]), Math.sign(y[i] - y[j])];
      score += a * b;
      apartX += a * a;
      apartY += b * b;
    }
  }
  assertAlmostEquals(kendall(x, y).value!, score / Math.sqrt(apartX * apartY), 1e-14);
});
