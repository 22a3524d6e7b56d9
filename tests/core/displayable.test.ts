import { assertEquals, assertStrictEquals } from "@std/assert";
import { displayable } from "../../lib/core/displayable.ts";

Deno.test("a value that can be shown is the same value to everything but a notebook", () => {
  const value = { a: 1 };
  const shown = displayable(value, ({ a }) => ({ "text/plain": `a is ${a}` }));
  assertStrictEquals(shown, value);
  assertEquals([Object.keys(shown), JSON.stringify(shown)], [["a"], '{"a":1}']);
  const { [Symbol.for("Jupyter.display")]: display } = shown as unknown as Record<symbol, () => unknown>;
  assertEquals(display(), { "text/plain": "a is 1" });
});
