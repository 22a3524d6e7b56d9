import { z } from "zod";
import { ASK_FIELDS, ASK_OUTPUTS, MODEL, PROMPT } from "./_generate_fields.ts";
import { runAsk } from "./_generate_run.ts";
import { modelStep } from "./_generate_step.ts";

/** Asks a model once, several times (`repeats`) or for each row of a frame (`input`). The other model steps are variants of it. */
export const generateStep = modelStep({
  summary: "Ask a language model once, several times, or about each row of a frame.",
  schema: z.strictObject({ ...ASK_FIELDS, prompt: PROMPT, model: MODEL }),
  outputs: ASK_OUTPUTS,
  run: runAsk,
});
