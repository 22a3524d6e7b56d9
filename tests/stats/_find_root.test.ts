import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { findRoot } from "../../lib/stats/_find_root.ts";

Deno.test("findRoot finds roots of straight, bent, steep and infinite functions in few steps", () => {
  for (
    const [at, bracket, root] of [
      [(x: number) => x - 3, [0, 10], 3],
      [(x: number) => Math.exp(x) - 2, [-50, 50], Math.LN2],
      [(x: number) => x ** 9 - 1e-9, [-1, 2], 0.1],
      [(x: number) => Math.log(x), [0, 100], 1],
      [(x: number) => Math.atan(1e6 * (x - 0.3)), [-1, 1], 0.3],
      [(x: number) => Math.cbrt(x - 5), [20, -20], 5],
    ] as const
  ) {
    let calls = 0;
    const found = findRoot((x) => (calls++, at(x)), bracket);
    assertAlmostEquals(found, root, 1e-12, String(at));
    assert(calls < 90, `${at} took ${calls}`);
  }
});

Deno.test("findRoot takes an end that is the root, and refuses ends of one sign", () => {
  assertEquals([findRoot((x) => x, [0, 1]), findRoot((x) => x - 1, [0, 1])], [0, 1]);
  assertThrows(() => findRoot((x) => x * x + 1, [-1, 1]), RangeError, "signs at both ends must differ");
});
