import { assertEquals, assertThrows } from "@std/assert";
import { jsonValidity, jsonValidityScore } from "../../lib/metrics/json_validity.ts";

Deno.test("jsonValidity is that of RFC 8259: one value, no comments, NaN or trailing commas", () => {
  for (const text of ["1", '"a"', "null", ' {"a": [1, 2]} ', '{"__proto__": 1}']) {
    assertEquals(jsonValidityScore(text).score, 1, text);
  }
  for (const text of ["", "NaN", "{a: 1}", "[1,]", "// x\n1", "1 2", "'a'", "Here: {}", "undefined"]) {
    assertEquals(jsonValidityScore(text).score, 0, text);
  }
});

Deno.test("jsonValidity survives deep nesting and texts that are too long", () => {
  assertEquals(typeof jsonValidityScore("[".repeat(200_000)).score, "number");
  assertEquals(jsonValidityScore("1".repeat(2 ** 20 + 1)).score, null);
});

Deno.test("jsonValidity takes one Markdown fence when asked, and no words around it", () => {
  assertEquals(jsonValidityScore("```json\n[1]\n```").score, 0);
  assertEquals(jsonValidityScore("```json\n[1]\n```", { fenced: true }).score, 1);
  assertEquals(jsonValidityScore("Sure:\n```json\n[1]\n```", { fenced: true }).score, 0);
  assertEquals(jsonValidityScore("```", { fenced: true }).score, 0);
});

Deno.test("jsonValidity asks a schema only about what is JSON, and tells each answer's problems", () => {
  const problemsOf = (value: unknown) => Array.isArray(value) ? [] : ["must be a list"];
  const { scores, problems, estimate, reasons } = jsonValidity(["[]", "{}", "[", null], { problemsOf });
  assertEquals(scores, [1, 0, 0, null]);
  assertEquals(problems, [[], ["must be a list"], ["is not JSON"], []]);
  assertEquals([estimate.value, estimate.method, estimate.excluded, reasons[3]], [
    1 / 3,
    "wilson",
    1,
    "there is no prediction",
  ]);
  assertThrows(() => jsonValidityScore(1 as unknown as string), TypeError, "a prediction must be a text");
});
