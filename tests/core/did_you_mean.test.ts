import { assertEquals, assertStringIncludes } from "@std/assert";
import { didYouMean } from "../../lib/core/did_you_mean.ts";

const KNOWN = ["metrics", "model", "steps", "accuracy"];
const CASES: readonly (readonly [string, string, string])[] = [
  ["a letter left out", "metric", "metrics"],
  ["a letter too many", "modell", "model"],
  ["a wrong letter", "stepz", "steps"],
  ["two letters swapped", "modle", "model"],
  ["another case", "ACCURACY", "accuracy"],
  ["two mistakes in a long name", "acuracyy", "accuracy"],
];
for (const [name, given, expected] of CASES) {
  Deno.test(`${name} is recognised`, () => assertEquals(didYouMean(given, KNOWN), `did you mean "${expected}"?`));
}

Deno.test("a name that resembles none lists them all in their order", () => {
  assertEquals(didYouMean("xyz", KNOWN), "known: metrics, model, steps, accuracy");
  assertEquals(didYouMean("", KNOWN), "known: metrics, model, steps, accuracy");
});

Deno.test("of equally near names the first is meant, of others the nearest", () => {
  assertEquals(didYouMean("cat", ["bat", "hat"]), 'did you mean "bat"?');
  assertEquals(didYouMean("abcdef", ["abcdxx", "abcdex"]), 'did you mean "abcdex"?');
});

Deno.test("very many names are cut after thirty, very long ones are compared all the same, and none is said", () => {
  const many = Array.from({ length: 45 }, (_, i) => `name_number_${i}`);
  assertStringIncludes(didYouMean("x", many), ", name_number_29, … (45 in all)");
  assertEquals(didYouMean("x".repeat(100_000), ["y"]), "known: y");
  assertEquals(didYouMean("x", []), "nothing is known here");
});
