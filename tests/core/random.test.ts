import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { random, randomBelow, randomBlocks, shuffled } from "../../lib/core/random.ts";

const stream = (seed: number, length = 8) => {
  const source = random(seed);
  return Array.from({ length }, source);
};

Deno.test("the same seed gives the same stream of 32-bit numbers", () => {
  assertEquals(stream(7), stream(7));
  for (const value of stream(7, 1000)) assert(Number.isInteger(value) && value >= 0 && value < 2 ** 32);
});

Deno.test("seeds that differ anywhere in their 53 bits give different streams", () => {
  const seeds = [
    0,
    1,
    2,
    7,
    2 ** 31,
    2 ** 32,
    2 ** 32 + 1,
    2 ** 32 + 7,
    2 ** 33,
    2 ** 33 + 7,
    3 * 2 ** 32 + 7,
    Number.MAX_SAFE_INTEGER,
  ];
  const streams = new Map(seeds.map((seed) => [stream(seed).join(), seed]));
  assertEquals(streams.size, seeds.length);
  assertNotEquals(stream(7), stream(8));
});

Deno.test("seeds that are no whole number from 0 are refused", () => {
  for (const seed of [-1, 1.5, NaN, Infinity, 2 ** 53]) {
    assertThrows(() => random(seed), RangeError, "seed must be a whole number");
  }
});

/** Pearson's chi-square of equal frequencies. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

Deno.test("numbers below a bound are uniform", () => {
  const source = random(1);
  const counts = Array(100).fill(0);
  for (let i = 0; i < 100_000; i++) counts[randomBelow(source, 100)]++;
  // The 0.999 quantile of chi-square with 99 degrees of freedom is 148.23 (scipy.stats.chi2.ppf(0.999, 99)).
  assert(chiSquare(counts) < 148.23, `${chiSquare(counts)}`);
});

Deno.test("all orders of four are equally likely", () => {
  const source = random(2);
  const counts = new Map<string, number>();
  for (let i = 0; i < 24_000; i++) {
    const order = shuffled([..."abcd"], source).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assertEquals(counts.size, 24);
  // The 0.999 quantile of chi-square with 23 degrees of freedom is 49.73 (scipy.stats.chi2.ppf(0.999, 23)).
  assert(chiSquare([...counts.values()]) < 49.73, `${chiSquare([...counts.values()])}`);
});

Deno.test("a shuffled list is a permutation, and the list itself stays", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
      const frozen = Object.freeze([...items]);
      const order = (a: number, b: number) => a - b;
      assertEquals(shuffled(frozen, random(seed)).toSorted(order), items.toSorted(order));
      assertEquals(frozen, items);
    }),
    { seed: 1 },
  );
});

Deno.test("randomBlocks gives the numbers of random, one by one or many at once", () => {
  for (const seed of [0, 1, 20_260_101, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER]) {
    const [one, blocks] = [random(seed), randomBlocks(seed)];
    const block = new Uint32Array(7);
    const found: number[] = [];
    for (const count of [3, 0, 7, 1]) {
      found.push(blocks.next());
      blocks.fill(block, count);
      found.push(...block.subarray(0, count));
    }
    assertEquals(found, found.map(() => one()));
  }
});

Deno.test("randomBlocks leaves the rest of the block as it was, and refuses what is no seed", () => {
  const block = new Uint32Array([1, 2, 3]);
  randomBlocks(5).fill(block, 1);
  assertEquals([...block.subarray(1)], [2, 3]);
  assertThrows(() => randomBlocks(-1), RangeError, "seed must be a whole number of at least 0");
});
