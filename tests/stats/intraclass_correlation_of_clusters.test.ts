import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { intraclassCorrelation } from "../../lib/stats/intraclass_correlation.ts";
import { intraclassCorrelationOfClusters } from "../../lib/stats/intraclass_correlation_of_clusters.ts";
import oracle from "../oracles/power.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("the estimate and Searle's interval follow from scipy's F ratio", () => {
  for (const { sample, clusters, ...expected } of oracle.correlations) {
    const found = intraclassCorrelationOfClusters(sample, clusters);
    for (const end of ["value", "low", "high"] as const) {
      agree(found[end], expected[end], 1e-9, `${clusters.length} values, ${end}`);
    }
    assertEquals(found.n, sample.length);
  }
});

Deno.test("clusters of one size are raters of their own: ICC(1,1) of Shrout and Fleiss", () => {
  const ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
  const found = intraclassCorrelationOfClusters(ratings.flat(), ratings.flatMap((row, i) => row.map(() => i)));
  const expected = intraclassCorrelation(ratings, { model: "ICC1" });
  for (const end of ["value", "low", "high"] as const) assertAlmostEquals(found[end]!, expected[end]!, 1e-12);
  assertEquals([found.clusters, found.sizes], [6, [4, 4, 4, 4, 4, 4]]);
});

Deno.test("the order of items and the names of clusters do not matter", () => {
  const sample = [1, 4, 2, 8, 5, 7, 1, 1];
  const one = intraclassCorrelationOfClusters(sample, ["a", "b", "a", "b", "c", "b", "c", "a"]);
  const mirrored = intraclassCorrelationOfClusters([...sample].reverse(), ["a", "c", "b", "c", "b", "a", "b", "a"]);
  assertAlmostEquals(one.value!, mirrored.value!, 1e-14);
});

Deno.test("clusters that all hold the same mixture have a correlation below 0", () => {
  const { value, low, high } = intraclassCorrelationOfClusters([0, 1, 0, 1, 0, 1], [1, 1, 2, 2, 3, 3]);
  assertAlmostEquals(value!, -1, 1e-14);
  assert(low! <= value! && high! >= value!);
});

Deno.test("what cannot be told is null with a reason", () => {
  const reasonOf = (sample: number[], clusters: number[]) => {
    const { low, high, reason } = intraclassCorrelationOfClusters(sample, clusters);
    assertEquals([low, high], [null, null]);
    return reason;
  };
  assertEquals(reasonOf([], []), "it takes at least two clusters");
  assertEquals(reasonOf([1], [1]), "it takes at least two clusters");
  assertEquals(reasonOf([1, 2], [1, 1]), "it takes at least two clusters");
  assertEquals(reasonOf([1, 2], [1, 2]), "every cluster has one value only");
  assertEquals(reasonOf([5, 5, 5], [1, 1, 2]), "the values do not vary");
  const alike = intraclassCorrelationOfClusters([1, 1, 2, 2], [1, 1, 2, 2]);
  assertEquals([alike.value, alike.low], [1, null]);
});

Deno.test("values and names that are none are refused", () => {
  assertThrows(() => intraclassCorrelationOfClusters([1, NaN], [1, 1]), RangeError, "sample[1]");
  assertThrows(() => intraclassCorrelationOfClusters([1, 2], [1]), RangeError, "same length");
  assertThrows(() => intraclassCorrelationOfClusters([1, 2], [1, NaN]), RangeError, "clusters[1] must be a name");
  assertThrows(() => intraclassCorrelationOfClusters([1, 2], [1, 2], { level: 1 }), RangeError, "level");
});
