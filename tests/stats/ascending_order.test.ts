import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { random } from "../../lib/core/random.ts";
import { ascendingOrder, inOrder } from "../../lib/stats/ascending_order.ts";

fc.configureGlobal({ seed: 2026 });

/** The definition: by value, NaN last, equal ones as they stand. */
function expected(numbers: readonly number[]): number[] {
  const rank = (x: number) => Number.isNaN(x) ? [1, 0] : [0, x];
  return numbers.map((_, i) => i).sort((i, j) => {
    const [a, b] = [rank(numbers[i]), rank(numbers[j])];
    return a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : i - j);
  });
}

Deno.test("ascendingOrder is that of the numbers for any doubles, few or many", () => {
  const lists = fc.oneof(
    fc.array(fc.double(), { maxLength: 40 }),
    fc.array(fc.double(), { minLength: 256, maxLength: 400 }),
    fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 250, maxLength: 600 }),
  );
  fc.assert(fc.property(lists, (numbers) => assertEquals([...ascendingOrder(numbers)], expected(numbers))));
});

Deno.test("ascendingOrder of a large list with odd values among them: subnormal, infinite, zeros of both signs, NaN of both", () => {
  const source = random(3);
  const odd = [
    5e-324,
    -5e-324,
    1e-310,
    Infinity,
    -Infinity,
    0,
    -0,
    NaN,
    -NaN,
    1.7e308,
    -1.7e308,
    2 ** 53,
    1 + 2 ** -52,
    1,
  ];
  const numbers = Array.from({ length: 5000 }, () => {
    const kind = source() % 3;
    if (kind === 0) return odd[source() % odd.length];
    return (source() / 2 ** 32 - 0.5) * 10 ** (source() % 600 - 300);
  });
  // The sign of NaN is lost in a plain list, not in these bits.
  const bits = Float64Array.from(numbers);
  new Uint32Array(bits.buffer)[1] = 0xfff80000;
  numbers[0] = NaN;
  const before = bits.slice();
  assertEquals([...ascendingOrder(bits)], expected(numbers));
  assertEquals(bits, before);
});

Deno.test("ascendingOrder keeps what is sorted, of one value, or empty", () => {
  for (const numbers of [[], [4], new Array(1000).fill(7), Array.from({ length: 1000 }, (_, i) => i)]) {
    assertEquals([...ascendingOrder(numbers)], numbers.map((_, i) => i));
  }
});

Deno.test("inOrder gives a new list of the same kind", () => {
  const numbers = Uint8Array.of(3, 1, 2);
  assertEquals(inOrder(numbers, ascendingOrder(numbers)), Uint8Array.of(1, 2, 3));
  assertEquals(numbers, Uint8Array.of(3, 1, 2));
});
