import { assert, assertEquals, assertThrows } from "@std/assert";
import { fDistribution } from "../../lib/stats/f_distribution.ts";
import { noncentralFDistribution } from "../../lib/stats/noncentral_f_distribution.ts";
import { noncentralTDistribution } from "../../lib/stats/noncentral_t_distribution.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("both tails of the noncentral F hold 1e-12 relative against mpmath", () => {
  for (const [df1, df2, shift, x, lower, upper] of oracle.f) {
    const { cdf, sf } = noncentralFDistribution(df1, df2, shift);
    agree(cdf(x), lower, 1e-12, `cdf of F(${df1}, ${df2}, ${shift}) at ${x}`);
    agree(sf(x), upper, 1e-12, `sf of F(${df1}, ${df2}, ${shift}) at ${x}`);
  }
  assert(oracle.f.length === 96);
});

Deno.test("the noncentral F with one df is the square of the noncentral t, and the central F without noncentrality", () => {
  for (const [df, shift, t] of [[5, 2, 3], [40, 0.5, 1], [2, 6, 20]]) {
    const { cdf, sf } = noncentralTDistribution(df, shift);
    agree(noncentralFDistribution(1, df, shift * shift).sf(t * t), sf(t) + cdf(-t), 1e-11, `t of ${df}`);
  }
  agree(noncentralFDistribution(3, 9, 0).sf(4), fDistribution(3, 9).sf(4), 1e-14, "central");
});

Deno.test("the noncentral F has exact ends and refuses what is out of range", () => {
  const { cdf, sf } = noncentralFDistribution(2, 9, 4);
  assertEquals([cdf(-1), sf(0), cdf(Infinity), sf(Infinity)], [0, 1, 1, 0]);
  assertThrows(
    () => noncentralFDistribution(2, 9, -1),
    RangeError,
    "noncentrality must be a finite number of at least 0",
  );
  assertThrows(() => noncentralFDistribution(0, 9, 1), RangeError, "df1 must be a finite number above 0");
  assertThrows(() => sf(NaN), RangeError, "x must be a number");
});
