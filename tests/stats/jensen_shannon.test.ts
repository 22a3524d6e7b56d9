import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { jensenShannon } from "../../lib/stats/jensen_shannon.ts";
import oracle from "../oracles/drift.json" with { type: "json" };
import { agree } from "./_agree.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("jensenShannon equals scipy.spatial.distance.jensenshannon, and mpmath where that cancels", () => {
  for (const { first, second, base, distance, divergence } of oracle.jensen_shannon) {
    const found = jensenShannon(first, second, { base });
    agree(found.distance, distance, 1e-12, `${first} and ${second}, base ${base}`);
    agree(found.divergence, divergence, 1e-12, `${first} and ${second}, base ${base}`);
  }
});

Deno.test("jensenShannon is a metric: symmetric, from 0 to 1, 0 for proportional counts, with the triangle inequality", () => {
  const counts = fc.array(fc.nat(40), { minLength: 5, maxLength: 5 }).filter((xs) => xs.some((x) => x > 0));
  fc.assert(
    fc.property(counts, counts, counts, (a, b, c) => {
      const [ab, ba, bc, ac] = [[a, b], [b, a], [b, c], [a, c]].map(([x, y]) => jensenShannon(x, y).distance!);
      assert(ab >= 0 && ab <= 1);
      assertAlmostEquals(ab, ba, 1e-14);
      assert(ac <= ab + bc + 1e-12);
      assertAlmostEquals(jensenShannon(a, a.map((x) => 3 * x)).distance!, 0, 1e-15);
    }),
    { numRuns: 200 },
  );
});

Deno.test("jensenShannon of disjoint lists is 1 bit, of any size", () => {
  for (const [a, b] of [[[1e-300, 0], [0, 1e300]], [[7, 0, 0], [0, 1, 1]]]) {
    assertEquals(jensenShannon(a, b), { distance: 1, divergence: 1 });
  }
  assertAlmostEquals(jensenShannon([1, 0], [0, 1], { base: Math.E }).divergence!, Math.LN2, 1e-15);
});

Deno.test("jensenShannon is undefined without counts, and refuses negative ones, bases and different lengths", () => {
  for (const [a, b] of [[[], []], [[0, 0], [1, 0]], [[1], [0]]]) {
    const { distance, divergence, reason } = jensenShannon(a, b);
    assertEquals([distance, divergence, reason], [null, null, "it needs a count in each list"]);
  }
  assertThrows(() => jensenShannon([-1], [1]), RangeError, "first[0] must be a finite number of at least 0");
  assertThrows(() => jensenShannon([1], [NaN]), RangeError, "second[0]");
  assertThrows(() => jensenShannon([1e308, 1e308], [1, 1]), RangeError, "the sum of first");
  assertThrows(() => jensenShannon([1], [1, 2]), RangeError, "same length");
  assertThrows(() => jensenShannon([1], [1], { base: 1 }), RangeError, "base must be a finite number above 1");
});
