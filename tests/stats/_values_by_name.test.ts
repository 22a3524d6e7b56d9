import { assertEquals, assertThrows } from "@std/assert";
import { valuesByName } from "../../lib/stats/_values_by_name.ts";

Deno.test("valuesByName keeps the order of first occurrence, and tells 1 from its text", () => {
  const values = Float64Array.of(5, 6, 7, 8, 9);
  assertEquals(valuesByName("test", values, { strata: ["b", "a", "b", 1, "1"] }), [[5, 7], [6], [8], [9]]);
  assertEquals(valuesByName("test", new Float64Array(0), { strata: [] }), []);
});

Deno.test("valuesByName refuses other lengths and missing names by the argument's name", () => {
  const values = Float64Array.of(1, 2);
  assertThrows(() => valuesByName("test", values, { strata: ["a"] }), RangeError, "sample (2), strata (1)");
  for (const name of [null, undefined, NaN]) {
    const strata = ["a", name] as string[];
    assertThrows(() => valuesByName("test", values, { strata }), RangeError, "strata[1] must be a name, received");
  }
});
