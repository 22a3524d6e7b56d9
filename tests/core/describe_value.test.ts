import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { describeValue } from "../../lib/core/describe_value.ts";

const CASES: readonly (readonly [unknown, string])[] = [
  [undefined, "nothing"],
  [null, "null"],
  [0.5, "0.5"],
  [NaN, "NaN"],
  [10n, "10"],
  [true, "true"],
  ["a", '"a"'],
  ['say "a"\n', '"say \\"a\\"\\n"'],
  [[], "a list of 0"],
  [{ a: 1 }, "an object"],
  [Object.create(null), "an object"],
  [() => 1, "a function"],
  [new Map(), "a Map"],
];
for (const [value, expected] of CASES) {
  Deno.test(`${expected} is how such a value is described`, () => assertEquals(describeValue(value), expected));
}

Deno.test("text of any content stays on one line and short", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const described = describeValue(text);
      assertFalse(/[\n\r]/.test(described));
      assert(described.length <= 60 && described.startsWith('"') && described.endsWith('"'), described);
    }),
    { seed: 1 },
  );
});
