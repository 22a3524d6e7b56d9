import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { validateStep } from "../../lib/steps/validate.ts";
import { runStep } from "./_run_step.ts";

const frame = frameOf({ id: ["a", "a"], text: ["long text", ""], n: [1, 2.5] });
const run = (options: Record<string, unknown>) => runStep(validateStep, options, { input: ["frame", frame] });

Deno.test("a good frame is put out as it is", async () => {
  assertStrictEquals(
    (await run({ columns: { text: { max_length: 9 }, n: { type: "number", min: 1, max: 2.5 } } })).frame,
    frame,
  );
});

Deno.test("each rule of the YAML reaches the check, and all problems are told at once", async () => {
  const columns = {
    text: { min_length: 1, max_length: 5, values: ["x"] },
    n: { type: "integer", min: 2, max: 2 },
    id: { nullable: false },
  };
  const error = await assertRejects(() => run({ columns, id: "id", min_rows: 3 }), AssayError) as AssayError;
  assertEquals(error.problems, [
    'column "text" must have at least 1 character: row 2 ("")',
    'column "text" must have at most 5 characters: row 1 ("long text")',
    'column "text" must be one of "x": row 1 ("long text"), row 2 ("")',
    'column "n" must be of type integer: row 2 (2.5)',
    'column "n" must be at least 2: row 1 (1)',
    'column "n" must be at most 2: row 2 (2.5)',
    'column "id" must hold different ids: "a" in rows 1, 2',
    "at least 3 rows are needed, received 2",
  ]);
});

Deno.test("unknown rules and types are refused before anything runs", async () => {
  await assertRejects(() => run({ columns: { text: { minlength: 1 } } }));
  await assertRejects(() => run({ columns: { text: { type: "text" } } }));
  await assertRejects(() => run({ colums: {} }));
});
