import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bootstrapInterval, intervalOf } from "../../lib/stats/bootstrap_interval.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

for (const { name, level, sample, value, replicates, jackknife, bca, percentile } of oracle.bca) {
  const data = Object.freeze({
    n: sample.length,
    value,
    replicates: Object.freeze([...replicates]),
    jackknife: Object.freeze([...jackknife]),
  });

  Deno.test(`bootstrapInterval equals scipy.stats.bootstrap for its replicates: ${name} sample, level ${level}`, () => {
    const corrected = bootstrapInterval(data, { level, method: "bca" });
    assertAlmostEquals(corrected.low!, bca[0], 1e-12);
    assertAlmostEquals(corrected.high!, bca[1], 1e-12);
    assertEquals([corrected.value, corrected.level, corrected.n, corrected.method], [
      value,
      level,
      sample.length,
      "bca",
    ]);
    const plain = bootstrapInterval(data, { level, method: "percentile" });
    assertAlmostEquals(plain.low!, percentile[0], 1e-12);
    assertAlmostEquals(plain.high!, percentile[1], 1e-12);
    assertEquals(plain.method, "percentile");
  });

  Deno.test(`bootstrapInterval chooses BCa from 20 items on: ${name} sample, level ${level}`, () => {
    assertEquals(bootstrapInterval(data, { level }).method, sample.length >= 20 ? "bca" : "percentile");
    assertEquals(bootstrapInterval({ ...data, jackknife: undefined }, { level }).method, "percentile");
  });
}

Deno.test("bootstrapInterval leaves a few undefined replicates out and weighs a jackknife of cells", () => {
  // Efron (1987) in numpy on the 290 of 300 replicates that are defined, the jackknife repeated by cell: make_stats.py.
  const { n, value, replicates, jackknife, cells, level, bca } = oracle.bca_with_holes;
  const data = { n, value, replicates: replicates.map((replicate) => replicate ?? NaN), jackknife, cells };
  const found = bootstrapInterval(data, { level });
  assertAlmostEquals(found.low!, bca[0], 1e-12);
  assertAlmostEquals(found.high!, bca[1], 1e-12);
  assertEquals(found.method, "bca");
});

Deno.test("bootstrapInterval has no interval when all replicates are equal, and says so", () => {
  const found = bootstrapInterval({ n: 30, value: 1, replicates: new Float64Array(100).fill(1), jackknife: [1, 1] });
  assertEquals([found.value, found.low, found.high, found.n], [1, null, null, 30]);
  assertEquals(found.reason, "every resample gives the same value, which says nothing about its uncertainty");
});

Deno.test("bootstrapInterval has no interval for one item, whose every resample is the item", () => {
  const found = bootstrapInterval({ n: 1, value: 0.4, replicates: [0.4, 0.4, 0.4], jackknife: [NaN] });
  assertEquals([found.value, found.low, found.high], [0.4, null, null]);
  assertEquals(typeof found.reason, "string");
});

Deno.test("bootstrapInterval has no interval when more than 5 % of the replicates are undefined, and counts them", () => {
  const replicates = Array.from({ length: 100 }, (_, i) => i < 5 ? NaN : i);
  const atFive = bootstrapInterval({ n: 9, value: 50, replicates });
  // numpy.quantile of 5 … 99: 5 + 94 · 0.025 and 5 + 94 · 0.975.
  assertAlmostEquals(atFive.low!, 7.35, 1e-12);
  assertAlmostEquals(atFive.high!, 96.65, 1e-12);
  replicates[5] = NaN;
  const atSix = bootstrapInterval({ n: 9, value: 50, replicates });
  assertEquals([atSix.value, atSix.low, atSix.high], [50, null, null]);
  assertEquals(atSix.reason, "the statistic is undefined in 6 of 100 resamples");
});

Deno.test("bootstrapInterval of an undefined value is all null with the caller's reason", () => {
  const found = bootstrapInterval({ n: 9, value: NaN, replicates: [1, 2] }, { reason: "no class was found" });
  assertEquals([found.value, found.low, found.high, found.reason], [null, null, null, "no class was found"]);
});

Deno.test("bootstrapInterval falls back to percentiles where BCa is undefined", () => {
  const replicates = Array.from({ length: 101 }, (_, i) => i);
  // All replicates above the value: the bias correction would be infinite. A jackknife without spread: 0/0 acceleration.
  const beyond = bootstrapInterval({ n: 50, value: -1, replicates, jackknife: [1, 2, 4] });
  const flat = bootstrapInterval({ n: 50, value: 50, replicates, jackknife: [3, 3, 3] });
  for (const { low, high, method } of [beyond, flat]) {
    assertAlmostEquals(low!, 2.5, 1e-12); // the 2.5 % quantile of 0 … 100
    assertAlmostEquals(high!, 97.5, 1e-12);
    assertEquals(method, "percentile");
  }
});

Deno.test("bootstrapInterval refuses a level that is none", () => {
  for (const level of [0, 1, 95, NaN]) {
    assertThrows(() => bootstrapInterval({ n: 2, value: 1, replicates: [1, 2] }, { level }), RangeError, "level");
  }
});

Deno.test("intervalOf takes the component that it is asked for", () => {
  const resamples = {
    n: 8,
    values: Float64Array.of(1, 50),
    replicates: [new Float64Array(101), Float64Array.from({ length: 101 }, (_, i) => i)],
    jackknife: [],
    cells: Int32Array.of(8),
  };
  const { value, low, high } = intervalOf(resamples, 1, { level: 0.9 });
  assertEquals(value, 50);
  assertAlmostEquals(low!, 5, 1e-12); // the 5 % quantile of 0 … 100
  assertAlmostEquals(high!, 95, 1e-12);
});

Deno.test("bootstrapInterval without replicates has a value only; an undefined one keeps its own reason", () => {
  const none = { n: 30, replicates: [], jackknife: [] };
  assertEquals(
    bootstrapInterval({ ...none, value: 2 }, { method: "bca" }),
    {
      value: 2,
      low: null,
      high: null,
      level: 0.95,
      n: 30,
      method: "none",
      reason: "no interval was asked for (resamples is 0)",
    },
  );
  assertEquals(bootstrapInterval({ ...none, value: NaN }, { reason: "no items" }).reason, "no items");
});
