import type { Embedder } from "../models/model.ts";

const ID = "local/character_grams";
const WIDTH = 512;
const [SHORTEST, LONGEST] = [3, 5];

/**
 * Vectors of single tokens that runs of letters make alike: lower-case character 3- to 5-grams of the padded token, hashed to
 * 512 places with a sign, so that chance collisions cancel out on average. It knows spelling, no meaning.
 */
export function openCharacterGrams(): Embedder {
  return {
    id: ID,
    // deno-lint-ignore require-await -- a rejected promise, not a throw, is what callers of any embedder expect
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      return texts.map(toVector);
    },
  };
}

function toVector(text: string): Float64Array {
  const vector = new Float64Array(WIDTH);
  if (text.trim() === "") return vector;
  const letters = [...` ${text.toLowerCase()} `].map((letter) => letter.codePointAt(0)!);
  for (let n = SHORTEST; n <= LONGEST; n++) {
    const count = Math.max(1, letters.length - n + 1);
    for (let at = 0; at < count; at++) {
      const hash = hashOf(letters, at, Math.min(at + n, letters.length));
      vector[hash % WIDTH] += hash & 0x80000000 ? -1 : 1;
    }
    if (count === 1) break;
  }
  return vector;
}

/** FNV-1a over code points, its bits mixed once more. */
function hashOf(letters: readonly number[], from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ letters[at], 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
