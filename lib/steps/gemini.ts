import { z } from "zod";
import { ASK_FIELDS, ASK_OUTPUTS, PROMPT } from "./_generate_fields.ts";
import { runAsk } from "./_generate_run.ts";
import { modelStep } from "./_generate_step.ts";

const { batch: _, ...fields } = ASK_FIELDS;

/** Asks Gemini: `generate` with `flash` where no model is named. */
export const geminiStep = modelStep({
  summary: "Ask Gemini once, several times, or about each row of a frame.",
  schema: z.strictObject({ ...fields, prompt: PROMPT }),
  outputs: ASK_OUTPUTS,
  model: "flash",
  previous: { field: "prompt", unless: [] },
  run: runAsk,
});
