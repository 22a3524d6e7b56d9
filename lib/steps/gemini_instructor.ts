import { z } from "zod";
import { type AnswerReader, jsonReader } from "../workbench/answer_json.ts";
import { answerSchema } from "../workbench/answer_schema.ts";
import { ASK_FIELDS, ASK_OUTPUTS, PROMPT, SCHEMA } from "./_generate_fields.ts";
import { filledLoosely, looseSchema } from "./_generate_loose.ts";
import { runAsk } from "./_generate_run.ts";
import { modelStep } from "./_generate_step.ts";

const { batch: _, ...fields } = ASK_FIELDS;

/** Asks Gemini for JSON that fits a schema; `validation_mode: loose` takes further members, and missing ones as null. */
export const geminiInstructorStep = modelStep({
  summary: "Ask Gemini for JSON that fits a schema.",
  schema: z.strictObject({
    ...fields,
    prompt: PROMPT,
    output_schema: SCHEMA,
    validation_mode: z.enum(["strict", "loose"]).default("strict"),
  }).superRefine(({ output_schema, validation_mode }, context) => {
    if (validation_mode === "strict") return;
    try {
      answerSchema(looseSchema(output_schema));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const message = `cannot be used loosely: ${error.message.replace("Cannot use the schema: ", "")}`;
      context.addIssue({ code: "custom", path: ["output_schema"], message });
    }
  }),
  outputs: { ...ASK_OUTPUTS, validation_mode: "text" },
  model: "flash",
  previous: { field: "prompt", unless: [] },
  async run(fields, context) {
    const { output_schema: schema, validation_mode } = fields;
    const read = validation_mode === "loose" ? looseReader(schema) : undefined;
    return { ...await runAsk(fields, context, { read }), validation_mode };
  },
});

function looseReader(schema: Readonly<Record<string, unknown>>): AnswerReader {
  const read = jsonReader(answerSchema(looseSchema(schema)));
  return (text) => {
    const result = read(text);
    return "value" in result ? { value: filledLoosely(result.value, schema) } : result;
  };
}
