import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { parseParams } from "../../lib/cli/parse_params.ts";

Deno.test("values may be empty and may hold equals signs and line breaks", () => {
  assertEquals(parseParams(["a=", "b=c=d", "e=f\ng"]), { a: "", b: "c=d", e: "f\ng" });
});

Deno.test("all arguments of another form are told at once", () => {
  const error = assertThrows(() => parseParams(["a", "=b", "c=1"]), AssayError) as AssayError;
  assertEquals(error.problems.length, 2);
});
