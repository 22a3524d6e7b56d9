import { assert, assertEquals, assertRejects } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { cosineOf, type Embedding, embedTexts } from "../../lib/metrics/_vectors.ts";
import { toyEmbedder } from "./_toy_embedder.ts";

const giving = (vectors: unknown): Embedding => ({
  id: "toy",
  embed: () => Promise.resolve(vectors as Float64Array[]),
});

Deno.test("embedTexts asks for each distinct text once, in batches if told", async () => {
  const embedder = toyEmbedder({ a: [1, 0], b: [0, 2], c: [3, 4] });
  const found = await embedTexts("score", ["a", "b", "a", "c", "b"], embedder, { batchSize: 2 });
  assertEquals(embedder.calls, [["a", "b"], ["c"]]);
  assertEquals([...found.keys()], ["a", "b", "c"]);
  await embedTexts("score", ["a", "b", "c"], embedder);
  assertEquals(embedder.calls[2], ["a", "b", "c"]);
  await embedTexts("score", [], embedder);
  assertEquals(embedder.calls.length, 3);
});

Deno.test("embedTexts gives directions of length 1, null for zero, whatever the scale, and leaves the vectors alone", async () => {
  const vectors = [[3, 4], [3e300, 4e300], [3e-310, 4e-310], [0, -0]].map((numbers) => Float64Array.from(numbers));
  const before = structuredClone(vectors);
  const found = await embedTexts("score", ["a", "b", "c", "d"], giving(vectors));
  for (const text of ["a", "b", "c"]) {
    const [x, y] = found.get(text)!;
    assert(Math.abs(x - 0.6) < 1e-12 && Math.abs(y - 0.8) < 1e-12, `${text}: ${x} ${y}`);
  }
  assertEquals(found.get("d"), null);
  assertEquals(vectors, before);
});

Deno.test("embedTexts rejects answers that cannot be compared, and names the embedder", async () => {
  const bad: [unknown, string][] = [
    [[new Float64Array(2)], "2 texts must give as many vectors, received 1 vectors"],
    [null, "received null"],
    [[null, Float64Array.of(1)], "a vector must be a list of numbers, received null"],
    [[Float64Array.of(1), Float64Array.of(1, 2)], "all vectors must have one length, received 1 and 2 numbers"],
    [[Float64Array.of(1), Float64Array.of(NaN)], "vectors must be finite numbers, received NaN"],
    [[Float64Array.of(Infinity), Float64Array.of(1)], "received Infinity"],
  ];
  for (const [vectors, message] of bad) {
    const error = await assertRejects(() => embedTexts("score", ["a", "b"], giving(vectors)), AssayError, message);
    assertEquals((error as AssayError).code, "provider_failed");
    assert((error as AssayError).message.startsWith("Cannot score with the embedder toy"));
  }
});

Deno.test("embedTexts rejects what is no embedder, a batch size of 0, and with the signal's reason between batches", async () => {
  for (const none of [undefined, null, {}, { id: "", embed: () => {} }, { id: "x" }]) {
    await assertRejects(
      () => embedTexts("score", ["a"], none as unknown as Embedding),
      TypeError,
      "embedder must have",
    );
  }
  await assertRejects(() => embedTexts("score", ["a"], giving([]), { batchSize: 0 }), RangeError, "batchSize");
  const controller = new AbortController();
  const embedder = toyEmbedder({ a: [1], b: [1] });
  const stopping: Embedding = {
    id: "toy",
    embed: (texts) => {
      controller.abort("enough");
      return embedder.embed(texts);
    },
  };
  const reason = await embedTexts("score", ["a", "b"], stopping, { batchSize: 1, signal: controller.signal })
    .then(() => null, (why) => why);
  assertEquals([reason, embedder.calls.length], ["enough", 1]);
});

Deno.test("cosineOf stays within -1 and 1", () => {
  const third = 1 / Math.sqrt(3) * (1 + 1e-15);
  const [a, b] = [Float64Array.of(third, third, third), Float64Array.of(third, third, third)];
  assertEquals([cosineOf(a, b), cosineOf(a, b.map((x) => -x)), cosineOf(a, a)], [1, -1, 1]);
});
