import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { noncentralityOfT } from "../../lib/stats/_noncentrality.ts";
import { noncentralTDistribution } from "../../lib/stats/noncentral_t_distribution.ts";
import { tDistribution } from "../../lib/stats/t_distribution.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("both tails of the noncentral t hold 1e-11 relative against mpmath's integrals, deep ones too", () => {
  let smallest = 1;
  for (const [df, shift, x, lower, upper] of oracle.t) {
    const { cdf, sf } = noncentralTDistribution(df, shift);
    const where = `t(${df}, ${shift}) at ${x}`;
    // Below the normal doubles there is no relative precision.
    if (lower > 1e-300) agree(cdf(x), lower, 1e-11, `cdf of ${where}`);
    if (upper > 1e-300) agree(sf(x), upper, 1e-11, `sf of ${where}`);
    smallest = Math.min(smallest, lower > 1e-300 ? lower : 1, upper > 1e-300 ? upper : 1);
  }
  assert(oracle.t.length > 100 && smallest < 1e-50);
});

Deno.test("without noncentrality it is Student's t, and with infinite df the normal distribution", () => {
  for (const df of [1, 3.5, 40, 1e7]) {
    for (const x of [-30, -1.2, 0, 0.7, 12]) {
      agree(noncentralTDistribution(df, 0).cdf(x), tDistribution(df).cdf(x), 1e-12, `t(${df}) at ${x}`);
    }
  }
  agree(noncentralTDistribution(Infinity, 2).sf(3), 0.15865525393145705, 1e-14, "normal");
  agree(noncentralTDistribution(1e16, 2).sf(3), 0.15865525393145705, 1e-12, "nearly normal");
});

Deno.test("the tails add up to 1, mirror each other, and fall as the noncentrality grows", () => {
  const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  fc.assert(fc.property(real(1, 500), real(-45, 45), real(-60, 60), (df, shift, x) => {
    const { cdf, sf } = noncentralTDistribution(df, shift);
    agree(cdf(x) + sf(x), 1, 1e-12, `the sum of t(${df}, ${shift}) at ${x}`);
    assertEquals(noncentralTDistribution(df, -shift).sf(-x), cdf(x));
    assert(noncentralTDistribution(df, shift + 0.1).cdf(x) <= cdf(x) * (1 + 1e-12));
    assert(cdf(x + 0.01) >= cdf(x) * (1 - 1e-12));
  }));
});

Deno.test("the interval of the noncentrality puts the observed t at the ends of its level", () => {
  for (const [t, df] of [[2, 19], [0, 7], [-3, 1], [50, 1], [1000, 1998], [1e8, 9], [3e5, 1e6], [1e-9, 4]]) {
    for (const level of [0.5, 0.95, 0.9999]) {
      const [low, high] = noncentralityOfT(t, df, level);
      agree(noncentralTDistribution(df, low).sf(t), (1 - level) / 2, 1e-9, `low of ${t} with ${df}`);
      agree(noncentralTDistribution(df, high).cdf(t), (1 - level) / 2, 1e-9, `high of ${t} with ${df}`);
    }
  }
});

Deno.test("the ends of the scale are exact, and what is no number is refused by name", () => {
  const { cdf, sf } = noncentralTDistribution(4, 1);
  assertEquals([cdf(-Infinity), sf(-Infinity), cdf(Infinity), sf(Infinity)], [0, 1, 1, 0]);
  assertThrows(() => cdf(NaN), RangeError, "x must be a number, received NaN");
  assertThrows(() => noncentralTDistribution(0.5, 1), RangeError, "df must be a finite number of at least 1");
  assertThrows(() => noncentralTDistribution(3, Infinity), RangeError, "noncentrality must be a finite number");
});

Deno.test("extreme points and parameters end soon, and their tails still add up to 1", () => {
  for (const df of [1, 7, 1e6, 1e12]) {
    for (const shift of [0, -39.9, 41, 1e5]) {
      for (const x of [1e-8, -2, 300, -1e9, 1e200, -1e300]) {
        const { cdf, sf } = noncentralTDistribution(df, shift);
        agree(cdf(x) + sf(x), 1, 1e-11, `the sum of t(${df}, ${shift}) at ${x}`);
      }
    }
  }
});
