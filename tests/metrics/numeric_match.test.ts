import { assertEquals, assertThrows } from "@std/assert";
import { readNumber } from "../../lib/metrics/_read_number.ts";
import { numericMatch, numericMatchScore } from "../../lib/metrics/numeric_match.ts";

const READ: [text: string, value: number | null][] = [
  ["42", 42],
  ["The answer is 42.", 42],
  ["It costs $1,234.50 in all", 1234.5],
  ["-$5", -5],
  ["−7 degrees", -7],
  ["10-5", 5],
  ["3 - 8", 8],
  ["x-3", 3],
  [".5", 0.5],
  ["1,234,567", 1234567],
  ["1,2", 2],
  ["12,34", 34],
  ["1,2345", 2345],
  ["1\u202f234", 1234],
  ["1'000'000", 1000000],
  ["3/4", 0.75],
  ["-3/4", -0.75],
  ["1 1/2 cups", 1.5],
  ["-1 1/2", -1.5],
  ["50%", 0.5],
  ["12.5 %", 0.125],
  ["5‰", 0.005],
  ["1e3", 1000],
  ["2.5E-3", 0.0025],
  ["3 × 10^5", 300000],
  ["3x10^-2", 0.03],
  ["on 3/4/2020", 2020],
  ["\\boxed{17}", 17],
  ["#### 72", 72],
  ["1/0", null],
  ["none at all", null],
  ["", null],
  ["1e999", null],
  ["٣", null],
];

Deno.test("readNumber reads signs, thousands, decimals, powers, fractions and percent", () => {
  for (const [text, value] of READ) assertEquals(readNumber(text, {}), value, text);
});

Deno.test("readNumber reads a decimal comma, percent as points and the first number when asked", () => {
  assertEquals(readNumber("1.234,5", { decimal: "," }), 1234.5);
  assertEquals(readNumber("50%", { percent: "points" }), 50);
  assertEquals(readNumber("5‰", { percent: "points" }), 0.5);
  assertEquals(readNumber("first 3, then 4", { which: "first" }), 3);
});

Deno.test("numericMatch forgives rounding only, unless a tolerance is given", () => {
  assertEquals(numericMatchScore("0.3", "30%").score, 1);
  assertEquals(numericMatchScore("0.333", "33.3%").score, 1);
  assertEquals(numericMatchScore("1/3", "0.333").score, 0);
  assertEquals(numericMatchScore("1/3", "0.333", { relative: 0.01 }).score, 1);
  assertEquals(numericMatchScore("0", "0.01", { relative: 0.5 }).score, 0);
  assertEquals(numericMatchScore("0", "0.01", { absolute: 0.01 }).score, 1);
  assertEquals(numericMatchScore("12345678901", "12345678902").score, 0);
});

Deno.test("numericMatch takes an answer without a number as wrong, and a reference without one as undefined", () => {
  const { scores, reasons } = numericMatch(["5", "five", ["x", "6"]], ["I do not know", "5", "6"]);
  assertEquals([scores, reasons[1]], [[0, null, 1], "the reference holds no number"]);
});

Deno.test("numericMatch stays linear on texts made to stall it", () => {
  const texts = [
    "1,".repeat(500_000),
    "1".repeat(2 ** 20),
    "1 ".repeat(2 ** 19),
    "-".repeat(2 ** 20),
    "1/".repeat(2 ** 19),
  ];
  const start = performance.now();
  for (const text of texts) numericMatchScore("5", text);
  assertEquals(performance.now() - start < 20_000, true);
});

Deno.test("numericMatch refuses tolerances below 0", () => {
  assertThrows(
    () => numericMatchScore("1", "1", { relative: -1 }),
    RangeError,
    "relative must be a number of at least 0",
  );
  assertThrows(
    () => numericMatchScore("1", "1", { absolute: NaN }),
    RangeError,
    "absolute must be a number of at least 0",
  );
});
