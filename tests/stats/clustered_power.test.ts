import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { random } from "../../lib/core/random.ts";
import { clusteredMean } from "../../lib/stats/clustered_mean.ts";
import {
  type ClusteredDesign,
  clusteredDetectableDifference,
  clusteredPower,
  clusteredSampleSize,
} from "../../lib/stats/clustered_power.ts";
import { normalQuantile } from "../../lib/stats/normal_quantile.ts";
import { tTestPower } from "../../lib/stats/t_test_power.ts";
import oracle from "../oracles/power.json" with { type: "json" };
import { agree } from "./_agree.ts";

type Row = [string, number, number, number, number, number, number, number, number];

Deno.test("clusteredPower equals the integral of the noncentral t law with C − 1 or C − 2 degrees of freedom", () => {
  for (
    const [design, clusters, ratio, clusterSize, icc, scale, difference, alpha, expected] of oracle.clustered as Row[]
  ) {
    const scales = { sd: scale, discordance: scale, baseline: scale };
    const options = { design, ratio, clusterSize, icc, difference, alpha, ...scales } as ClusteredDesign & {
      difference: number;
    };
    agree(clusteredPower(clusters, options), expected, 1e-10, design);
  }
});

Deno.test("clusters of one item are a t test", () => {
  const shape = { clusterSize: 1, icc: 0 };
  assertAlmostEquals(
    clusteredPower(25, { design: "two_means", difference: 1, sd: 2, ratio: 2, ...shape }),
    tTestPower(25, { groups: 2, effect: 0.5, ratio: 2 }),
    1e-14,
  );
  assertAlmostEquals(
    clusteredPower(25, { design: "paired_proportions", discordance: 0.3, difference: 0.1, ...shape }),
    tTestPower(25, { effect: 0.1 / Math.sqrt(0.29) }),
    1e-14,
  );
});

Deno.test("the number of clusters found is enough and one less is not, and so is the difference", () => {
  const designs = fc.constantFrom<ClusteredDesign[]>(
    { design: "paired_means", sd: 0.5, clusterSize: 6, icc: 0.2 },
    { design: "two_means", sd: 0.4, ratio: 2, sizes: [2, 5, 9], icc: 0.05 },
    { design: "paired_proportions", discordance: 0.4, clusterSize: 4, variation: 0.8, icc: 0.1 },
    { design: "two_proportions", baseline: 0.6, clusterSize: 10, icc: 0.03 },
  );
  fc.assert(
    fc.property(designs, fc.double({ min: 0.03, max: 0.35, noNaN: true }), (design, difference) => {
      const clusters = clusteredSampleSize({ ...design, difference })!;
      assert(clusteredPower(clusters, { ...design, difference }) >= 0.8);
      if (clusters > 2) assert(clusteredPower(clusters - 1, { ...design, difference }) < 0.8);
      const least = clusteredDetectableDifference(clusters, design)!;
      assert(least <= difference && clusteredPower(clusters, { ...design, difference: least }) >= 0.8);
      assert(clusteredPower(clusters, { ...design, difference: least * (1 - 1e-9) }) < 0.8);
    }),
    { seed: 6, numRuns: 50 },
  );
});

Deno.test("more correlation needs more clusters, and none of it a difference of 0", () => {
  const sizeAt = (icc: number) =>
    clusteredSampleSize({ design: "paired_means", difference: 0.2, clusterSize: 8, icc })!;
  const sizes = [-0.1, 0, 0.1, 0.5, 1].map(sizeAt);
  assertEquals(sizes, sizes.toSorted((a, b) => a - b));
  assert(sizes[4] > 5 * sizes[1]);
  assertEquals(clusteredSampleSize({ design: "paired_means", difference: 0, clusterSize: 8, icc: 0 }), null);
  assertEquals(
    clusteredDetectableDifference(9, { design: "paired_proportions", discordance: 0, clusterSize: 8, icc: 0 }),
    null,
  );
});

Deno.test("certain outcomes have a power of 1", () => {
  const certain = { design: "paired_proportions", discordance: 0.3, clusterSize: 2, icc: 0.5 } as const;
  assert(clusteredPower(50, { ...certain, difference: 0.3 }) > 0.99);
  assertEquals(clusteredPower(5, { ...certain, discordance: 1, difference: 1 }), 1);
  assertEquals(clusteredPower(5, { ...certain, discordance: 0, difference: 0 }), 0);
});

Deno.test("clustered plans name what is out of range", () => {
  const design = { design: "paired_means", clusterSize: 5, icc: 0.1 } as const;
  assertThrows(
    () => clusteredPower(1, { ...design, difference: 1 }),
    RangeError,
    "clusters must leave a degree of freedom",
  );
  assertThrows(() => clusteredPower(9, { ...design, difference: Infinity }), RangeError, "difference");
  assertThrows(() => clusteredPower(9, { ...design, difference: 1, sd: 0 }), RangeError, "sd");
  assertThrows(() => clusteredPower(9, { ...design, difference: 1, icc: -0.5 }), RangeError, "icc must be above");
  assertThrows(
    () => clusteredPower(9, { ...design, design: "paired_proportions", discordance: 0.1, difference: 0.2 }),
    RangeError,
    "the size of difference must be a finite number of at most 0.1",
  );
  assertThrows(
    () => clusteredPower(9, { ...design, design: "two_proportions", baseline: 0.9, difference: 0.2 }),
    RangeError,
    "baseline + difference",
  );
  assertThrows(
    () => clusteredPower(9, { ...design, design: "means" as "two_means", difference: 1 }),
    RangeError,
    "design",
  );
  assertThrows(() => clusteredSampleSize({ ...design, difference: 1, power: 0.01 }), RangeError, "above alpha");
});

Deno.test("clusteredMean finds the difference as often as planned", () => {
  const source = random(3);
  const normal = () => normalQuantile((source() + 0.5) / 4294967296);
  const [clusters, size, icc, difference, runs] = [11, 10, 0.2, 0.5, 4000];
  const names = Array.from({ length: clusters * size }, (_, i) => Math.floor(i / size));
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const shared = Array.from({ length: clusters }, () => difference + Math.sqrt(icc) * normal());
    const { low, high } = clusteredMean(names.map((name) => shared[name] + Math.sqrt(1 - icc) * normal()), names);
    if (low! > 0 || high! < 0) found++;
  }
  const planned = clusteredPower(clusters, { design: "paired_means", clusterSize: size, icc, difference });
  // Four standard errors of the simulation.
  assertAlmostEquals(found / runs, planned, 4 * Math.sqrt(0.16 / runs));
});
