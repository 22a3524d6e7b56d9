import type { Embedding } from "../../lib/metrics/_vectors.ts";

/** An embedder of made-up vectors that keeps what it was asked; a text that has none gets the zero vector. */
export function toyEmbedder(vectors: Readonly<Record<string, readonly number[]>>): Embedding & { calls: string[][] } {
  const calls: string[][] = [];
  const width = Object.values(vectors)[0].length;
  return {
    id: "toy/fixed",
    calls,
    embed(texts) {
      calls.push([...texts]);
      const vectorOf = (text: string) =>
        Object.hasOwn(vectors, text) ? vectors[text] : new Array<number>(width).fill(0);
      return Promise.resolve(texts.map((text) => Float64Array.from(vectorOf(text))));
    },
  };
}
