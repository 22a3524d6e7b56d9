import { assertEquals, assertThrows } from "@std/assert";
import { random } from "../../lib/core/random.ts";
import { randomBlocks } from "../../lib/stats/_random_blocks.ts";

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
