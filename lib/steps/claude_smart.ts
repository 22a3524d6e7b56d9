import { z } from "zod";
import { ASK_FIELDS, ASK_OUTPUTS, PROMPT } from "./_generate_fields.ts";
import { runAsk } from "./_generate_run.ts";
import { modelStep } from "./_generate_step.ts";

/** Asks Claude with a preset: the step's own fields come first, then the preset's (`development` where none is named). */
export const claudeSmartStep = modelStep({
  summary: "Ask Claude with the model, stand-in and tools of a preset.",
  schema: z.strictObject({ ...ASK_FIELDS, prompt: PROMPT, environment_aware: z.boolean().default(true) }),
  outputs: { ...ASK_OUTPUTS, claude_smart_metadata: "value" },
  model: "sonnet",
  previous: { field: "prompt", unless: [] },
  preset: "development",
  offersTools: true,
  async run(fields, context) {
    const { preset = "development", environment_aware, tools, max_turns } = fields;
    const { fallback_model = null } = fields;
    const filled = { model: fields.model, fallback_model, max_turns, tools };
    return {
      ...await runAsk(fields, context),
      claude_smart_metadata: { preset_applied: preset, environment_aware, optimization_applied: filled },
    };
  },
});
