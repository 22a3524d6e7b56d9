import { assert, assertEquals } from "@std/assert";
import { noncentralChiSquare } from "../../lib/stats/_noncentral_chi_square.ts";
import { chiSquareDistribution } from "../../lib/stats/chi_square_distribution.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("both tails of the noncentral chi-square hold 1e-12 relative against mpmath", () => {
  for (const [df, shift, x, lower, upper] of oracle.chi_square) {
    const found = noncentralChiSquare(x, df, shift);
    agree(found.lower, lower, 1e-12, `lower tail of chi-square(${df}, ${shift}) at ${x}`);
    agree(found.upper, upper, 1e-12, `upper tail of chi-square(${df}, ${shift}) at ${x}`);
  }
  assert(oracle.chi_square.length === 80);
});

Deno.test("the noncentral chi-square has the central one, the ends and large parameters right", () => {
  agree(noncentralChiSquare(7, 3, 0).upper, chiSquareDistribution(3).sf(7), 1e-14, "central");
  assertEquals(noncentralChiSquare(0, 3, 2), { lower: 0, upper: 1 });
  assertEquals(noncentralChiSquare(Infinity, 3, 2), { lower: 1, upper: 0 });
  const { lower, upper } = noncentralChiSquare(1e8, 4, 1e8);
  agree(lower + upper, 1, 1e-10, "the sum");
  assert(Math.abs(lower - 0.5) < 1e-3);
});
