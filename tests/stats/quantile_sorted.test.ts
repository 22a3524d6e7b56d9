import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { quantileSorted } from "../../lib/stats/quantile_sorted.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

Deno.test("quantileSorted equals numpy.quantile", () => {
  for (const [values, ps, expected] of oracle.quantiles) {
    const sorted = Object.freeze([...values]);
    ps.forEach((p, i) => assertAlmostEquals(quantileSorted(sorted, p), expected[i], 1e-14));
  }
});

Deno.test("quantileSorted gives the ends exactly at 0 and 1", () => {
  assertEquals([quantileSorted([0.1, 0.7], 0), quantileSorted(Float64Array.of(0.1, 0.3, 0.7), 1)], [0.1, 0.7]);
});

Deno.test("quantileSorted refuses an empty list and a p outside 0 to 1", () => {
  assertThrows(() => quantileSorted([], 0.5), RangeError, "the number of values must be a whole number of at least 1");
  for (const p of [-0.1, 1.1, NaN]) assertThrows(() => quantileSorted([1], p), RangeError, `received ${p}`);
});
