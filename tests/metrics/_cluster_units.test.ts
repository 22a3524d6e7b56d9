import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { clustersAt } from "../../lib/metrics/_cluster_units.ts";
import { calibration } from "../../lib/metrics/calibration.ts";
import { cohenKappa } from "../../lib/metrics/cohen_kappa.ts";
import { contains } from "../../lib/metrics/contains.ts";
import { exactMatch } from "../../lib/metrics/exact_match.ts";
import { f1Score } from "../../lib/metrics/f1_score.ts";
import { jaccardScore } from "../../lib/metrics/jaccard_score.ts";
import { matthews } from "../../lib/metrics/matthews.ts";
import { meanAbsoluteError } from "../../lib/metrics/mean_absolute_error.ts";
import { precision } from "../../lib/metrics/precision.ts";
import { recall } from "../../lib/metrics/recall.ts";
import { tokenF1 } from "../../lib/metrics/token_f1.ts";
import { wordErrorRate } from "../../lib/metrics/word_error_rate.ts";
import { clusteredProportion } from "../../lib/stats/clustered_proportion.ts";

const references = Object.freeze(["a", "a", "b", "c"]);
const predictions = Object.freeze(["a", "b", "b", "c"]);

Deno.test("clustersAt keeps the clusters of the items that are kept", () => {
  assertEquals(clustersAt(["x", "y", "z"], [0, 2], 3), ["x", "z"]);
  assertEquals(clustersAt(undefined, [0, 2], 3), undefined);
});

Deno.test("metrics refuse clusters that are fewer or more than the items", () => {
  for (const clusters of [["x", "y"], ["x", "y", "x", "y", "x"]]) {
    const options = { clusters, resamples: 50 };
    const runs = [
      () => tokenF1(references, predictions, options),
      () => exactMatch(references, predictions, options),
      () => wordErrorRate(references, predictions, options),
      () => f1Score(references, predictions, options),
      () => matthews(references, predictions, options),
      () => cohenKappa(references, predictions, options),
      () => meanAbsoluteError([1, 2, 3, 4], [1, 2, 4, 4], options),
      () => calibration([true, false, true, true], [0.9, 0.2, 0.7, 0.6], options),
    ];
    for (const run of runs) assertThrows(run, RangeError, `items (4), clusters (${clusters.length})`);
  }
});

Deno.test("shares of texts know of the clusters of the items that have a score", () => {
  const texts = Array.from({ length: 41 }, (_, i) => i === 7 ? null : i < 20 ? "a" : "b");
  const clusters = texts.map((_, i) => `doc ${Math.floor(i / 10)}`);
  const kept = texts.flatMap((text, i) => text === null ? [] : [i]);
  const wanted = clusteredProportion(kept.map((i) => i < 20), kept.map((i) => clusters[i]));
  for (const metric of [exactMatch, contains]) {
    const { estimate } = metric(texts.map(() => "a"), texts, { clusters });
    assertEquals([estimate.low, estimate.high, estimate.method], [wanted.low, wanted.high, "clustered wilson"]);
    assertEquals([estimate.n, estimate.excluded], [40, 1]);
    const { estimate: plain } = metric(texts.map(() => "a"), texts);
    assertEquals([plain.method, plain.value], ["wilson", estimate.value]);
    assertNotEquals(plain.low, estimate.low);
    const { estimate: alone } = metric(texts.map(() => "a"), texts, { clusters: texts.map(() => "one") });
    assertEquals([alone.low, alone.high, alone.reason], [null, null, "all items are of one cluster"]);
  }
});

Deno.test("precision and recall of one class know of the clusters of the items that count", () => {
  const references = Array.from({ length: 40 }, (_, i) => i % 4 === 0 ? "b" : "a");
  const predictions = references.map((label, i) => i === 3 ? null : i < 20 ? label : "b");
  const clusters = references.map((_, i) => Math.floor(i / 10));
  for (const metric of [precision, recall]) {
    const own = metric === precision ? predictions : references;
    const kept = [...own.keys()].filter((i) => own[i] === "b" && predictions[i] !== null);
    const hits = kept.map((i) => references[i] === predictions[i]);
    const wanted = clusteredProportion(hits, kept.map((i) => clusters[i]));
    const found = metric(references, predictions, { positive: "b", clusters });
    assertEquals([found.low, found.high, found.reason], [wanted.low, wanted.high, wanted.reason]);
    assertEquals([found.n, found.method], [kept.length, "clustered wilson"]);
  }
});

Deno.test("scores of sets of labels know of the clusters of the answered items, whatever the average", () => {
  const references = Array.from({ length: 42 }, (_, i) => i % 3 === 0 ? ["a", "b"] : ["b"]);
  const predictions = references.map((labels, i) => i % 7 === 3 ? null : i < 20 ? labels : ["a"]);
  const clusters = references.map((_, i) => Math.floor(i / 7));
  const kept = [...predictions.keys()].filter((i) => predictions[i] !== null);
  const of = <T>(list: readonly T[]) => kept.map((i) => list[i]);
  for (const average of ["macro", "weighted", "micro", "samples"] as const) {
    const options = { average, resamples: 200 };
    const { estimate } = jaccardScore(references, predictions, { ...options, clusters });
    const alone = jaccardScore(of(references), of(predictions), { ...options, clusters: of(clusters) }).estimate;
    const plain = jaccardScore(references, predictions, options).estimate;
    assertEquals([estimate.value, estimate.low, estimate.high, estimate.n], [alone.value, alone.low, alone.high, 36]);
    assertEquals([plain.value, plain.n, plain.excluded], [estimate.value, 36, 6]);
    assertNotEquals([plain.low, plain.high], [estimate.low, estimate.high]);
  }
});
