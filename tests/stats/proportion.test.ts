import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { proportion } from "../../lib/stats/proportion.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

Deno.test('proportion carries the interval of statsmodels proportion_confint(method="wilson")', () => {
  for (const [successes, n, level, low, high] of oracle.wilson) {
    const estimate = proportion(successes, n, { level });
    assertEquals([estimate.value, estimate.n, estimate.level, estimate.method], [successes / n, n, level, "wilson"]);
    assertAlmostEquals(estimate.low!, low, 1e-14);
    assertAlmostEquals(estimate.high!, high, 1e-14);
  }
});

Deno.test("proportion of nothing is null with the caller's reason", () => {
  assertEquals(proportion(0, 0), {
    value: null,
    low: null,
    high: null,
    level: 0.95,
    n: 0,
    method: "wilson",
    reason: "there are no items",
  });
  assertEquals(proportion(0, 0, { empty: "never predicted" }).reason, "never predicted");
});

Deno.test("proportion refuses more successes than items", () => {
  assertThrows(() => proportion(2, 1), RangeError, "successes");
  assertThrows(() => proportion(0, -1), RangeError, "n must be a whole number of at least 0");
});
