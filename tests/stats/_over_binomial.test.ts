import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { overBinomial } from "../../lib/stats/_over_binomial.ts";

Deno.test("overBinomial gives the moments of the binomial law", () => {
  for (const [n, p] of [[1, 0.5], [7, 0.01], [50, 0.999], [1000, 0.3], [1_000_000, 0.2]]) {
    assertAlmostEquals(overBinomial(n, p, () => 1), 1, 1e-11);
    assertAlmostEquals(overBinomial(n, p, (k) => k) / (n * p), 1, 1e-11);
    assertAlmostEquals(overBinomial(n, p, (k) => (k - n * p) ** 2) / (n * p * (1 - p)), 1, 1e-10);
  }
});

Deno.test("overBinomial asks only for counts that have a probability, and knows certainty", () => {
  let asked = 0;
  overBinomial(1_000_000, 0.5, (k) => {
    assert(Number.isInteger(k) && k >= 0 && k <= 1_000_000);
    return ++asked;
  });
  assert(asked < 12_000);
  assertEquals([overBinomial(9, 0, (k) => k), overBinomial(9, 1, (k) => k), overBinomial(0, 0.5, (k) => k)], [0, 9, 0]);
});
