import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { alwaysValidMean } from "../../lib/stats/always_valid_mean.ts";
import { clusteredMean } from "../../lib/stats/clustered_mean.ts";
import { normalQuantile } from "../../lib/stats/normal_quantile.ts";
import oracle from "../oracles/sequential.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("alwaysValidMean is where the normal mixture, integrated by mpmath, stays below 1 / alpha", () => {
  for (const { n, mean, variance, planned, level, null: nullValue, ...row } of oracle.always_valid) {
    const found = alwaysValidMean({ n, mean, variance }, { planned, level, null: nullValue });
    agree(found.low, row.low, 1e-12, `low of ${n}`);
    agree(found.high, row.high, 1e-12, `high of ${n}`);
    agree(found.pValue, row.pValue, 1e-11, `p-value of ${n}`);
  }
});

Deno.test("alwaysValidMean at 200 values is 1.55 times as wide as one look when 200 are planned, 2.60 times for 5000", () => {
  // Figures of Waudby-Smith and others' formula, worked out by hand from its closed form.
  const single = normalQuantile(0.975) / Math.sqrt(200);
  for (const [planned, ratio] of [[200, 1.55], [5000, 2.60]]) {
    const { value, high } = alwaysValidMean({ n: 200, mean: 0, variance: 1 }, { planned });
    assertAlmostEquals((high! - value!) / single, ratio, 0.005);
  }
});

Deno.test("alwaysValidMean is tightest, relative to one look, near the planned n", () => {
  const relative = (n: number) => alwaysValidMean({ n, mean: 0, variance: 1 }, { planned: 1000 }).high! * Math.sqrt(n);
  const widths = [100, 500, 800, 1000, 1300, 2000, 20_000].map(relative);
  const best = Math.min(...widths);
  assert(widths[3] < best * 1.005, `${widths}`);
  assert(widths[0] > best * 1.05 && widths[6] > best * 1.05, `${widths}`);
});

Deno.test("alwaysValidMean of values is that of their summary, and their order does not matter", () => {
  const values = Object.freeze(Array.from({ length: 60 }, (_, i) => Math.sin(i * i) + i / 50));
  const found = alwaysValidMean(values, { planned: 100 });
  const mean = values.reduce((sum, x) => sum + x, 0) / 60;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 59;
  const summed = alwaysValidMean({ n: 60, mean, variance }, { planned: 100 });
  agree(found.low, summed.low, 1e-12, "low");
  agree(found.pValue, summed.pValue, 1e-10, "p-value");
  agree(alwaysValidMean(values.toReversed(), { planned: 100 }).high, found.high, 1e-13, "reversed");
});

Deno.test("alwaysValidMean has no interval before the burn-in, without spread, and without values", () => {
  const few = alwaysValidMean([1, 2, 4], { planned: 100 });
  assertEquals([few.value, few.low, few.high, few.pValue], [7 / 3, null, null, null]);
  assertEquals(few.reason, "the interval begins at 30 values (the burn-in), so far there are 3");
  assertEquals(alwaysValidMean({ n: 29, mean: 1, variance: 1 }, { planned: 9 }).low, null);
  assert(alwaysValidMean({ n: 30, mean: 1, variance: 1 }, { planned: 9 }).low !== null);
  const equal = alwaysValidMean(new Float64Array(40).fill(0.1), { planned: 100 });
  assertEquals([equal.value, equal.pValue, equal.standardError, equal.reason], [
    0.1,
    null,
    null,
    "the values have no spread",
  ]);
  const none = alwaysValidMean([], { planned: 100 });
  assertEquals([none.value, none.n, none.reason], [null, 0, "there are no values"]);
  assertEquals(alwaysValidMean([5], { planned: 100 }).standardError, null);
});

Deno.test("alwaysValidMean with clusters is that of the cluster means, which count as the values", () => {
  const clusters = Array.from({ length: 80 }, (_, i) => `text ${i % 40}`);
  const values = clusters.map((_, i) => Math.cos(i % 40) + (i < 40 ? 0.1 : -0.3));
  const found = alwaysValidMean(values, { planned: 40, clusters });
  const means = Array.from({ length: 40 }, (_, i) => Math.cos(i) - 0.1);
  const plain = alwaysValidMean(means, { planned: 40 });
  agree(found.low, plain.low, 1e-12, "low");
  assertEquals([found.n, found.clusters], [80, 40]);
  // Of clusters of one size the standard error is the clustered one.
  agree(found.standardError, clusteredMean(values, clusters).standardError, 1e-12, "standard error");
  const few = alwaysValidMean([1, 2, 3, 4], { planned: 4, clusters: ["a", "a", "b", "b"] });
  assertEquals(few.reason, "the interval begins at 30 clusters (the burn-in), so far there are 2");
  const alike = alwaysValidMean([0.1, 0.2, 0.2, 0.1], { planned: 4, burnIn: 2, clusters: [1, 1, 2, 2] });
  assertEquals([alike.low, alike.reason], [null, "the clusters have no spread"]);
});

Deno.test("alwaysValidMean is sound: p falls below alpha exactly when the interval excludes the null, and scales with the data", () => {
  const summary = fc.record({
    n: fc.integer({ min: 2, max: 100_000 }),
    mean: fc.double({ min: -2, max: 2, noNaN: true }),
    variance: fc.double({ min: 1e-3, max: 10, noNaN: true }),
  });
  fc.assert(
    fc.property(
      summary,
      fc.integer({ min: 1, max: 10_000 }),
      fc.constantFrom(0.5, 0.9, 0.95),
      (values, planned, level) => {
        const options = { planned, level, burnIn: 2 };
        const { low, high, pValue, value } = alwaysValidMean(values, options);
        assert(low! < value! && value! < high! && pValue! >= 0 && pValue! <= 1);
        const outside = low! > 0 || high! < 0;
        if (Math.abs(pValue! / (1 - level) - 1) > 1e-9) assertEquals(pValue! < 1 - level, outside);
        const scaled = alwaysValidMean({ n: values.n, mean: -3 * values.mean, variance: 9 * values.variance }, options);
        agree(scaled.low, -3 * high!, 1e-9, "mirrored and scaled");
      },
    ),
    { numRuns: 200, seed: 5 },
  );
});

Deno.test("alwaysValidMean keeps huge and tiny values apart from infinity and zero", () => {
  const values = Array.from({ length: 50 }, (_, i) => 1 + i % 3);
  const plain = alwaysValidMean(values, { planned: 50 });
  for (const scale of [1e140, 1e-140]) {
    const found = alwaysValidMean(values.map((x) => x * scale), { planned: 50 });
    agree(found.low! / scale, plain.low, 1e-12, `${scale}`);
    agree(found.pValue, plain.pValue, 1e-10, `${scale}`);
  }
});

Deno.test("alwaysValidMean refuses what is out of range", () => {
  const thrown = (options: object, values: unknown = [1, 2]) => () =>
    alwaysValidMean(values as number[], options as never);
  assertThrows(thrown({}), RangeError, "planned must be a whole number of at least 1, received nothing");
  assertThrows(thrown({ planned: 0 }), RangeError, "planned must be");
  assertThrows(thrown({ planned: 9, level: 1 }), RangeError, "level must be between 0 and 1");
  assertThrows(thrown({ planned: 9, burnIn: 1 }), RangeError, "burnIn must be a whole number of at least 2");
  assertThrows(thrown({ planned: 9, null: NaN }), RangeError, "null must be a finite number");
  assertThrows(thrown({ planned: 9 }, [1, null]), RangeError, "values[1] must be a finite number");
  assertThrows(thrown({ planned: 9 }, { n: 3, mean: 1, variance: -1 }), RangeError, "variance must be");
  assertThrows(thrown({ planned: 9, clusters: ["a"] }), RangeError, "same length");
  assertThrows(thrown({ planned: 9, clusters: ["a", null] }), RangeError, "clusters[1] must be a name");
  assertThrows(thrown({ planned: 9, clusters: [] }, { n: 3, mean: 1, variance: 1 }), RangeError, "pass the values");
});
