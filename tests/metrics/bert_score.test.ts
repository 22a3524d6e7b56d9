import { assert, assertEquals, assertRejects } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { type EmbeddedTokens, tokensOf } from "../../lib/metrics/_token_matching.ts";
import { bertScore } from "../../lib/metrics/bert_score.ts";
import oracle from "../oracles/more_metrics.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";
import { toyEmbedder } from "./_toy_embedder.ts";

const { table, matched } = oracle.vectors;
const FEW = { resamples: 50 };
const REFERENCES = matched.map(({ references }) => references);
const PREDICTIONS = matched.map(({ prediction }) => prediction);

Deno.test("bertScore equals greedy matching by numpy over all pairs, plain and weighted by idf", async () => {
  for (const idf of [false, true]) {
    const found = await bertScore(REFERENCES, PREDICTIONS, { ...FEW, embedder: toyEmbedder(table), idf });
    matched.forEach((row, i) => {
      const [precision, recall, f1] = idf ? row.idf : row.plain;
      agree(found.precision.scores[i], precision, 1e-11, `precision ${i}`);
      agree(found.recall.scores[i], recall, 1e-11, `recall ${i}`);
      agree(found.scores[i], f1, 1e-11, `f1 ${i}`);
    });
    assert(found.estimate.low! < found.estimate.value! && found.estimate.value! < found.estimate.high!);
    const settings = `embedder:toy/fixed|tokens:static|idf:${idf ? "yes" : "no"}|rescaled:no`;
    assertEquals(found.signature?.replace(/\|version:.*/, ""), `nrefs:var|${settings}`);
  }
});

Deno.test("bertScore embeds each distinct token once, by itself", async () => {
  const embedder = toyEmbedder({ a: [1, 0], b: [0, 1], c: [1, 1] });
  await bertScore(["a b a", ["b", "a"]], ["a c", "b b"], { ...FEW, embedder, batchSize: 2 });
  assertEquals(embedder.calls, [["a", "b"], ["c"]]);
});

Deno.test("bertScore of swapped texts swaps precision and recall", async () => {
  const singles = REFERENCES.map(([first]) => first);
  const embedder = toyEmbedder(table);
  const one = await bertScore(singles, PREDICTIONS, { ...FEW, embedder });
  const other = await bertScore(PREDICTIONS, singles, { ...FEW, embedder });
  assertEquals([other.precision.scores, other.recall.scores], [one.recall.scores, one.precision.scores]);
  one.scores.forEach((score, i) => agree(other.scores[i], score, 1e-12, `item ${i}`));
});

Deno.test("bertScore matches a token without direction with its equals only", async () => {
  const embedder = toyEmbedder({ a: [1, 0] });
  const { scores, precision, recall } = await bertScore(["a zz", "zz", "zz"], ["a zz", "yy", "zz a"], {
    ...FEW,
    embedder,
  });
  assertEquals([scores[0], scores[1]], [1, 0]);
  assertEquals([precision.scores[2], recall.scores[2]], [0.5, 1]);
});

Deno.test("bertScore of an empty text is 0 against words, and null against another empty one", async () => {
  const embedder = toyEmbedder({ a: [1] });
  const found = await bertScore(["a", "", "", ["", "a"], null], ["", "a", " ", "a", "a"], { ...FEW, embedder });
  assertEquals(found.scores, [0, 0, null, 1, null]);
  assertEquals(found.reasons, [null, null, "neither text has a token", null, "there is no reference"]);
  assertEquals([found.precision.scores, found.recall.estimate.excluded], [found.scores, 2]);
});

Deno.test("bertScore with idf gives tokens that every reference holds no weight, and says so where none is left", async () => {
  const embedder = toyEmbedder({ a: [1, 0], b: [0, 1] });
  const { scores, reasons, signature } = await bertScore(["a", "a"], ["a", "b"], { ...FEW, embedder, idf: true });
  assertEquals(scores, [null, null]);
  assertEquals(reasons[0], "no token of a text has a weight: all references hold them");
  assert(signature?.includes("idf:yes"));
  // Here a is in both references and b in one: recall and precision look at b alone.
  const rare = await bertScore(["a b", "a"], ["b", "b a a a"], { ...FEW, embedder, idf: true });
  assertEquals(rare.recall.scores[0], 1);
});

Deno.test("bertScore is 0 where precision and recall differ in sign, and keeps two negative ones", async () => {
  const embedder = toyEmbedder({ up: [1, 0], under: [0, -1], nearly: [0.1, Math.sqrt(0.99)], low: [-0.8, -0.6] });
  const { scores, precision, recall } = await bertScore(["up", "up under"], ["low", "nearly"], { ...FEW, embedder });
  agree(scores[0], -0.8, 1e-12, "both negative");
  agree(precision.scores[1], 0.1, 1e-12, "precision");
  agree(recall.scores[1], (0.1 - Math.sqrt(0.99)) / 2, 1e-12, "recall");
  assertEquals(scores[1], 0);
});

Deno.test("bertScore takes vectors that depend on the text, where the embedder has such", async () => {
  const asked: string[][] = [];
  const embedder = {
    id: "toy/contextual",
    embedTokens(texts: readonly string[]): Promise<EmbeddedTokens[]> {
      asked.push([...texts]);
      return Promise.resolve(texts.map((text) => {
        const tokens = text.split(" ");
        // The bank of a river is another one than that of money.
        const side = text.includes("river") ? 1 : 0;
        return { tokens, vectors: tokens.map((token) => Float64Array.of(token === "bank" ? 1 - side : 0, side, 1)) };
      }));
    },
  };
  const { scores, signature } = await bertScore(["bank", "bank", "bank"], ["bank", "river bank", "bank"], {
    ...FEW,
    embedder,
  });
  assertEquals(scores[0], 1);
  assert(scores[1]! < 0.6 && scores[2] === 1);
  assertEquals(asked, [["bank", "river bank"]]);
  assert(signature?.includes("tokens:in_text"));
});

Deno.test("bertScore rejects tokens without vectors, texts that are dropped, and vectors of several lengths", async () => {
  const giving = (one: unknown) => ({ id: "toy", embedTokens: () => Promise.resolve([one] as EmbeddedTokens[]) });
  for (const bad of [undefined, { tokens: ["a"], vectors: [] }, { tokens: ["a"] }]) {
    await assertRejects(() => bertScore(["a"], ["a"], { embedder: giving(bad) }), AssayError, "as many vectors");
  }
  const uneven = { tokens: ["a", "b"], vectors: [Float64Array.of(1), Float64Array.of(1, 2)] };
  await assertRejects(() => bertScore(["a"], ["a"], { embedder: giving(uneven) }), AssayError, "one length");
  const hole = { tokens: ["a"], vectors: [null as unknown as Float64Array] };
  await assertRejects(() => bertScore(["a"], ["a"], { embedder: giving(hole) }), AssayError, "received null");
  const batchSize = 0;
  await assertRejects(() => bertScore(["a"], ["a"], { embedder: giving(uneven), batchSize }), RangeError, "batchSize");
  const none = undefined as unknown as ReturnType<typeof giving>;
  await assertRejects(() => bertScore(["a"], ["a"], { embedder: none }), TypeError, "embedder must have");
});

Deno.test("bertScore bounds the tokens of a text, and takes a splitter of one's own", async () => {
  const embedder = toyEmbedder({ a: [1], b: [1] });
  const { scores, reasons } = await bertScore(["a", "a"], ["a ".repeat(2049), "a"], { ...FEW, embedder });
  assertEquals([scores, reasons[0]], [[null, 1], "a text has more than 2048 tokens"]);
  const letters = toyEmbedder({ a: [1, 0], b: [0, 1] });
  const found = await bertScore(["ab"], ["ba"], { ...FEW, embedder: letters, tokenise: (text) => [...text] });
  assertEquals([found.scores, letters.calls], [[1], [["a", "b"]]]);
});

Deno.test("bertScore of nothing is null with a reason, and lists of different lengths reject", async () => {
  const embedder = toyEmbedder({ a: [1] });
  const { estimate, precision, recall } = await bertScore([], [], { ...FEW, embedder });
  for (const one of [estimate, precision.estimate, recall.estimate]) {
    assertEquals([one.value, one.n, typeof one.reason], [null, 0, "string"]);
  }
  await assertRejects(() => bertScore(["a"], [], { embedder }), RangeError, "references (1), predictions (0)");
});

Deno.test("tokensOf keeps words of any script whole and signs apart, in linear time", () => {
  assertEquals(tokensOf("Don't stop, nai\u0308ve! हिन्दी 3.5"), [
    ...["Don", "'", "t", "stop", ",", "na\u00efve", "!", "हिन्दी", "3", ".", "5"],
  ]);
  assertEquals([tokensOf(""), tokensOf(" \n")], [[], []]);
  assertEquals(tokensOf("!".repeat(100_000)).length, 100_000);
});
