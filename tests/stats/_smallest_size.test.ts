import { assert, assertEquals } from "@std/assert";
import { smallestEffect } from "../../lib/stats/_smallest_effect.ts";
import { smallestSize } from "../../lib/stats/_smallest_size.ts";

Deno.test("smallestSize is the first number at which a step is reached, wherever it lies", () => {
  for (let step = 1; step <= 70; step++) {
    let asked = 0;
    const at = (n: number) => {
      asked++;
      assert(n >= 1 && n <= 64);
      return n >= step ? 1 : 0;
    };
    assertEquals(smallestSize(at, 1, { least: 1, most: 64 }), step <= 64 ? step : null);
    assert(asked <= 15);
  }
  assertEquals(smallestSize(() => 1, 1, { least: 7, most: 9 }), 7);
  assertEquals(smallestSize(() => 1, 1, { least: 7, most: 6 }), null);
  assertEquals(smallestSize(() => 0, 1, { least: 5, most: 5 }), null);
});

Deno.test("smallestEffect reaches the value and no more", () => {
  for (const root of [1e-9, 0.3, 1, 7, 1e6]) {
    const found = smallestEffect((x) => Math.min(1, x / root / 2), 0.5)!;
    assert(found / root >= 1 && found <= root * (1 + 1e-14), `${root}: ${found}`);
  }
  assertEquals(smallestEffect((x) => 0.1 + x, 0.1), 0);
  assertEquals(smallestEffect((x) => x, 0.6, { most: 0.5 }), null);
  assertEquals(smallestEffect((x) => x, 0.5, { most: 0.5 }), 0.5);
  assertEquals(smallestEffect(() => 0.5, 0.6), null);
  // A step: where it begins, to the last digits.
  const step = smallestEffect((x) => x >= Math.SQRT1_2 ? 1 : 0, 0.5)!;
  assert(step >= Math.SQRT1_2 && step < Math.SQRT1_2 * (1 + 1e-14));
});
