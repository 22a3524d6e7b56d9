import { assertEquals, assertRejects } from "@std/assert";
import { MODEL_ALIASES } from "../../lib/models/model_names.ts";
import { geminiStep } from "../../lib/steps/gemini.ts";
import { runModelStep, scripted } from "./_scripted.ts";

Deno.test("without a model, flash is asked; a bare name gets its provider", async () => {
  const { open } = scripted({ [MODEL_ALIASES.flash.id]: "f", "google/gemini-2.5-pro": "p" });
  assertEquals((await runModelStep(geminiStep, { prompt: "p" }, { open })).text, "f");
  assertEquals((await runModelStep(geminiStep, { prompt: "p", model: "gemini-2.5-pro" }, { open })).text, "p");
});

Deno.test("functions are taken by the plan and refused by the run", async () => {
  const { open, asked } = scripted({ [MODEL_ALIASES.flash.id]: "f" });
  const fields = { prompt: "p", functions: ["perform_t_test"] };
  assertEquals(geminiStep.schema.safeParse(fields).success, true);
  await assertRejects(() => runModelStep(geminiStep, fields, { open }), Error, "cannot call functions");
  assertEquals(asked.length, 0);
});
