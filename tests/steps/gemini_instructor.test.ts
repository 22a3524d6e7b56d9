import { assertEquals, assertRejects } from "@std/assert";
import { MODEL_ALIASES } from "../../lib/models/model_names.ts";
import { geminiInstructorStep } from "../../lib/steps/gemini_instructor.ts";
import { runModelStep, scripted } from "./_scripted.ts";

const ID = MODEL_ALIASES.flash.id;
const output_schema = {
  type: "object",
  properties: {
    winner: { type: "string" },
    test: { type: "object", properties: { p: { type: "number" } }, required: ["p"], additionalProperties: false },
  },
  required: ["winner", "test"],
  additionalProperties: false,
};
const run = (answers: string | string[], more: Record<string, unknown> = {}) =>
  runModelStep(geminiInstructorStep, { prompt: "p", output_schema, ...more }, {
    open: scripted({ [ID]: answers }).open,
  });

Deno.test("strict takes only what fits", async () => {
  const outputs = await run('{"winner": "a", "test": {"p": 0.1}}');
  assertEquals([outputs.winner, outputs.test], ["a", { p: 0.1 }]);
  await assertRejects(() => run('{"winner": "a"}'), Error, "test: expected object");
  await assertRejects(() => run('{"winner": "a", "test": {"p": 1}, "extra": 1}'), Error, "Unrecognized key");
});

Deno.test("loose takes further members, and fills missing ones with null at every depth", async () => {
  const loose = { validation_mode: "loose" };
  assertEquals((await run('{"extra": 1, "test": {"q": 2}}', loose)).json, {
    extra: 1,
    test: { q: 2, p: null },
    winner: null,
  });
  assertEquals((await run('{"winner": null}', loose)).json, { winner: null, test: null });
  await assertRejects(() => run('{"winner": 3}', loose), Error, "winner: fits no alternative");
});

Deno.test("a schema is needed", () => {
  assertEquals(geminiInstructorStep.schema.safeParse({ prompt: "p" }).success, false);
  let deep: Record<string, unknown> = { type: "string" };
  for (let i = 0; i < 15; i++) deep = { type: "object", properties: { x: deep } };
  const fields = (validation_mode: string) => ({ prompt: "p", output_schema: deep, validation_mode });
  assertEquals(geminiInstructorStep.schema.safeParse(fields("strict")).success, true);
  const { error } = geminiInstructorStep.schema.safeParse(fields("loose"));
  assertEquals(error?.issues.map(({ path }) => path), [["output_schema"]]);
});
