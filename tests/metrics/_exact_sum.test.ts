import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { exactSum } from "../../lib/metrics/_exact_sum.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("exactSum gives what Python's math.fsum gives where plain sums are off", () => {
  // Each checked with Python 3.11.
  assertEquals(exactSum([0.1, 0.2, 0.3]), 0.6);
  assertEquals(exactSum(new Array(10).fill(0.1)), 1);
  assertEquals(exactSum([1, 1e100, 1, -1e100]), 2);
  assertEquals(exactSum([1e16, 1, 1e-16]), 10000000000000002);
  assertEquals(exactSum([1e16, 1]), 1e16);
  assertEquals(exactSum([2 ** 53, -0.5, -(2 ** -54)]), 9007199254740991);
  assertEquals(exactSum([]), 0);
});

Deno.test("exactSum does not depend on the order, and of whole numbers is the sum of big integers", () => {
  const numbers = fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), { maxLength: 60 });
  fc.assert(fc.property(numbers, (list) => {
    const sum = exactSum(list);
    assertEquals(exactSum(list.toReversed()), sum);
    assertEquals(exactSum(list.toSorted((a, b) => a - b)), sum);
  }));
  fc.assert(fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 60 }), (list) => {
    assertEquals(exactSum(list), Number(list.reduce((sum, x) => sum + BigInt(x), 0n)));
  }));
});

Deno.test("exactSum adds infinite numbers as they are", () => {
  assertEquals(exactSum([1, Infinity, 2]), Infinity);
  assertEquals(exactSum([-Infinity, 1]), -Infinity);
  assertEquals(exactSum([Infinity, -Infinity]), NaN);
});
