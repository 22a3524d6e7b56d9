import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { openTfidfEmbedder } from "../../lib/models/tfidf_embedder.ts";
import oracle from "../oracles/models.json" with { type: "json" };

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);

Deno.test("openTfidfEmbedder weighs words as the formula of sklearn's TfidfVectorizer says", async () => {
  const [a, b] = await openTfidfEmbedder().embed(["Cat cat dog", "dog!"]);
  // By hand: df(cat) = 1, df(dog) = 2 of 2 texts; idf ln(3/2) + 1 and 1.
  const cat = 2 * (Math.log(1.5) + 1);
  assertAlmostEquals(a[0], cat / Math.hypot(cat, 1), 1e-15);
  assertAlmostEquals(a[1], 1 / Math.hypot(cat, 1), 1e-15);
  assertEquals(b, new Float64Array([0, 1]));
});

Deno.test("openTfidfEmbedder gives vectors of length 1 or zero, the same for the same texts", async () => {
  const texts = Object.freeze([...oracle.texts, "", "? !"]);
  const embedder = openTfidfEmbedder({ texts });
  const vectors = await embedder.embed(texts);
  assertEquals(new Set(vectors.map((vector) => vector.length)).size, 1);
  for (const vector of vectors) {
    const length = Math.sqrt(dot(vector, vector));
    assert(length === 0 || Math.abs(length - 1) < 1e-12);
  }
  assertEquals(Math.max(...vectors.at(-1)!, ...vectors.at(-2)!), 0);
  assertEquals(await openTfidfEmbedder({ texts }).embed(texts), vectors);
  assertEquals(await embedder.embed([texts[1]]), [vectors[1]]);
});

Deno.test("openTfidfEmbedder finds texts alike that share rare words", async () => {
  const [query, rare, common] = await openTfidfEmbedder().embed([
    "the zebra of the house",
    "a zebra in the garden",
    "the house of the lord of the house",
    ...Array.from({ length: 20 }, () => "the house of cards"),
  ]);
  const alone = await openTfidfEmbedder().embed(["the zebra of the house", "a zebra in the garden"]);
  assert(dot(query, common) > 0 && dot(query, rare) > dot(alone[0], alone[1]));
});

Deno.test("openTfidfEmbedder knows no words but those it was given, and keeps those that most texts hold", async () => {
  const embedder = openTfidfEmbedder({ texts: ["aa bb", "aa cc", "cc aa dd"], maxWords: 2 });
  const vectors = await embedder.embed(["aa aa", "cc", "bb dd", "constructor __proto__"]);
  assertEquals(vectors, [[1, 0], [0, 1], [0, 0], [0, 0]].map((values) => Float64Array.from(values)));
  assertEquals(await openTfidfEmbedder().embed([]), []);
});

Deno.test("openTfidfEmbedder refuses numbers of words out of range, and rejects with the signal's reason", async () => {
  for (const maxWords of [0, 100_001, 1.5]) assertThrows(() => openTfidfEmbedder({ maxWords }), RangeError, "maxWords");
  const signal = AbortSignal.abort("enough");
  assertEquals(await openTfidfEmbedder().embed(["a"], { signal }).then(() => null, (reason) => reason), "enough");
});
