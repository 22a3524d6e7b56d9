import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { scoreSlices, type SliceScores } from "../../lib/metrics/score_slices.ts";
import { agree } from "../stats/_agree.ts";
import oracle from "../oracles/evaluation.json" with { type: "json" };

const METHODS: Readonly<Record<string, string>> = { share: "newcombe", mean: "welch t", errors: "welch t" };
const list = <T>(n: number, value: (i: number) => T) => Array.from({ length: n }, (_, i) => value(i));
const find = ({ slices }: SliceScores, value: string) => slices.find((one) => one.value === value)!;

for (const { kind, scores, language, length, clusters, slices } of oracle.slices) {
  Deno.test(`scoreSlices gives the gaps, intervals and p-values of scipy and statsmodels: ${kind}`, () => {
    const columns = Object.freeze({ language: Object.freeze(language), length: Object.freeze(length) });
    const found = scoreSlices(Object.freeze(scores), columns, {
      level: oracle.level,
      ...(clusters === null ? {} : { clusters: Object.freeze(clusters) }),
    });
    assertEquals(found.slices.length, slices.length);
    for (const expected of slices) {
      const slice = find(found, expected.value);
      const where = `${kind} ${expected.value}`;
      assertEquals([slice.column, slice.n], [expected.column, expected.n]);
      agree(slice.estimate.value, expected.mean, 1e-13, where);
      const { value, low, high, method, n, level } = slice.difference;
      const [gap, from, to] = expected.difference;
      for (const [a, b] of [[value!, gap], [low!, from], [high!, to]]) assertAlmostEquals(a, b, 1e-11, where);
      agree(slice.pValue, expected.p, 1e-9, where);
      agree(slice.adjustedP, expected.adjusted, 1e-9, where);
      assertEquals([method, level], [METHODS[kind] ?? "clustered t", oracle.level]);
      assertEquals(n, scores.filter((score) => score !== null).length);
      assertEquals(slice.verdict, expected.adjusted >= 0.05 ? "no decision" : gap > 0 ? "better" : "worse");
    }
  });
}

Deno.test("scoreSlices turns the verdicts, and nothing else, where less is better", () => {
  const { scores, language } = oracle.slices.find(({ kind }) => kind === "errors")!;
  const turned = { better: "worse", worse: "better", "no decision": "no decision" } as const;
  const up = scoreSlices(scores, { language });
  const down = scoreSlices(scores, { language }, { higherIsBetter: false });
  assert(up.slices.some(({ verdict }) => verdict !== "no decision"));
  assertEquals(down.slices, up.slices.map((slice) => ({ ...slice, verdict: turned[slice.verdict] })));
});

Deno.test("scoreSlices of nothing, of items without scores and of items without values finds nothing", () => {
  assertEquals(scoreSlices([], {}), { slices: [], leftOut: [], alpha: 0.05, minimumSize: 20 });
  assertEquals(scoreSlices([], { a: [] }).slices, []);
  assertEquals(scoreSlices([1], { a: ["x"] }).leftOut, [{ column: "a", values: 1, items: 1 }]);
  const scores = list(50, () => null);
  assertEquals(scoreSlices(scores, { a: scores.map(() => "x") }), scoreSlices([], { a: [] }));
  assertEquals(scoreSlices(list(50, (i) => i % 2), { a: scores }).leftOut, [{ column: "a", values: 0, items: 50 }]);
});

Deno.test("scoreSlices looks at slices of the smallest size, and counts what is below it or has no value", () => {
  // 20 of x, 19 of y, 11 of nothing; one more x has no score.
  const values = list(51, (i) => i < 20 || i === 50 ? "x" : i < 39 ? "y" : null);
  const scores = list(51, (i) => i === 50 ? null : i % 2);
  const { slices, leftOut } = scoreSlices(scores, { a: values });
  assertEquals(slices.map(({ value, n }) => [value, n]), [["x", 20]]);
  assertEquals(leftOut, [{ column: "a", values: 1, items: 30 }]);
  // The other items of x are y and those without a value.
  assertEquals(slices[0].difference.n, 50);
});

Deno.test("scoreSlices has no gap for a slice that covers all items, in any way of comparing", () => {
  const values = list(40, () => "all");
  const shares = list(40, (i) => i % 2);
  const clusters = list(40, (i) => i % 4);
  for (
    const [scores, options, method] of [
      [shares, {}, "newcombe"],
      [shares.map((one) => one / 3), {}, "welch t"],
      [shares, { clusters }, "clustered t"],
    ] as const
  ) {
    const { slices: [slice] } = scoreSlices(scores, { a: values }, options);
    assertEquals([slice.difference.value, slice.difference.reason, slice.difference.method], [
      null,
      "there are no other items",
      method,
    ]);
    assertEquals([slice.pValue, slice.adjustedP, slice.verdict], [null, null, "no decision"]);
  }
});

Deno.test("scoreSlices finds no gap in what rounding makes of equal scores", () => {
  // 30 and 50 times 0.1 have means that differ in the last digit.
  for (const [inside, outside] of [[30, 50], [50, 30], [33, 47]]) {
    const values = list(inside + outside, (i) => i < inside ? "a" : "b");
    const { slices } = scoreSlices(values.map(() => 0.1), { column: values });
    for (const { difference, pValue, verdict } of slices) {
      assertEquals([difference.value, difference.low, pValue, verdict], [0, null, null, "no decision"]);
      assertEquals(difference.reason, "the scores have no spread");
    }
  }
});

Deno.test("scoreSlices knows the exact gap of scores without spread, and that no test can be made of it", () => {
  const values = list(60, (i) => i < 30 ? "a" : "b");
  const { slices: [a] } = scoreSlices(values.map((value) => value === "a" ? 0.25 : 0.75), { values });
  assertEquals([a.difference.value, a.pValue, a.verdict], [-0.5, null, "no decision"]);
});

Deno.test("scoreSlices compares with a single other item as far as it can", () => {
  const values = list(21, (i) => i < 20 ? "a" : "b");
  const { slices: [slice] } = scoreSlices(list(21, (i) => i / 4), { values }, { minimumSize: 20 });
  assertEquals([slice.difference.value, slice.difference.reason, slice.pValue], [
    9.5 / 4 - 5,
    "one item has no spread",
    null,
  ]);
  // Fisher's test needs no spread: 20 of 20 against 0 of 1 has the p-value 1/21.
  const { slices: [share] } = scoreSlices(list(21, (i) => i < 20 ? 1 : 0), { values });
  assertAlmostEquals(share.pValue!, 1 / 21, 1e-14);
});

Deno.test("scoreSlices is sure that slices do not differ where all items are right, or all are wrong", () => {
  const half = list(60, (i) => i % 2 ? "a" : "b");
  for (const score of [0, 1]) {
    for (const { pValue, difference, estimate } of scoreSlices(half.map(() => score), { half }).slices) {
      assertEquals([pValue, difference.value, estimate.value], [1, 0, score]);
      assert(difference.low! < 0 && difference.high! > 0);
    }
  }
});

Deno.test("scoreSlices gives no p-value for a slice, or for all others, of one cluster", () => {
  // The slice is a document: how much documents differ cannot be told from one, however different its items are.
  const clusters = list(80, (i) => i < 30 ? "first" : `other ${i % 5}`);
  const document = clusters.map((name) => name === "first" ? "first" : "others");
  const { slices } = scoreSlices(list(80, (i) => (i % 7) / 7 + (i < 30 ? 0.5 : 0)), { document }, { clusters });
  assertEquals(slices.length, 2);
  for (const { pValue, difference, verdict } of slices) {
    assertEquals([pValue, difference.low, verdict], [null, null, "no decision"]);
    assertEquals(difference.reason, "all items of a group are of one cluster");
  }
  assertEquals(find({ slices } as SliceScores, "first").estimate.reason, "all items are of one cluster");
});

Deno.test("scoreSlices with one cluster has means and gaps, and no interval of either", () => {
  const half = list(60, (i) => i % 2 ? "a" : "b");
  const { slices } = scoreSlices(list(60, (i) => i % 3 ? 1 : 0), { half }, { clusters: half.map(() => "one") });
  for (const { estimate, difference, pValue } of slices) {
    assert(estimate.value !== null && difference.value !== null);
    assertEquals([estimate.low, difference.low, pValue], [null, null, null]);
  }
});

Deno.test("scoreSlices gives clusters of one item each the test of a regression, wider than none", () => {
  const scores = list(60, (i) => (i * 37 % 60) / 60);
  const half = list(60, (i) => i < 30 ? "a" : "b");
  const plain = scoreSlices(scores, { half }).slices[0];
  const alone = scoreSlices(scores, { half }, { clusters: list(60, (i) => i) }).slices[0];
  assertEquals([alone.difference.value, alone.difference.n], [plain.difference.value, 60]);
  // HC1 against Welch: errors with n and n − 1 in the denominators, the same up to a few parts in a hundred.
  assertAlmostEquals(alone.pValue! / plain.pValue!, 1, 0.05);
});

Deno.test("scoreSlices holds columns and values apart that are named like properties of objects", () => {
  const names = ["__proto__", "constructor", "toString", "scores", "clusters"];
  const values = list(100, (i) => names[i % 2]);
  const columns = Object.fromEntries(names.map((name) => [name, values]));
  const { slices } = scoreSlices(list(100, (i) => i % 3 ? 1 : 0), columns, { clusters: list(100, (i) => i % 10) });
  assertEquals(slices.map(({ column }) => column), names.flatMap((name) => [name, name]));
  assertEquals(new Set(slices.map(({ value }) => value)), new Set(["__proto__", "constructor"]));
});

Deno.test("scoreSlices looks at the 200 largest slices of a column", () => {
  // 210 values of 2 items each, the last ten of 3.
  const values = list(430, (i) => i < 400 ? `few ${i >> 1}` : `many ${i % 10}`);
  const { slices, leftOut } = scoreSlices(list(430, (i) => i % 2), { values }, { minimumSize: 2 });
  assertEquals(slices.length, 200);
  assertEquals(slices.slice(0, 10).map(({ n }) => n), list(10, () => 3));
  assertEquals(leftOut, [{ column: "values", values: 10, items: 20 }]);
});

Deno.test("scoreSlices orders slices by size, then by name, those of one column together", () => {
  const a = list(90, (i) => i < 20 ? "small" : i < 55 ? "b" : "a");
  const { slices } = scoreSlices(list(90, (i) => i % 2), { z: a, a });
  assertEquals(slices.map(({ column, value }) => `${column} ${value}`), [
    "z a",
    "z b",
    "z small",
    "a a",
    "a b",
    "a small",
  ]);
});

Deno.test("scoreSlices refuses options that are none, and lists of other lengths whatever the column is called", () => {
  const scores = list(40, (i) => i % 2);
  const values = scores.map(String);
  for (const minimumSize of [0, 1, 1.5, NaN]) {
    assertThrows(
      () => scoreSlices(scores, { values }, { minimumSize }),
      RangeError,
      "minimumSize must be a whole number",
    );
  }
  for (const bad of [0, 1, -1, NaN, 5]) {
    assertThrows(() => scoreSlices(scores, { values }, { alpha: bad }), RangeError, "alpha must be between 0 and 1");
    assertThrows(() => scoreSlices(scores, { values }, { level: bad }), RangeError, "level must be between 0 and 1");
  }
  for (const name of ["values", "scores", "items", "clusters", "__proto__"]) {
    const columns = Object.fromEntries([[name, ["x"]]]);
    const error = assertThrows(() => scoreSlices(scores, columns, { clusters: scores }), RangeError) as Error;
    assertStringIncludes(error.message, `scores (40), column "${name}" (1)`);
  }
  assertThrows(() => scoreSlices(scores, { values }, { clusters: ["x"] }), RangeError, "scores (40), clusters (1)");
});

Deno.test("scoreSlices does not depend on the order of the items, and corrects no p-value downwards", () => {
  const item = fc.record({
    score: fc.option(fc.constantFrom(0, 0.25, 0.5, 0.9, 1), { freq: 8 }),
    value: fc.option(fc.constantFrom("a", "b", "c"), { freq: 8 }),
    cluster: fc.integer({ min: 0, max: 6 }),
    place: fc.integer(),
  });
  const run = (items: readonly unknown[], clustered: boolean) => {
    const rows = items as { score: number | null; value: string | null; cluster: number }[];
    return scoreSlices(rows.map(({ score }) => score), { column: rows.map(({ value }) => value) }, {
      minimumSize: 2,
      ...(clustered ? { clusters: rows.map(({ cluster }) => cluster) } : {}),
    });
  };
  fc.assert(
    fc.property(fc.array(item, { maxLength: 60 }), fc.boolean(), (items, clustered) => {
      const one = run(items, clustered);
      const other = run(items.toSorted((a, b) => a.place - b.place), clustered);
      assertEquals(one.leftOut, other.leftOut);
      one.slices.forEach((slice, i) => {
        const twin = other.slices[i];
        assertEquals([slice.value, slice.n, slice.verdict], [twin.value, twin.n, twin.verdict]);
        assertAlmostEquals(slice.difference.value ?? 0, twin.difference.value ?? 0, 1e-12);
        assertAlmostEquals(slice.pValue ?? 2, twin.pValue ?? 2, 1e-9);
        assert(
          slice.pValue === null || (slice.pValue >= 0 && slice.adjustedP! >= slice.pValue && slice.adjustedP! <= 1),
        );
        const { low, high, value } = slice.difference;
        assert(low === null || (low <= value! && value! <= high!));
      });
      assertEquals(JSON.parse(JSON.stringify(one)), one);
    }),
    { numRuns: 200, seed: 7 },
  );
});

Deno.test("scoreSlices takes time in proportion to the items", () => {
  const time = (n: number) => {
    const scores = list(n, (i) => (i * 7919 % 101) / 101);
    const columns = { few: list(n, (i) => `${i % 5}`), many: list(n, (i) => `${i % 100}`) };
    const started = performance.now();
    scoreSlices(scores, columns, { clusters: list(n, (i) => i % 500) });
    return performance.now() - started;
  };
  time(10_000);
  const best = (n: number) => Math.min(...list(3, () => time(n)));
  const ratio = best(100_000) / best(10_000);
  assert(ratio < 40, `ten times the items took ${ratio} times as long`);
});
