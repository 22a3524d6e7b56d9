import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bootstrap } from "../../lib/stats/bootstrap.ts";
import { clusterBootstrap } from "../../lib/stats/cluster_bootstrap.ts";
import { clusteredMean } from "../../lib/stats/clustered_mean.ts";
import oracle from "../oracles/estimates.json" with { type: "json" };

const { sample, clusters } = oracle.clustered[3];

Deno.test("clusterBootstrap of a mean is about as wide as the clustered standard error says", () => {
  const [found, expected] = [clusterBootstrap(sample, clusters), clusteredMean(sample, clusters)];
  assertAlmostEquals(found.value!, expected.value!, 1e-13);
  // 30 clusters: the bootstrap lacks the factor sqrt(30/29) and t against z, together 6 %, and BCa moves the ends.
  const ratio = (found.high! - found.low!) / (expected.high! - expected.low!);
  assert(ratio > 0.82 && ratio < 1.08, `${ratio}`);
  assertEquals([found.n, found.method], [sample.length, "bca"]);
});

Deno.test("clusterBootstrap is wider than one that takes the values as independent", () => {
  const mean = (xs: Float64Array) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const [found, plain] = [clusterBootstrap(sample, clusters), bootstrap(sample, mean)];
  assert(found.high! - found.low! > 1.2 * (plain.high! - plain.low!));
});

Deno.test("clusterBootstrap draws whole clusters, of different sizes too", () => {
  const seen = new Set<string>();
  clusterBootstrap([1, 1, 1, 2], ["a", "a", "a", "b"], {
    resamples: 200,
    statistic: (xs) => {
      seen.add([...xs].join(""));
      return xs[0] + xs.length;
    },
  });
  assertEquals([...seen].sort(), ["111", "1111" + "11", "1112", "2", "22"].sort());
});

Deno.test("clusterBootstrap of one cluster has no interval, and the same seed gives the same", () => {
  const { value, low, reason } = clusterBootstrap([1, 3], ["a", "a"]);
  assertEquals([value, low, typeof reason], [2, null, "string"]);
  const draw = (seed: number) => clusterBootstrap(sample, clusters, { seed, resamples: 300 }).low;
  assertEquals(draw(3), draw(3));
  assert(draw(3) !== draw(4));
});

Deno.test("clusterBootstrap refuses empty samples, missing names and different lengths", () => {
  assertThrows(() => clusterBootstrap([], []), RangeError, "the number of items must be");
  assertThrows(() => clusterBootstrap([1], [undefined as unknown as string]), RangeError, "clusters[0] must be a name");
  assertThrows(() => clusterBootstrap([1, 2], ["a"]), RangeError, "same length");
});
