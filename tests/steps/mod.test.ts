import { assert, assertEquals } from "@std/assert";
import { basename } from "@std/path";
import { z } from "zod";
import { STEP_TYPES } from "../../lib/steps/mod.ts";

Deno.test("the registry holds every step file under its own name, sorted", () => {
  const files = [...Deno.readDirSync(new URL("../../lib/steps", import.meta.url))].map(({ name }) =>
    basename(name, ".ts")
  );
  const names = files.filter((name) => name !== "mod" && !name.startsWith("_")).sort();
  assertEquals(Object.keys(STEP_TYPES), names);
});

for (const [name, type] of Object.entries(STEP_TYPES)) {
  Deno.test(`the step ${name} says what it does, puts something out, and refuses fields that it does not know`, () => {
    assert(/^[A-Z].*\.$/.test(type.summary), type.summary);
    // What a nested pipeline puts out is its own affair, and the end of a loop puts out nothing.
    assert(Object.keys(type.outputs).length > 0 || type.nested !== undefined || type.ends !== undefined);
    const { error } = z.safeParse(type.schema, { no_such_field: 1 });
    assert(error?.issues.some(({ code }) => code === "unrecognized_keys"));
  });
}
