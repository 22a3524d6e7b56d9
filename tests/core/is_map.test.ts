import { assertEquals } from "@std/assert";
import { isMap } from "../../lib/core/is_map.ts";

Deno.test("objects are maps, also those without a prototype; lists, null, functions and plain values are not", () => {
  assertEquals([{}, { a: 1 }, Object.create(null)].map(isMap), [true, true, true]);
  assertEquals([[], null, undefined, "x", 0, true, () => {}].map(isMap), [
    false,
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});
