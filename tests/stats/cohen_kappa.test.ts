import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { AgreementWeights } from "../../lib/stats/agreement.ts";
import { cohenKappa } from "../../lib/stats/cohen_kappa.ts";
import { normalQuantile } from "../../lib/stats/normal_quantile.ts";
import oracle from "../oracles/agreement.json" with { type: "json" };
import { agree } from "./_agree.ts";

const WEIGHTS = ["none", "linear", "quadratic"] as const;

Deno.test("cohenKappa equals scikit-learn's cohen_kappa_score, and its error statsmodels' cohens_kappa, plain and weighted", () => {
  for (const row of oracle.cohen) {
    const labels = Array.from({ length: row.k }, (_, i) => i);
    const weights = row.weights as AgreementWeights;
    const found = cohenKappa(Object.freeze([...row.first]), Object.freeze([...row.second]), { weights, labels });
    const where = `${row.first.length} items, ${row.k} categories, ${weights}`;
    if (Math.abs(row.value) < 1e-15) assertAlmostEquals(found.value!, 0, 1e-15);
    else agree(found.value, row.value, 1e-11, `value of ${where}`);
    agree(found.standardError, row.standardError, 1e-10, `error of ${where}`);
    if (row.standardError === null) {
      assertEquals([found.low, found.high, typeof found.reason], [null, null, "string"]);
      continue;
    }
    const reach = normalQuantile(0.975) * row.standardError;
    assertAlmostEquals(found.low!, Math.max(-1, row.value - reach), 1e-12);
    assertAlmostEquals(found.high!, Math.min(1, row.value + reach), 1e-12);
  }
});

Deno.test("cohenKappa of the table 53 5 2, 11 14 5, 1 6 3 is .429, as the R package irr prints it", () => {
  const cells = [[53, 5, 2], [11, 14, 5], [1, 6, 3]];
  const [first, second]: [string[], string[]] = [[], []];
  cells.forEach((row, i) =>
    row.forEach((count, j) => {
      for (let c = 0; c < count; c++) {
        first.push("VNP"[i]);
        second.push("VNP"[j]);
      }
    })
  );
  const { value, observed } = cohenKappa(first, second);
  assertAlmostEquals(value!, 0.429, 5e-4);
  assertAlmostEquals(observed!, 0.7, 1e-14);
});

Deno.test("cohenKappa with two categories is the same whatever the weights", () => {
  const [first, second] = [[0, 0, 1, 1, 1, 0, 1], [0, 1, 1, 1, 0, 0, 1]];
  const plain = cohenKappa(first, second);
  for (const weights of WEIGHTS) {
    const found = cohenKappa(first, second, { weights });
    assertAlmostEquals(found.value!, plain.value!, 1e-15);
    assertAlmostEquals(found.standardError!, plain.standardError!, 1e-15);
  }
});

Deno.test("cohenKappa leaves items without both ratings out, says how many, and does not take up their categories", () => {
  const found = cohenKappa([1, 2, 9, null, 9, 5], [1, 9, 9, 4, null, 5], { weights: "linear" });
  const whole = cohenKappa([1, 2, 9, 5], [1, 9, 9, 5], { weights: "linear" });
  assertEquals({ ...found, excluded: undefined }, { ...whole, excluded: undefined });
  assertEquals([found.n, found.excluded, whole.excluded], [4, 2, undefined]);
});

Deno.test("cohenKappa is undefined, with a reason, without items and when chance alone agrees always", () => {
  for (const [first, second] of [[[], []], [[null], ["a"]], [["a", "a"], ["a", "a"]], [[7], [7]]]) {
    for (const labels of [undefined, ["a", "b", 7]]) {
      const { value, low, high, standardError, reason } = cohenKappa(first, second, { labels });
      assertEquals([value, low, high, standardError, typeof reason], [null, null, null, null, "string"]);
    }
  }
});

Deno.test("cohenKappa of raters who never differ is 1 without an interval, and of one differing item 0", () => {
  const { value, low, reason } = cohenKappa(["a", "b", "b"], ["a", "b", "b"]);
  assertEquals([value, low, reason], [
    1,
    null,
    "the raters never differ, so that the large-sample error is 0, which is none",
  ]);
  assertEquals(cohenKappa(["a"], ["b"]).value, 0);
  assertEquals(cohenKappa(["a"], ["b"]).low, null);
});

Deno.test("cohenKappa keeps its digits for millions of items that hardly ever differ", () => {
  const n = 2_000_000;
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  first[0] =
    second[0] =
    first[1] =
    second[2] =
      1;
  // Observed disagreement 2/n, by chance 2 · 2/n · (1 − 2/n).
  assertAlmostEquals(
    cohenKappa(first as unknown as number[], second as unknown as number[]).value!,
    1 - 1 / (2 * (1 - 2 / n)),
    1e-14,
  );
});

Deno.test("cohenKappa takes as many categories as items", () => {
  const names = Array.from({ length: 20_000 }, (_, i) => i);
  const turned = names.map((i) => names.length - 1 - i);
  assertAlmostEquals(cohenKappa(names, turned, { weights: "quadratic" }).value!, -1, 1e-9);
  assertEquals(cohenKappa(names, names, { weights: "linear" }).value, 1);
});

Deno.test("cohenKappa refuses what it could only guess: words in an order, mixed kinds, unknown labels, missing values other than null", () => {
  assertThrows(
    () => cohenKappa(["a", "b"], ["a", "b"], { weights: "linear" }),
    RangeError,
    "labels must name the categories in their order",
  );
  assertThrows(() => cohenKappa([1, "1"], [1, 1]), RangeError, 'all text or all numbers, received 1 and "1"');
  assertThrows(
    () => cohenKappa(["good"], ["god"], { labels: ["good", "bad"] }),
    RangeError,
    'second[0] must be one of the labels, received "god"; did you mean "good"?',
  );
  assertThrows(
    () => cohenKappa(["a"], ["a"], { labels: ["a", "a"] }),
    RangeError,
    'labels must all differ, received "a" twice',
  );
  assertThrows(
    () => cohenKappa(["a", undefined as unknown as string], ["a", "a"]),
    RangeError,
    "first[1] must be a category",
  );
  assertThrows(() => cohenKappa([1], [NaN]), RangeError, "second[0] must be a category");
  assertThrows(() => cohenKappa([1], []), RangeError, "same length, received first (1), second (0)");
  assertThrows(() => cohenKappa([1], [1], { level: 0 }), RangeError, "level must be between 0 and 1");
  assertThrows(
    () => cohenKappa([1], [1], { weights: "cubic" as "linear" }),
    RangeError,
    'weights must be one of "none"',
  );
});

Deno.test("cohenKappa is symmetric, ignores the order of items, and lies from −1 to 1", () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(pairs, fc.constantFrom(...WEIGHTS), (items, weights) => {
      const [first, second] = [items.map(([a]) => a), items.map(([, b]) => b)];
      const [found, turned] = [
        cohenKappa(first, second, { weights }),
        cohenKappa(second.toReversed(), first.toReversed(), { weights }),
      ];
      if (found.value === null) return assertEquals(turned.value, null);
      assertAlmostEquals(found.value, turned.value!, 1e-12);
      assert(found.value >= -1 - 1e-12 && found.value <= 1 + 1e-12);
      if (found.low === null) return;
      assertAlmostEquals(found.standardError!, turned.standardError!, 1e-12);
      assert(found.low <= found.value && found.value <= found.high!);
    }),
    { numRuns: 300, seed: 1 },
  );
});
