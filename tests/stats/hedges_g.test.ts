import { assertEquals, assertThrows } from "@std/assert";
import { cohensD } from "../../lib/stats/cohens_d.ts";
import { hedgesG } from "../../lib/stats/hedges_g.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";
import { agreeEstimate, assertUndefined } from "./_effects.ts";

Deno.test("hedgesG and its exact interval equal mpmath's", () => {
  for (const { first, second, level, g } of oracle.differences) {
    agreeEstimate(hedgesG(first, second, { level }), g, 1e-10, "g");
  }
});

Deno.test("hedgesG's factor is exact for few and for many degrees of freedom", () => {
  // Γ(df/2) / (√(df/2) Γ((df−1)/2)) by mpmath in 40 digits.
  const factors = [[300, 0.99749756684385860828], [1000, 0.99924978117971636752], [100_000, 0.99999249997812492969]];
  for (const [df, factor] of factors) {
    const n = df / 2 + 1;
    const first = Array.from({ length: n }, (_, i) => i % 7);
    const second = Array.from({ length: n }, (_, i) => i % 5);
    const options = { interval: "large-sample" as const };
    agree(hedgesG(first, second, options).value! / cohensD(first, second, options).value!, factor, 1e-12, `df ${df}`);
  }
});

Deno.test("hedgesG is undefined for one degree of freedom, where the factor is 0", () => {
  assertUndefined(hedgesG([1], [2, 4]), null, "one degree of freedom");
  assertUndefined(hedgesG([1, 4], [2, 3], { kind: "paired_z" }), null, "one degree of freedom");
  assertUndefined(hedgesG([], []), null, "a value in each sample");
  assertEquals(Math.abs(hedgesG([1, 2], [2, 4]).value!) < Math.abs(cohensD([1, 2], [2, 4]).value!), true);
});

Deno.test("hedgesG refuses the kind whose factor is not exact", () => {
  const kind = "paired_average" as "paired_z";
  assertThrows(() => hedgesG([1, 2], [1, 3], { kind }), RangeError, "kind must be one of");
});
