import { assert, assertEquals, assertThrows } from "@std/assert";
import { logFactorial } from "../../lib/stats/log_factorial.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

Deno.test("logFactorial equals scipy.special.gammaln(n + 1) to 1e-14 relative, across its change of method at 256", () => {
  for (const [n, expected] of oracle.log_factorial) {
    const error = Math.abs(logFactorial(n) - expected);
    assert(error <= 1e-14 * expected, `at ${n}: ${logFactorial(n)} is not ${expected}`);
  }
});

Deno.test("logFactorial of 0 and 1 is exactly 0", () => assertEquals([logFactorial(0), logFactorial(1)], [0, 0]));

Deno.test("logFactorial refuses what has no factorial", () => {
  for (const n of [-1, 0.5, NaN, Infinity]) {
    assertThrows(() => logFactorial(n), RangeError, "n must be a whole number of at least 0");
  }
});
