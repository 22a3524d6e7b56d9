import { assertEquals, assertThrows } from "@std/assert";
import { glassDelta } from "../../lib/stats/glass_delta.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";
import { agreeEstimate, assertUndefined } from "./_effects.ts";

Deno.test("glassDelta equals its definition and Bonett's interval in mpmath", () => {
  for (const { first, second, level, glass } of oracle.differences) {
    agreeEstimate(glassDelta(first, second, { level }), glass, 1e-11, "delta");
  }
});

Deno.test("glassDelta gives the printed example of statpsych's ci.stdmean2 for the second group's deviation", () => {
  // Means 35.1 and 26.7, deviations 7.32 and 6.98, 30 each.
  const u = Array.from({ length: 30 }, (_, i) => i - 14.5);
  const deviation = Math.sqrt(u.reduce((sum, x) => sum + x * x, 0) / 29);
  const make = (mean: number, sd: number) => u.map((x) => mean + sd * x / deviation);
  const found = glassDelta(make(35.1, 7.32), make(26.7, 6.98));
  agreeEstimate(found, [8.4 / 6.98, 0.5918268, 1.815050], 1e-6, "ci.stdmean2");
  assertEquals(found.n, 60);
});

Deno.test("glassDelta ignores shift and scale, and is undefined for a control without spread", () => {
  const found = glassDelta([1, 5, 9], [2, 3, 7]);
  const moved = glassDelta([10, 90, 170].map((x) => x + 5), [30, 50, 130].map((x) => x + 5));
  agreeEstimate(moved, [found.value, found.low, found.high], 1e-12, "moved");
  assertUndefined(glassDelta([1, 2], [3, 3]), null, "control has no spread");
  assertUndefined(glassDelta([1, 2], [3]), null, "one value of the control");
  assertUndefined(glassDelta([], [3]), null, "a value in each sample");
  assertUndefined(glassDelta([4], [1, 2, 3]), 2, "one treated value");
  agree(glassDelta([4, 4], [1, 2, 3]).value, 2, 1e-15, "treated without spread");
  assertThrows(() => glassDelta([1, Infinity], [1, 2]), RangeError, "first[1] must be a finite number");
});
