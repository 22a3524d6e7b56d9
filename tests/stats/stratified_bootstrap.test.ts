import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bootstrap } from "../../lib/stats/bootstrap.ts";
import { bootstrapInterval } from "../../lib/stats/bootstrap_interval.ts";
import { stratifiedJackknife } from "../../lib/stats/_stratified_jackknife.ts";
import { stratifiedBootstrap } from "../../lib/stats/stratified_bootstrap.ts";
import oracle from "../oracles/drift.json" with { type: "json" };

const mean = (xs: Float64Array) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
const STATISTICS: Record<string, (xs: Float64Array) => number> = {
  mean,
  ratio: (xs) => Math.sqrt(mean(xs.map((x) => (x - mean(xs)) ** 2))) / mean(xs),
};

Deno.test("the acceleration and the interval from scipy's replicates equal those of scipy.stats.bootstrap", () => {
  for (const { statistic, sample, strata, value, acceleration, replicates, low, high } of oracle.stratified) {
    const starts = strata.flatMap((name, i) => i === 0 || name !== strata[i - 1] ? [i] : []);
    const values = Float64Array.from(sample);
    const jackknife = stratifiedJackknife(
      values,
      Int32Array.from([...starts, sample.length]),
      STATISTICS[statistic],
    );
    const [cubes, squares] = [3, 2].map((power) => jackknife.reduce((sum, x) => sum + (-x) ** power, 0));
    assertAlmostEquals(cubes / (6 * squares ** 1.5), acceleration, 1e-11);
    if (low === undefined) continue;
    const found = bootstrapInterval({ n: sample.length, value, replicates, jackknife });
    assertAlmostEquals(found.low!, low, 1e-11);
    assertAlmostEquals(found.high!, high!, 1e-11);
  }
});

Deno.test("stratifiedBootstrap draws as scipy.stats.bootstrap does for several samples", () => {
  for (const { statistic, sample, strata, value, scipy } of oracle.stratified) {
    if (scipy === undefined) continue;
    const found = stratifiedBootstrap(sample, strata, { statistic: STATISTICS[statistic] });
    const width = scipy[1] - scipy[0];
    assertAlmostEquals(found.value!, value, 1e-13);
    assertAlmostEquals(found.low!, scipy[0], 0.05 * width);
    assertAlmostEquals(found.high!, scipy[1], 0.05 * width);
    assertEquals([found.n, found.method], [sample.length, "bca"]);
  }
});

Deno.test("stratifiedBootstrap keeps each stratum's size and values, whatever their order", () => {
  const seen = new Set<string>();
  stratifiedBootstrap([1, 7, 2, 8, 9], ["a", "b", "a", "b", "b"], {
    resamples: 300,
    statistic: (xs) => {
      if (xs.length === 5) seen.add([...xs.map((x) => x < 5 ? 0 : 1)].join(""));
      return mean(xs);
    },
  });
  assertEquals([...seen], ["00111"]);
});

Deno.test("stratifiedBootstrap is narrower than a plain bootstrap where strata differ, and alike where there is one", () => {
  const sample = Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 10) + Math.sin(i));
  const strata = sample.map((x) => x > 5 ? "high" : "low");
  const width = ({ low, high }: { low: number | null; high: number | null }) => high! - low!;
  const [found, plain] = [stratifiedBootstrap(sample, strata), bootstrap(sample, mean)];
  assert(width(found) < width(plain) / 4);
  assertAlmostEquals(width(stratifiedBootstrap(sample, strata.map(() => 1))) / width(plain), 1, 0.05);
});

Deno.test("stratifiedBootstrap of strata of one item has no interval, and the same seed gives the same", () => {
  const { value, low, reason } = stratifiedBootstrap([1, 3], ["a", "b"], { resamples: 50 });
  assertEquals([value, low, typeof reason], [2, null, "string"]);
  assertEquals(stratifiedBootstrap([4], ["a"], { resamples: 50 }).low, null);
  const { sample, strata } = oracle.stratified[0];
  const draw = (seed: number) => stratifiedBootstrap(sample, strata, { seed, resamples: 300 }).low;
  assertEquals(draw(3), draw(3));
  assert(draw(3) !== draw(4));
  assertEquals(stratifiedBootstrap(sample, strata, { statistic: () => NaN, resamples: 9 }).value, null);
});

Deno.test("stratifiedBootstrap refuses empty samples, missing names, NaN and different lengths", () => {
  assertThrows(() => stratifiedBootstrap([], []), RangeError, "the number of items must be");
  assertThrows(() => stratifiedBootstrap([1], [null as unknown as string]), RangeError, "strata[0] must be a name");
  assertThrows(() => stratifiedBootstrap([NaN], ["a"]), RangeError, "sample[0] must be a finite number");
  assertThrows(() => stratifiedBootstrap([1, 2], ["a"]), RangeError, "same length");
  assertThrows(() => stratifiedBootstrap([1], ["a"], { resamples: 0 }), RangeError, "resamples");
});
