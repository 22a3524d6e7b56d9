import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { midRanks } from "../../lib/stats/_ranks.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("midRanks shares ranks among equal values, −0 and 0 included", () => {
  const { ranks, ties, tieSum } = midRanks(Object.freeze([3, 1, 3, 0, -0, 3]));
  assertEquals([...ranks], [5, 3, 5, 1.5, 1.5, 5]);
  assertEquals([ties, tieSum], [[2, 1, 3], 6 + 24]);
  assertEquals([...midRanks([]).ranks], []);
});

Deno.test("midRanks are one more than the values below plus half of the others that are equal", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -3, max: 3 })), (sample) => {
    midRanks(sample).ranks.forEach((rank, i) => {
      const below = sample.filter((x) => x < sample[i]).length;
      const equal = sample.filter((x) => x === sample[i]).length;
      assertEquals(rank, below + (equal + 1) / 2);
    });
    assert(midRanks(sample).ties.reduce((sum, t) => sum + t, 0) === sample.length);
  }));
});
