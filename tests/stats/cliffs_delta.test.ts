import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { cliffsDelta } from "../../lib/stats/cliffs_delta.ts";
import { mannWhitney } from "../../lib/stats/mann_whitney.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";
import { agreeEstimate, assertUndefined } from "./_effects.ts";

fc.configureGlobal({ seed: 2026 });

const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 15 });

Deno.test("cliffsDelta, variance and interval equal the definition over all pairs", () => {
  for (const { first, second, expected } of oracle.dominance) {
    agreeEstimate(cliffsDelta(first, second), expected, 1e-10, "delta");
  }
});

Deno.test("cliffsDelta is Mann and Whitney's U, keeps its bounds, and turns its sign exactly", () => {
  fc.assert(fc.property(sample, sample, (a, b) => {
    const found = cliffsDelta(a, b);
    const u = mannWhitney(a, b).statistic!;
    agree(found.value! + 2, 2 * u / a.length / b.length + 1, 1e-14, "U");
    const turned = cliffsDelta(b, a);
    assertEquals(turned.value, 0 - found.value!);
    if (found.low === null) return;
    assert(-1 <= found.low && found.low <= found.value! && found.value! <= found.high! && found.high! <= 1);
    agree(turned.low! + 3, 3 - found.high!, 1e-12, "turned");
    // Only the order counts.
    const bent = cliffsDelta(a.map((x) => Math.exp(x)), b.map((x) => Math.exp(x)));
    agreeEstimate(bent, [found.value, found.low, found.high], 1e-13, "bent");
  }));
});

Deno.test("cliffsDelta without overlap keeps an interval, by the smaller sample", () => {
  const found = cliffsDelta([7, 8, 9, 10], [1, 2, 3]);
  const square = 2.5705818356363146 ** 2;
  agreeEstimate(found, [1, (3 - square) / (3 + square), 1], 1e-10, "apart");
  agreeEstimate(cliffsDelta([1, 2, 3], [7, 8, 9, 10]), [-1, -1, (square - 3) / (3 + square)], 1e-10, "turned");
});

Deno.test("cliffsDelta is undefined for nothing, and has no interval for one value or equal ones", () => {
  assertUndefined(cliffsDelta([], [1]), null, "a value in each sample");
  assertUndefined(cliffsDelta([2], [1, 3, 0]), 1 / 3, "one value");
  assertUndefined(cliffsDelta([1, 1], [1, 1, 1]), 0, "all values are equal");
  assertThrows(() => cliffsDelta([1], [NaN]), RangeError, "second[0] must be a finite number");
  assertThrows(() => cliffsDelta([1], [2], { level: 0 }), RangeError, "level");
});

Deno.test("cliffsDelta compares hundreds of thousands of values by sorting, not pair by pair", () => {
  const first = Float64Array.from({ length: 200_000 }, (_, i) => i);
  const second = Float64Array.from({ length: 200_000 }, (_, i) => i + 0.5);
  // First above second in n (n − 1) / 2 pairs, below in n (n + 1) / 2.
  agree(cliffsDelta(first, second).value, -1 / 200_000, 1e-12, "large");
});
