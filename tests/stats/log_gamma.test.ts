import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { logFactorial } from "../../lib/stats/log_factorial.ts";
import { logGamma, logGammaOnePlus } from "../../lib/stats/log_gamma.ts";
import oracle from "../oracles/distributions.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("logGamma holds 1e-14 relative against mpmath, also beside its zeros 1 and 2", () => {
  for (const [x, expected] of oracle.log_gamma) agree(logGamma(x), expected, 1e-14, `at ${x}`);
  assertEquals([logGamma(1), logGamma(2)], [0, 0]);
});

Deno.test("logGamma of n + 1 is logFactorial of n", () => {
  for (const n of [0, 1, 5, 30, 300]) assertAlmostEquals(logGamma(n + 1), logFactorial(n), 1e-12 * (1 + n));
});

Deno.test("logGamma refuses what is not above 0", () => {
  for (const x of [0, -0.5, NaN, Infinity]) {
    assertThrows(() => logGamma(x), RangeError, "x must be a finite number above 0");
  }
});

Deno.test("logGammaOnePlus keeps its digits where 1 + a would round", () => {
  // ln Γ(1 + a) = −γa + π²/12 a² − …
  agree(logGammaOnePlus(1e-14), -0.57721566490153286e-14, 1e-13, "at 1e-14");
  for (const a of [0.1, 0.499, 0.5, 0.7, 1]) assertAlmostEquals(logGammaOnePlus(a), logGamma(1 + a), 1e-15);
});
