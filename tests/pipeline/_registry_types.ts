import { z } from "zod";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { type PipelineEntry, pipelineRegistry } from "../../lib/pipeline/pipeline_registry.ts";
import { type Registry, stepType } from "../../lib/pipeline/step_type.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";

/** A step that asks `sonnet` unless it says otherwise. */
const ask = stepType({
  summary: "Ask.",
  schema: z.strictObject({ model: z.string().optional(), repeats: z.int().default(1), input: z.string().optional() }),
  outputs: { text: "text" },
  calls: ({ model = "sonnet", repeats = 1, input }) => [{
    model: String(model),
    calls: typeof repeats === "number" && input === undefined ? repeats : null,
    prompt: "",
    maxOutputTokens: null,
  }],
  run: () => ({ text: "" }),
});
const fragile = stepType({
  summary: "Break.",
  schema: z.strictObject({ tasks: z.array(z.strictObject({ name: z.string() })) }),
  outputs: {},
  calls: ({ tasks }) =>
    (tasks as { name: string }[]).map(({ name }) => {
      return { model: name.trim(), calls: 1, prompt: "", maxOutputTokens: null };
    }),
  run: () => ({}),
});
/** The project's step types, and some that ask. */
export const TYPES: Registry = { ...STEP_TYPES, ask, fragile };

/** The entry of one pipeline. */
export const entryOf = (text: string): PipelineEntry => {
  return pipelineRegistry([parseWorkflow(text, "p/x.yaml")], { types: TYPES })[0];
};
