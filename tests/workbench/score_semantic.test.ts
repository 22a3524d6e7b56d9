import { assert, assertEquals, assertRejects } from "@std/assert";
import { bertScore } from "../../lib/metrics/bert_score.ts";
import { openTfidfEmbedder } from "../../lib/models/tfidf_embedder.ts";
import { scoreSemantic } from "../../lib/workbench/score_semantic.ts";
import { toyEmbedder } from "../metrics/_toy_embedder.ts";

const FEW = { resamples: 50 };

Deno.test("scoreSemantic without an embedder compares words, and is named lexical", async () => {
  const references = ["the cat sat on the mat", ["a dog barked", "some dog howled"], "rain"];
  const predictions = ["the cat sat on the mat", "the dog howled", "snow"];
  const found = await scoreSemantic(references, predictions, FEW);
  assertEquals(found.name, "lexical_similarity");
  assert(found.signature?.includes("embedder:local/tfidf"));
  assertEquals([found.scores[0], found.scores[2]], [1, 0]);
  assert(found.scores[1]! > 0.3 && found.scores[1]! < 1);
  assertEquals([found.precision, found.recall], [undefined, undefined]);
});

Deno.test("scoreSemantic by tokens without an embedder compares runs of letters, and is named lexical", async () => {
  const found = await scoreSemantic(["the runner won", "a b"], ["the runners won", "a b"], {
    ...FEW,
    metric: "bert_score",
  });
  assertEquals(found.name, "lexical_bert_score");
  assert(found.signature?.includes("embedder:local/character_grams|tokens:static"));
  // Two of three words are the same; the third shares most of its letters.
  assert(found.scores[0]! > 0.85 && found.scores[0]! < 1, String(found.scores[0]));
  assertEquals(found.scores[1], 1);
  assertEquals(found.precision?.scores[1], 1);
});

Deno.test("scoreSemantic with an embedder bears the metric's name, and gives it idf and batches", async () => {
  const embedder = toyEmbedder({ a: [1, 0], b: [0.6, 0.8], c: [0, 1] });
  const similar = await scoreSemantic(["a", "b"], ["b", "c"], { ...FEW, embedder, batchSize: 2 });
  assertEquals([similar.name, embedder.calls], ["semantic_similarity", [["a", "b"], ["c"]]]);
  const options = { ...FEW, embedder, idf: true };
  const { name, ...scores } = await scoreSemantic(["a b", "c"], ["b", "a c"], { ...options, metric: "bert_score" });
  assertEquals(name, "bert_score");
  assertEquals(scores, await bertScore(["a b", "c"], ["b", "a c"], options));
});

Deno.test("scoreSemantic calls a lexical embedder lexical also where it was given", async () => {
  const embedder = openTfidfEmbedder({ texts: ["one two", "two three"] });
  const names = ["semantic_similarity", "bert_score"] as const;
  const found = await Promise.all(names.map((metric) => scoreSemantic(["one"], ["two"], { ...FEW, metric, embedder })));
  assertEquals(found.map(({ name }) => name), ["lexical_similarity", "lexical_bert_score"]);
});

Deno.test("scoreSemantic knows rare words too: a text of words that nobody else has is like itself", async () => {
  const texts = Array.from({ length: 600 }, (_, i) => Array.from({ length: 6 }, (_, k) => `word${i}x${k}`).join(" "));
  const { scores } = await scoreSemantic(texts, texts, { resamples: 0 });
  assertEquals(new Set(scores), new Set([1]));
  const { scores: apart } = await scoreSemantic(texts, texts.toReversed(), { resamples: 0 });
  assertEquals(new Set(apart), new Set([0]));
});

Deno.test("scoreSemantic of nothing and of missing texts is null with a reason", async () => {
  for (const metric of ["semantic_similarity", "bert_score"] as const) {
    for (
      const { estimate } of [await scoreSemantic([], [], { metric }), await scoreSemantic([null], ["a"], { metric })]
    ) {
      assertEquals([estimate.value, estimate.n, typeof estimate.reason], [null, 0, "string"]);
    }
  }
});

Deno.test("scoreSemantic refuses an unknown metric with a remedy, and lists of different lengths", async () => {
  await assertRejects(
    () => scoreSemantic(["a"], ["a"], { metric: "bertscore" as "bert_score" }),
    RangeError,
    'did you mean "bert_score"?',
  );
  await assertRejects(() => scoreSemantic(["a"], []), RangeError, "references (1), predictions (0)");
  const signal = AbortSignal.abort("enough");
  assertEquals(await scoreSemantic(["a"], ["a"], { signal }).then(() => null, (why) => why), "enough");
});
