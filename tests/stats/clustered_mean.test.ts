import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { clusteredMean } from "../../lib/stats/clustered_mean.ts";
import { meanEstimate } from "../../lib/stats/mean_estimate.ts";
import oracle from "../oracles/estimates.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("clusteredMean equals statsmodels OLS on a constant with cov_type='cluster' and C − 1 degrees of freedom", () => {
  for (const { sample, clusters, ...row } of oracle.clustered) {
    const found = clusteredMean(Object.freeze([...sample]), Object.freeze([...clusters]));
    agree(found.value, row.value, 1e-13, "value");
    agree(found.standardError, row.standardError, 1e-12, "standard error");
    // scipy 1.10's quantile of t is off by 4e-11 for one degree of freedom.
    agree(found.low, row.low, 1e-10, "low");
    agree(found.high, row.high, 1e-10, "high");
    assertEquals([found.n, found.clusters], [sample.length, new Set(clusters).size]);
  }
});

Deno.test("clusteredMean with one value a cluster is the plain mean's estimate", () => {
  const sample = [3, 1, 4, 1, 5];
  const [clustered, plain] = [clusteredMean(sample, ["a", "b", "c", "d", "e"]), meanEstimate(sample)];
  assertAlmostEquals(clustered.standardError!, plain.standardError!, 1e-15);
  assertAlmostEquals(clustered.low!, plain.low!, 1e-14);
});

Deno.test("clusteredMean tells clusters named 1 and '1' apart, and does not care about order", () => {
  assertEquals(clusteredMean([1, 2], [1, "1"]).clusters, 2);
  const one = clusteredMean([1, 2, 3, 9], ["a", "a", "b", "b"]);
  assertAlmostEquals(clusteredMean([9, 1, 3, 2], ["b", "a", "b", "a"]).standardError!, one.standardError!, 1e-15);
});

Deno.test("clusteredMean has no interval where the clusters do not differ", () => {
  const { value, low, standardError, reason } = clusteredMean([1, 3, 1, 3], ["a", "a", "b", "b"]);
  assertEquals([value, low, standardError, reason], [2, null, null, "the clusters do not differ"]);
});

Deno.test("clusteredMean refuses one cluster, missing names and different lengths", () => {
  assertThrows(() => clusteredMean([1, 2], ["a", "a"]), RangeError, "at least two clusters, received 1");
  assertThrows(() => clusteredMean([], []), RangeError, "at least two clusters, received 0");
  assertThrows(() => clusteredMean([1, 2], ["a", null as unknown as string]), RangeError, "clusters[1] must be a name");
  assertThrows(() => clusteredMean([1, 2], ["a"]), RangeError, "same length");
});
