import { assertEquals } from "@std/assert";
import { DEFAULT_LEVEL, undefinedEstimate } from "../../lib/stats/estimate.ts";

Deno.test("undefinedEstimate has nulls and a reason, never 0 or NaN", () => {
  const expected = { value: null, low: null, high: null, level: 0.95, n: 3, method: "bca", reason: "no spread" };
  assertEquals(undefinedEstimate("no spread", { n: 3, method: "bca" }), expected);
  assertEquals(DEFAULT_LEVEL, 0.95);
});

Deno.test("undefinedEstimate keeps a value whose interval alone is undefined", () => {
  const { value, low, high, level } = undefinedEstimate("no spread", { n: 3, method: "bca", level: 0.9, value: 0.5 });
  assertEquals([value, low, high, level], [0.5, null, null, 0.9]);
});
