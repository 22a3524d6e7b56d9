import { assertEquals } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";

Deno.test("no problem, one and several are written so that they read well", () => {
  assertEquals(new AssayError("Interrupted").message, "Interrupted");
  assertEquals(new AssayError("Cannot load", { problems: ["no such file"] }).message, "Cannot load: no such file");
  assertEquals(new AssayError("Cannot load", { problems: ["one", "two"] }).message, "Cannot load:\n  - one\n  - two");
});

Deno.test("kind, problems and cause are kept", () => {
  const cause = new Error("x");
  const error = new AssayError("a", { problems: ["b"], code: "provider_failed", cause });
  assertEquals([error.code, error.problems, error.cause, error.name], ["provider_failed", ["b"], cause, "AssayError"]);
  assertEquals(new AssayError("a").code, "bad_input");
});
