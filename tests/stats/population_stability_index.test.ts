import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { populationStabilityIndex, type StabilityIndexOptions } from "../../lib/stats/population_stability_index.ts";
import oracle from "../oracles/drift.json" with { type: "json" };
import { agree } from "./_agree.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("populationStabilityIndex equals numpy's quantiles and counts with the definition in 60 digits", () => {
  for (const { reference, current, bins, count, edges, value } of oracle.psi_numbers) {
    const found = populationStabilityIndex(reference, current, { bins, count } as StabilityIndexOptions);
    agree(found.value, value, 1e-11, `${bins}, ${count}`);
    // An edge that is the reference's smallest value has a twin just below.
    const own = found.edges.filter((edge) => edge >= Math.min(...reference));
    assertEquals(own.length, edges.length);
    own.forEach((edge, i) => assertAlmostEquals(edge, edges[i], 1e-12));
  }
});

Deno.test("populationStabilityIndex sees values on either side of a reference that is constant", () => {
  for (const bins of ["quantile", "equal_width"] as const) {
    for (const constant of [5, 0, -5, 1e-300]) {
      const reference = new Array(50).fill(constant);
      const same = populationStabilityIndex(reference, [constant, constant], { bins });
      assertEquals([same.value, same.bins], [0, 1]);
      for (const other of [constant - 6, constant + 6]) {
        assert(populationStabilityIndex(reference, new Array(50).fill(other), { bins }).value! > 2);
      }
    }
  }
});

Deno.test("populationStabilityIndex has fewer bins where quantiles coincide, and says how many", () => {
  const zeros = [...new Array(85).fill(0), ...Array.from({ length: 15 }, (_, i) => i + 1)];
  const { bins, edges, value } = populationStabilityIndex(zeros, zeros);
  assertEquals([bins, value, edges.length], [3, 0, 3]);
});

Deno.test("populationStabilityIndex does not depend on the order of values, nor changes them, nor on a rising line", () => {
  const list = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(list, list, (first, second) => {
      const copy = [...first];
      const { value } = populationStabilityIndex(first, second);
      assertEquals(first, copy);
      assertEquals(populationStabilityIndex(first.toReversed(), second.toReversed()).value, value);
      const scaled = (xs: number[]) => xs.map((x) => 4 * x + 16);
      assertEquals(populationStabilityIndex(scaled(first), scaled(second)).value, value);
    }),
    { numRuns: 100 },
  );
});

Deno.test("populationStabilityIndex is undefined for an empty sample and refuses what is no number or option", () => {
  for (const [first, second] of [[[], [1]], [[1], []], [[], []]]) {
    assertEquals(populationStabilityIndex(first, second).reason, "it needs a value in each sample");
  }
  assertEquals(populationStabilityIndex([1], [1]).value, 0);
  assertThrows(() => populationStabilityIndex([1, NaN], [1]), RangeError, "reference[1] must be a finite number");
  assertThrows(() => populationStabilityIndex([1], [Infinity]), RangeError, "current[0] must be a finite number");
  assertThrows(() => populationStabilityIndex([1], [1], { count: 1 }), RangeError, "count must be a whole number");
  const bins = "deciles" as "quantile";
  assertThrows(() => populationStabilityIndex([1], [1], { bins }), RangeError, "bins must be one of");
});
