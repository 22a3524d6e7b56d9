import { assert, assertEquals, assertRejects } from "@std/assert";
import type { TextReference } from "../../lib/metrics/_item_scores.ts";
import { semanticSimilarity } from "../../lib/metrics/semantic_similarity.ts";
import { openTfidfEmbedder } from "../../lib/models/tfidf_embedder.ts";
import oracle from "../oracles/more_metrics.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";
import { toyEmbedder } from "./_toy_embedder.ts";

const { table, similar } = oracle.vectors;
const FEW = { resamples: 50 };

Deno.test("semanticSimilarity equals numpy's cosines of made-up vectors, of several references the best", async () => {
  const embedder = toyEmbedder(table);
  const references = similar.map(({ reference }) => reference.length === 1 ? reference[0] : reference);
  const found = await semanticSimilarity(references, similar.map(({ prediction }) => prediction), { ...FEW, embedder });
  found.scores.forEach((score, i) => agree(score, similar[i].score, 1e-12, `item ${i}`));
  agree(found.estimate.value, similar.reduce((sum, { score }) => sum + score, 0) / similar.length, 1e-12, "mean");
  assert(found.estimate.low! < found.estimate.value!);
  assertEquals(found.signature?.replace(/\|version:.*/, ""), "nrefs:var|embedder:toy/fixed");
  assertEquals(embedder.calls.length, 1);
  assertEquals(new Set(embedder.calls[0]).size, embedder.calls[0].length);
});

Deno.test("semanticSimilarity is symmetric, and does not depend on order, scale or batches", async () => {
  const [one, two] = [["w0", "w1", "w2", "w3"], ["w4", "w5", "w6", "w7"]];
  const embedder = toyEmbedder(table);
  const found = await semanticSimilarity(one, two, { ...FEW, embedder });
  assertEquals((await semanticSimilarity(two, one, { ...FEW, embedder })).scores, found.scores);
  const turned = await semanticSimilarity(one.toReversed(), two.toReversed(), { ...FEW, embedder, batchSize: 3 });
  assertEquals([turned.estimate, turned.scores.toReversed()], [found.estimate, found.scores]);
  const scaled = toyEmbedder(
    Object.fromEntries(Object.entries(table).map(([word, row]) => [word, row.map((x) => 8 * x)])),
  );
  (await semanticSimilarity(one, two, { ...FEW, embedder: scaled })).scores.forEach((score, i) => {
    agree(score, found.scores[i], 1e-12, `item ${i}`);
  });
});

Deno.test("semanticSimilarity of blank texts and zero vectors is null with a reason, and asks for no blank text", async () => {
  const embedder = toyEmbedder({ a: [1, 0], b: [0, 1] });
  const references: TextReference[] = ["a", "a", "", "zero", ["zero", "b", ""], null, "a"];
  const predictions = [" ", "zero", "a", "a", "b", "a", null];
  const { scores, reasons, estimate } = await semanticSimilarity(references, predictions, { ...FEW, embedder });
  assertEquals(scores, [null, null, null, null, 1, null, null]);
  assertEquals(reasons, [
    "the prediction is blank",
    "the embedder has no direction for the prediction: its vector is zero",
    "the reference is blank, or the embedder has no direction for it: its vector is zero",
    "the reference is blank, or the embedder has no direction for it: its vector is zero",
    null,
    "there is no reference",
    "there is no prediction",
  ]);
  assertEquals([estimate.value, estimate.n, estimate.excluded], [1, 1, 6]);
  assertEquals([estimate.worst, estimate.best], [-5 / 7, 1]);
  assertEquals(embedder.calls, [["a", "zero", "b"]]);
});

Deno.test("semanticSimilarity keeps negative cosines", async () => {
  const embedder = toyEmbedder({ up: [1, 1], down: [-2, -2] });
  agree((await semanticSimilarity(["up"], ["down"], { ...FEW, embedder })).scores[0], -1, 1e-15, "opposite");
});

Deno.test("semanticSimilarity takes every embedder of the models room", async () => {
  const references = ["the cat sat", "dogs bark"];
  const embedder = openTfidfEmbedder({ texts: references });
  const { scores, signature } = await semanticSimilarity(references, ["the cat sat", "cats"], { ...FEW, embedder });
  assertEquals(scores, [1, null]);
  assert(signature?.includes("embedder:local/tfidf"));
});

Deno.test("semanticSimilarity of nothing is null and calls nobody; lists of different lengths reject", async () => {
  const embedder = toyEmbedder({ a: [1] });
  const { estimate } = await semanticSimilarity([], [], { ...FEW, embedder });
  assertEquals([estimate.value, estimate.n, typeof estimate.reason, embedder.calls], [null, 0, "string", []]);
  await assertRejects(() => semanticSimilarity(["a"], [], { embedder }), RangeError, "references (1), predictions (0)");
});

Deno.test("semanticSimilarity lets the embedder's own failure through, and stops with the signal's reason", async () => {
  const embedder = { id: "broken", embed: () => Promise.reject(new Error("no quota")) };
  await assertRejects(() => semanticSimilarity(["a"], ["b"], { embedder }), Error, "no quota");
  const options = { embedder: toyEmbedder({ a: [1] }), signal: AbortSignal.abort("enough") };
  assertEquals(await semanticSimilarity(["a"], ["a"], options).then(() => null, (why) => why), "enough");
});
