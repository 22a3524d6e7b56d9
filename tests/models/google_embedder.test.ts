import { assertEquals, assertRejects } from "@std/assert";
import { openGoogleEmbedder } from "../../lib/models/google_embedder.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";
import { serveGoogle } from "../fakes/_google.ts";
import { type FakeServer, faultsInOrder } from "../fakes/_server.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const open = (server: FakeServer) =>
  openGoogleEmbedder("embed-fake", { apiKey: "very-secret-key", baseUrl: server.url, timeoutSeconds: 20 });

function openOn(answer: unknown) {
  const fetch = () => Promise.resolve(Response.json(answer));
  return openGoogleEmbedder("m", { apiKey: "very-secret-key", baseUrl: "http://localhost", fetch });
}

Deno.test("openGoogleEmbedder embeds one text by embedContent and many by batches of 100, in their order", async () => {
  await using server = serveGoogle();
  const embedder = open(server);
  assertEquals(embedder.id, "google/embed-fake");
  assertEquals(await embedder.embed([]), []);
  assertEquals(await embedder.embed(["four"]), [new Float64Array([4, 0.25])]);
  const texts = Array.from({ length: 250 }, (_, i) => "x".repeat(i + 1));
  const vectors = await embedder.embed(Object.freeze(texts));
  assertEquals(vectors.map(([length]) => length), texts.map((text) => text.length));
  assertEquals(server.calls.map(({ path }) => path.split(":")[1]), [
    "embedContent",
    ...Array(3).fill("batchEmbedContents"),
  ]);
  assertEquals(server.violations, []);
});

Deno.test("openGoogleEmbedder tells faults as what they are and rejects with the signal's reason", async () => {
  await using server = serveGoogle(undefined, { faults: faultsInOrder("429", "truncated-json", "reset-mid-body") });
  for (const kind of ["rate_limit", "malformed", "connection"]) {
    assertEquals((await assertRejects(() => open(server).embed(["a", "b"]), ProviderError)).kind, kind);
  }
  const signal = AbortSignal.abort("enough");
  assertEquals(await open(server).embed(["a"], { signal }).then(() => null, (reason) => reason), "enough");
});

Deno.test("openGoogleEmbedder refuses vectors that are missing, of other lengths or no numbers", async () => {
  const answers = [
    {},
    { embeddings: "x" },
    { embeddings: [{ values: [1] }] },
    { embeddings: [{ values: [1] }, { values: [1, 2] }] },
    { embeddings: [{ values: [1] }, { values: [null] }] },
    { embeddings: [{ values: [1] }, { values: [] }] },
    { embeddings: [{ values: [1] }, {}] },
    { embeddings: [{ values: [1] }, { values: { length: 1, 0: 1 } }] },
  ];
  for (const answer of answers) {
    const error = await assertRejects(() => openOn(answer).embed(["a", "b"]), ProviderError);
    assertEquals(error.kind, "malformed", JSON.stringify(answer));
  }
});
