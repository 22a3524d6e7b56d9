import { assertThrows } from "@std/assert";
import { checkFraction, checkInteger, checkSameLength } from "../../lib/core/checks.ts";

Deno.test("whole numbers in range pass, anything else is refused with the range", () => {
  checkInteger("count", "n", 3, { min: 3, max: 3 });
  for (const value of [2, 4.5, NaN, Infinity, "3" as unknown as number]) {
    assertThrows(
      () => checkInteger("count", "n", value, { min: 3, max: 5 }),
      RangeError,
      "Cannot count: n must be a whole number from 3 to 5, received ",
    );
  }
  assertThrows(() => checkInteger("count", "n", 0, { min: 1 }), RangeError, "a whole number of at least 1, received 0");
  assertThrows(() => checkInteger("count", "n", 9, { max: 8 }), RangeError, "a whole number of at most 8, received 9");
  assertThrows(() => checkInteger("count", "n", 0.5), RangeError, "n must be a whole number, received 0.5");
});

Deno.test("fractions lie strictly between 0 and 1", () => {
  checkFraction("split", "test", 0.5);
  for (const value of [0, 1, -1, NaN]) {
    assertThrows(
      () => checkFraction("split", "test", value),
      RangeError,
      `test must be between 0 and 1 (exclusive), received ${value}`,
    );
  }
});

Deno.test("lists of different lengths are told with their lengths", () => {
  checkSameLength("compare", { a: [1], b: "x" });
  assertThrows(
    () => checkSameLength("compare", { a: [1], b: [] }),
    RangeError,
    "Cannot compare: all lists must have the same length, received a (1), b (0)",
  );
});
