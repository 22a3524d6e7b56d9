import { assertEquals, assertThrows } from "@std/assert";
import { patternMatch, patternMatchScore } from "../../lib/metrics/pattern_match.ts";

Deno.test("patternMatch looks anywhere in the text, for any of several patterns", () => {
  assertEquals(patternMatch(["colou?r", "^\\d+$", ["x", "b$"]], ["my color", "42 ", "ab"]).scores, [1, 0, 1]);
});

Deno.test("patternMatch cannot be stalled by a pattern that stalls backtracking engines", () => {
  const start = performance.now();
  assertEquals(patternMatchScore("^(a+)+$", `${"a".repeat(5000)}b`).score, 0);
  assertEquals(performance.now() - start < 10_000, true);
});

Deno.test("patternMatch throws for a wrong pattern, and has no score for an answer that is too long", () => {
  assertThrows(() => patternMatchScore("(", "x"), RangeError, "regular expression");
  assertThrows(() => patternMatchScore("(?=a)", "x".repeat(20_000)), RangeError, "without looking around");
  const { scores, reasons } = patternMatch(["x"], ["x".repeat(10_001)]);
  assertEquals([scores, reasons[0]?.startsWith("the answer is longer than")], [[null], true]);
});
