import { z } from "zod";
import { isMap } from "../core/is_map.ts";
import { modelIdOrName } from "../models/model_names.ts";
import { stepType } from "../pipeline/step_type.ts";
import { JUDGE_SYSTEM } from "../workbench/_judge_prompt.ts";
import { judgePairs } from "../workbench/judge_pairs.ts";
import { judgeRows } from "../workbench/judge_rows.ts";
import { toolsOf } from "./_generate_run.ts";
import { JUDGE_FIELDS, judgeProblems } from "./_judge_fields.ts";
import { JUDGE_OUTPUTS, pairOutputs, rowOutputs } from "./_judge_outputs.ts";

/**
 * Lets a model judge answers: one by one (`rubric`, `g_eval`, `faithfulness`, `relevance`) or two by two (`pairwise`). What is
 * judged is fenced off as data. `human` names a column of human labels, without which the result says that it is not calibrated.
 */
export const judgeStep = stepType({
  summary:
    "Let a model judge answers, by rubric or in pairs: scores with reasons, intervals, calibration to human labels.",
  schema: z.strictObject(JUDGE_FIELDS).superRefine((fields, context) => {
    for (const { path, message } of judgeProblems(fields)) context.addIssue({ code: "custom", path, message });
  }),
  outputs: JUDGE_OUTPUTS,
  verbatim: ["criteria", "instructions"],
  calls: ({ mode, model, max_output_tokens: most, criteria, instructions }) => {
    const known = (value: unknown) => typeof value === "string" ? [value] : [];
    const listed = Array.isArray(criteria) ? criteria.filter(isMap) : [];
    const one = {
      model: typeof model === "string" ? modelIdOrName(model) : "",
      prompt: [JUDGE_SYSTEM, ...known(instructions), ...listed.flatMap(({ description }) => known(description))].join(
        "\n\n",
      ),
      maxOutputTokens: typeof most === "number" ? most : null,
    };
    const unwritten = mode === "g_eval" ? listed.filter(({ steps }) => steps === undefined).length : 0;
    return [...(unwritten === 0 ? [] : [{ ...one, calls: unwritten }]), { ...one, calls: null }];
  },
  async run(fields, context) {
    const { mode, fallback_model: fallbackModel, top_p: topP, top_k: topK, max_output_tokens: maxOutputTokens } =
      fields;
    const { max_concurrency: maxConcurrency, judged_models: judgedModels, batch, human_pass: humanPass, ...rest } =
      fields;
    const options = {
      ...rest,
      fallbackModel,
      topP,
      topK,
      maxOutputTokens,
      maxConcurrency,
      judgedModels,
      batch: batch !== undefined,
      ...toolsOf(context),
      onProgress: (done: number, total: number) => context.progress(done, total, fields.model),
    };
    if (mode === "pairwise") return pairOutputs(await judgePairs(options));
    return rowOutputs(await judgeRows({ ...options, mode, humanPass }));
  },
});
