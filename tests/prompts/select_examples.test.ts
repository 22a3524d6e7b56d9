import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { selectExamples } from "../../lib/prompts/select_examples.ts";

const labels = Array.from({ length: 60 }, (_, i) => "abc"[i % 3]);
const texts = labels.map((label, i) => `${label}${i}`);

Deno.test("five of each class are chosen by default, the same for the same seed", () => {
  const chosen = selectExamples(texts, labels);
  for (const label of "abc") assertEquals(chosen.filter(({ output }) => output === label).length, 5);
  assertEquals(selectExamples(texts, labels), chosen);
  assertNotEquals(selectExamples(texts, labels, { seed: 1 }), chosen);
});

Deno.test("every example is a row of the data, none twice, as many of each class as there are at most", () => {
  const anyLabels = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 30 });
  fc.assert(
    fc.property(anyLabels, fc.integer({ min: 1, max: 8 }), fc.nat(), (labels, perClass, seed) => {
      const inputs = labels.map((label, i) => `${label}${i}`);
      const chosen = selectExamples(inputs, labels, { perClass, seed });
      assertEquals(new Set(chosen.map(({ input }) => input)).size, chosen.length);
      for (const { input, output } of chosen) assert(inputs.includes(input) && input.startsWith(output));
      for (const label of "abc") {
        const there = labels.filter((one) => one === label).length;
        assertEquals(chosen.filter(({ output }) => output === label).length, Math.min(there, perClass));
      }
    }),
    { seed: 1 },
  );
});

Deno.test("lists of different lengths and fewer than one example of each class are refused", () => {
  assertThrows(() => selectExamples(["a"], []), RangeError, "received texts (1), labels (0)");
  assertThrows(
    () => selectExamples(["a"], ["b"], { perClass: 0 }),
    RangeError,
    "perClass must be a whole number of at least 1, received 0",
  );
});
