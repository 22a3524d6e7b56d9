import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bootstrap } from "../../lib/stats/bootstrap.ts";
import { pairedBootstrap } from "../../lib/stats/paired_bootstrap.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

const mean = (sample: Float64Array) => sample.reduce((sum, x) => sum + x, 0) / sample.length;

const median = (sample: Float64Array) => {
  const sorted = sample.toSorted();
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

Deno.test("bootstrap of a mean agrees with scipy.stats.bootstrap(method='BCa', n_resamples=200,000)", () => {
  // A 2.5 % quantile of 10,000 draws has the standard error sqrt(0.025 · 0.975/10,000)/φ(1.96) = 0.027 standard errors of the
  // mean, the bias correction moves it by 2 · sqrt(0.25/10,000)/φ(0) = 0.025; together at most 0.04. Four of these are allowed.
  for (const { first, second, value, error, interval } of oracle.paired) {
    const gaps = Object.freeze(first.map((score, i) => score - second[i]));
    const found = bootstrap(gaps, mean);
    assertAlmostEquals(found.value!, value, 1e-14);
    assertAlmostEquals(found.low!, interval[0], 0.16 * error);
    assertAlmostEquals(found.high!, interval[1], 0.16 * error);
    assertEquals([found.n, found.method], [first.length, "bca"]);
  }
});

Deno.test("bootstrap gives the same for the same seed", () => {
  const sample = Object.freeze([...oracle.paired[0].first]);
  assertEquals(bootstrap(sample, mean, { seed: 3 }), bootstrap(sample, mean, { seed: 3 }));
  assert(bootstrap(sample, mean, { seed: 3 }).low !== bootstrap(sample, mean, { seed: 4 }).low);
});

Deno.test("bootstrap of a median by percentiles has the exact tail of the resampling distribution", () => {
  // The median of 1 … 9 resampled is at most 2 when 5 of 9 draws are: P(Bin(9, 2/9) ≥ 5) = 0.0304 (scipy.stats.binom.sf), and
  // at most 1 with P(Bin(9, 1/9) ≥ 5) = 0.0014. So the 2.5 % quantile is 2, and by symmetry the 97.5 % one is 8.
  const { value, low, high, method } = bootstrap([1, 2, 3, 4, 5, 6, 7, 8, 9], median, { method: "percentile" });
  assertEquals([value, low, high, method], [5, 2, 8, "percentile"]);
});

Deno.test("bootstrap of equal items or of one item has no interval, and says why", () => {
  for (const sample of [[3], [3, 3, 3, 3]]) {
    const { value, low, high, reason } = bootstrap(sample, mean);
    assertEquals([value, low, high, typeof reason], [3, null, null, "string"]);
  }
});

Deno.test("bootstrap of a statistic that is undefined on the sample is null with a reason", () => {
  const { value, reason } = bootstrap([1, 2], () => NaN);
  assertEquals([value, reason], [null, "it is undefined on these items"]);
});

Deno.test("bootstrap refuses an empty sample", () => {
  assertThrows(() => bootstrap([], mean), RangeError, "the number of items must be a whole number of at least 1");
  assertThrows(() => bootstrap([1, 2], mean, { level: 1 }), RangeError, "level");
});

Deno.test("bootstrap of the differences and pairedBootstrap of the scores mean the same", () => {
  const [{ first, second, error }] = oracle.paired;
  const one = bootstrap(first.map((score, i) => score - second[i]), mean);
  const two = pairedBootstrap(first, second);
  assertAlmostEquals(one.value!, two.value!, 1e-14);
  assertAlmostEquals(one.low!, two.low!, 0.16 * error); // Monte Carlo error as above
  assertAlmostEquals(one.high!, two.high!, 0.16 * error);
});

Deno.test('bootstrap of "mean" is that of a function that takes the mean', () => {
  // Values without ties: where draws equal the value but for rounding, that decides on which side of it they are counted.
  const sample = Object.freeze(Array.from({ length: 50 }, (_, i) => Math.sin(i * i)));
  for (const options of [{}, { method: "percentile" }, { seed: 3, resamples: 500, level: 0.9 }] as const) {
    const [one, two] = [bootstrap(sample, "mean", options), bootstrap(sample, mean, options)];
    assertEquals([one.n, one.method, one.level], [two.n, two.method, two.level]);
    for (const key of ["value", "low", "high"] as const) assertAlmostEquals(one[key]!, two[key]!, 1e-13);
  }
  assertThrows(() => bootstrap([], "mean"), RangeError, "the number of items must be a whole number of at least 1");
});

Deno.test("bootstrap without resamples has a value, no interval, and says so", () => {
  for (const statistic of ["mean", mean] as const) {
    const { value, low, high, method, reason } = bootstrap([1, 2, 6], statistic, { resamples: 0 });
    assertEquals([value, low, high, method], [3, null, null, "none"]);
    assertEquals(reason, "no interval was asked for (resamples is 0)");
  }
});
