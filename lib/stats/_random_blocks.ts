import { checkInteger } from "../core/checks.ts";
import type { Random } from "../core/random.ts";

/** A source of random numbers that also gives many at once. */
export interface RandomBlocks {
  /** The next number. */
  readonly next: Random;
  /** Writes the next numbers, as many as are asked for, to the beginning of the block. */
  readonly fill: (block: Uint32Array, count: number) => void;
}

/**
 * The numbers of `random(seed)`, which a block at a time take a third of the time: the state stays in registers.
 *
 * @param seed a whole number, 0 to 2⁵³ − 1
 * @returns the source
 * @throws {RangeError} if the seed is not such a number
 */
export function randomBlocks(seed: number): RandomBlocks {
  checkInteger("seed the random source", "seed", seed, { min: 0 });
  let [a, b, c, d] = [0x9e3779b9 | 0, 0x243f6a88 | 0, seed | 0, (Math.floor(seed / 2 ** 32) * 2 + 1) | 0];
  const fill = (block: Uint32Array, count: number) => {
    let [p, q, r, s] = [a, b, c, d];
    for (let i = 0; i < count; i++) {
      const t = (((p + q) | 0) + s) | 0;
      s = (s + 1) | 0;
      p = q ^ (q >>> 9);
      q = (r + (r << 3)) | 0;
      r = (((r << 21) | (r >>> 11)) + t) | 0;
      block[i] = t;
    }
    [a, b, c, d] = [p, q, r, s];
  };
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  fill(new Uint32Array(20), 20);
  return { next, fill };
}
