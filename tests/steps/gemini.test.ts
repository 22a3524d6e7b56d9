import { assertEquals } from "@std/assert";
import { MODEL_ALIASES } from "../../lib/models/model_names.ts";
import { geminiStep } from "../../lib/steps/gemini.ts";
import { runModelStep, scripted } from "./_scripted.ts";

Deno.test("without a model, flash is asked; a bare name gets its provider", async () => {
  const { open } = scripted({ [MODEL_ALIASES.flash.id]: "f", "google/gemini-2.5-pro": "p" });
  assertEquals((await runModelStep(geminiStep, { prompt: "p" }, { open })).text, "f");
  assertEquals((await runModelStep(geminiStep, { prompt: "p", model: "gemini-2.5-pro" }, { open })).text, "p");
});

Deno.test("functions are offered with what they take", async () => {
  const { open, asked } = scripted({ [MODEL_ALIASES.flash.id]: "f" });
  const fields = { prompt: "p", functions: ["perform_t_test"] };
  await runModelStep(geminiStep, fields, { open });
  assertEquals(asked[0].request.tools?.[0].parameters.required, ["model_a_scores", "model_b_scores"]);
  assertEquals(geminiStep.schema.safeParse({ ...fields, functions: ["f"] }).success, false);
});
