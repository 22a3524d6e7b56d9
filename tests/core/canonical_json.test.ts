import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { canonicalJson } from "../../lib/core/canonical_json.ts";

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, reversed(item)]));
}

Deno.test("keys are sorted at every level, lists keep their order, undefined members are left out", () => {
  assertEquals(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined, Z: null }), '{"Z":null,"b":[{"c":2,"d":1}]}');
  assertEquals(canonicalJson({ b: 1, a: [] }, 2), '{\n  "a": [],\n  "b": 1\n}');
  assertEquals(canonicalJson(undefined), "null");
});

Deno.test("the order of keys is irrelevant, and the text holds the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      assertEquals(canonicalJson(reversed(value)), text);
      assertEquals(JSON.parse(text), JSON.parse(JSON.stringify(value)));
    }),
    { seed: 1 },
  );
});

Deno.test("numbers that JSON cannot hold are refused with their key", () => {
  for (const number of [NaN, Infinity, -Infinity]) {
    assertThrows(
      () => canonicalJson({ a: { score: number } }),
      RangeError,
      `"score" must be a finite number or null, received ${number}`,
    );
  }
});

Deno.test("a key that names the prototype stays a key", () => {
  assertEquals(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}')), '{"__proto__":{"a":2},"b":1}');
});
