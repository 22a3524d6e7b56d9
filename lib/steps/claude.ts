import { z } from "zod";
import { ASK_FIELDS, ASK_OUTPUTS, PROMPT } from "./_generate_fields.ts";
import { runAsk } from "./_generate_run.ts";
import { modelStep } from "./_generate_step.ts";

/** Asks Claude: `generate` with `sonnet` where no model is named. */
export const claudeStep = modelStep({
  summary: "Ask Claude once, several times, or about each row of a frame.",
  schema: z.strictObject({ ...ASK_FIELDS, prompt: PROMPT }),
  outputs: ASK_OUTPUTS,
  model: "sonnet",
  previous: { field: "prompt", unless: [] },
  run: runAsk,
});
