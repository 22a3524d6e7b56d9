import { z } from "zod";
import type { Evaluation } from "../metrics/evaluate.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import { modelCard } from "../reports/model_card.ts";
import type { DatasetSummary, SystemSummary } from "../reports/report_input.ts";

const text = z.string().min(1).optional();

/** Writes a model card of one `system`, with what only people can say of it in `details`. */
export const modelCardStep = stepType({
  summary: "Write a model card with Hugging Face front matter, its numbers taken from the evaluation.",
  schema: z.strictObject({
    evaluations: stepOutput<readonly Evaluation[]>("evaluations"),
    systems: stepOutput<readonly SystemSummary[]>("systems").optional(),
    dataset: stepOutput<DatasetSummary>("dataset").optional(),
    system: z.string().min(1),
    details: z.strictObject({
      developer: text,
      version: text,
      license: text,
      language: z.array(z.string()).optional(),
      intended_use: text,
      out_of_scope: text,
      ethical_considerations: text,
      limitations: text,
    }).default({}),
  }),
  outputs: { card: "model_card" },
  run({ evaluations, systems, dataset, system, details }) {
    const {
      intended_use: intendedUse,
      out_of_scope: outOfScope,
      ethical_considerations: ethicalConsiderations,
      ...rest
    } = details;
    const all = { ...rest, intendedUse, outOfScope, ethicalConsiderations };
    return { card: modelCard(evaluations, { system, details: all, dataset, systems }) };
  },
});
