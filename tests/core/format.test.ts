import { assertEquals } from "@std/assert";
import { formatCount, formatNumber, formatP } from "../../lib/core/format.ts";

Deno.test("numbers have fixed decimals, a true minus sign, and no minus zero", () => {
  assertEquals([0.12345, -0.12345, 2, -0.0001, -0].map((value) => formatNumber(value)), [
    "0.123",
    "−0.123",
    "2.000",
    "0.000",
    "0.000",
  ]);
  assertEquals(formatNumber(-1.25, 1), "−1.3");
  assertEquals(formatNumber(null), "–");
});

Deno.test("p-values have three decimals and are never zero", () => {
  assertEquals([1, 0.05, 0.001, 0.00099, 0, null].map(formatP), ["1.000", "0.050", "0.001", "< 0.001", "< 0.001", "–"]);
});

Deno.test("thousands are grouped by a thin space", () => {
  assertEquals([0, 999, 1000, 1234567, null].map(formatCount), ["0", "999", "1\u2009000", "1\u2009234\u2009567", "–"]);
});
