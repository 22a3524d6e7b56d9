import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { intersectionalGroups } from "../../lib/metrics/intersectional_groups.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("intersectionalGroups names combinations, counts them and leaves items with a missing attribute out", () => {
  const { groups, sizes, excluded } = intersectionalGroups({
    sex: Object.freeze(["m", "f", "m", null]),
    age: Object.freeze([30, 30, 30, 30]),
    member: Object.freeze([true, false, true, true]),
  }, { minimumSize: 2 });
  assertEquals(groups, [
    "sex=m, age=30, member=true",
    "sex=f, age=30, member=false",
    "sex=m, age=30, member=true",
    null,
  ]);
  assertEquals(sizes, [
    { group: "sex=f, age=30, member=false", n: 1, isLargeEnough: false },
    { group: "sex=m, age=30, member=true", n: 2, isLargeEnough: true },
  ]);
  assertEquals(excluded, 1);
});

Deno.test("intersectionalGroups gives different combinations different names, whatever the values hold", () => {
  const text = fc.string({ unit: fc.constantFrom("a", ",", "=", " ", '"', "\\"), maxLength: 5 });
  fc.assert(fc.property(text, text, text, text, (a, b, c, d) => {
    const { groups } = intersectionalGroups({ x: [a, c], y: [b, d] });
    assertEquals(groups[0] === groups[1], a === c && b === d);
  }));
});

Deno.test("intersectionalGroups takes attributes named as members of objects", () => {
  const columns = JSON.parse('{"__proto__": ["a"], "toString": ["b"]}');
  assertEquals(intersectionalGroups(columns).groups, ["__proto__=a, toString=b"]);
});

Deno.test("intersectionalGroups of no items has none; no attribute, other lengths and strange values are refused", () => {
  assertEquals(intersectionalGroups({ sex: [] }), { groups: [], sizes: [], excluded: 0 });
  assertThrows(
    () => intersectionalGroups({}),
    RangeError,
    "the number of attributes must be a whole number from 1 to 20",
  );
  assertThrows(() => intersectionalGroups({ a: ["x"], b: [] }), RangeError, "a (1), b (0)");
  assertThrows(() => intersectionalGroups({ a: [NaN] }), RangeError, "a[0] must be a text, number, boolean or null");
  assertThrows(() => intersectionalGroups({ a: ["x"] }, { minimumSize: 0 }), RangeError, "minimumSize");
  assert(intersectionalGroups({ a: Array(30).fill("x") }).sizes[0].isLargeEnough);
});
