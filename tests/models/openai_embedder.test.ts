import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { openOpenAIEmbedder } from "../../lib/models/openai_embedder.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";
import { openAIError, serveOpenAI } from "../fakes/_openai.ts";
import { type FakeServer, faultsInOrder } from "../fakes/_server.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function open(server: FakeServer, options: { batchSize?: number } = {}) {
  return openOpenAIEmbedder("embed-fake", { apiKey: "", baseUrl: `${server.url}/v1`, timeoutSeconds: 20, ...options });
}

function openOn(answer: unknown) {
  const fetch = () => Promise.resolve(answer instanceof Response ? answer : Response.json(answer));
  return openOpenAIEmbedder("m", { apiKey: "", baseUrl: "http://localhost/v1", fetch });
}

Deno.test("openOpenAIEmbedder embeds in batches and gives vectors in the order of the texts, not of the answer", async () => {
  await using server = serveOpenAI();
  const texts = Array.from({ length: 25 }, (_, i) => "x".repeat(i + 1));
  const vectors = await open(server, { batchSize: 10 }).embed(Object.freeze(texts));
  assertEquals(vectors.map(([length]) => length), texts.map((text) => text.length));
  assertEquals(vectors[0], new Float64Array([1, 0, 0.5]));
  assertEquals(server.calls.map(({ body }) => (body as { input: unknown[] }).input.length), [10, 10, 5]);
  assertEquals(await open(server).embed([]), []);
  assertEquals([server.count, server.violations], [3, []]);
});

Deno.test("openOpenAIEmbedder keeps long texts to few a batch, and sends one that is too long by itself", async () => {
  await using server = serveOpenAI();
  await open(server).embed(["a".repeat(200_000), "b".repeat(200_000), "c".repeat(300_000), "d"]);
  assertEquals(server.calls.map(({ body }) => (body as { input: unknown[] }).input.length), [1, 1, 1, 1]);
});

Deno.test("openOpenAIEmbedder tells faults as what they are and rejects with the signal's reason", async () => {
  await using server = serveOpenAI(undefined, { faults: faultsInOrder("500", "truncated-json", "reset") });
  for (const kind of ["server", "malformed", "connection"]) {
    assertEquals((await assertRejects(() => open(server).embed(["a"]), ProviderError)).kind, kind);
  }
  const signal = AbortSignal.abort("enough");
  assertEquals(await open(server).embed(["a"], { signal }).then(() => null, (reason) => reason), "enough");
  const unknown = openAIError(404, { message: "no such model", code: "model_not_found" });
  assertEquals((await assertRejects(() => openOn(unknown).embed(["a"]), ProviderError)).kind, "not_found");
});

Deno.test("openOpenAIEmbedder refuses vectors that are missing, doubled, of other lengths or no numbers", async () => {
  const row = (index: unknown, embedding: unknown) => ({ index, embedding });
  const answers = [
    {},
    { data: "x" },
    { data: [row(0, [1])] },
    { data: [row(0, [1]), row(0, [1])] },
    { data: [row(0, [1]), row(2, [1])] },
    { data: [row(0, [1]), row("__proto__", [1])] },
    { data: [row(0, [1]), row(1, [1, 2])] },
    { data: [row(0, [1]), row(1, ["1"])] },
    { data: [row(0, [1]), row(1, "AACAPw==")] },
    { data: [row(0, [1]), row(1, [])] },
  ];
  for (const answer of answers) {
    const error = await assertRejects(() => openOn(answer).embed(["a", "b"]), ProviderError);
    assertEquals(error.kind, "malformed", JSON.stringify(answer));
  }
});

Deno.test("openOpenAIEmbedder refuses batch sizes out of range", () => {
  for (const batchSize of [0, 2049, 1.5]) {
    assertThrows(() => openOpenAIEmbedder("m", { apiKey: "", batchSize }), RangeError, "batchSize");
  }
});
