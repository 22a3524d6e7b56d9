import { assertEquals, assertFalse } from "@std/assert";
import { settle } from "../../lib/pipeline/pending.ts";
import { Reference, stepOutput } from "../../lib/pipeline/reference.ts";
import { RunScope } from "../../lib/pipeline/run_scope.ts";

Deno.test("references at any depth are replaced by what they refer to", () => {
  const scope = new RunScope({});
  scope.keep("load", { frame: [1] });
  const value = { a: [new Reference("load", "frame", "frame"), 2], b: { c: null }, d: "x" };
  assertEquals(settle(value, scope), { a: [[1], 2], b: { c: null }, d: "x" });
});

Deno.test("a reference is written as a pipeline writes it", () => {
  assertEquals(JSON.stringify({ a: new Reference("load", "frame", "frame") }), '{"a":"{{ steps.load.frame }}"}');
});

Deno.test("a field for a step's output takes nothing but a reference of its kind", () => {
  const field = stepOutput("frame");
  assertEquals(field.safeParse(new Reference("a", "train", "frame")).success, true);
  for (const value of [new Reference("a", "gate", "gate"), "{{ steps.a.frame }}", null, {}]) {
    assertFalse(field.safeParse(value).success);
  }
});
