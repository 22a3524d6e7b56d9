import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { ASK_FIELDS, ASK_OUTPUTS, PROMPT } from "./_generate_fields.ts";
import { literalPart } from "./_generate_prompt.ts";
import { modelStep } from "./_generate_step.ts";
import { combinedText, resultsById, runTasks, TASK_FIELDS, taskFields, taskList } from "./_generate_tasks.ts";

const { repeats: _, input: __, column: ___, max_concurrency: ____, session: _____, ...fields } = ASK_FIELDS;

const STRATEGIES = {
  paraphrase: "Say the following in other words, with the same meaning.",
  backtranslation: "Translate the following into another language and back again. Give the result of the way back.",
  token_replacement: "Replace some words of the following by synonyms. Leave all other words as they are.",
} as const;

/** Asks Claude several questions at once: `tasks` with ids, or `instances` of each augmentation strategy over `test_data`. */
export const parallelClaudeStep = modelStep({
  summary: "Ask Claude several questions at once; one that fails does not lose the others.",
  schema: z.strictObject({
    ...fields,
    prompt: PROMPT.optional(),
    tasks: taskList(z.strictObject(TASK_FIELDS)).optional(),
    instances: z.int().min(1).max(1000).optional(),
    test_data: z.unknown().optional(),
    augmentation_strategies: z.array(z.enum(Object.keys(STRATEGIES) as [keyof typeof STRATEGIES])).min(1).optional(),
    max_concurrency: z.int().min(1).max(1000).default(5),
    timeout_per_task_seconds: z.number().gt(0).max(604_800).optional(),
  }).superRefine(({ prompt, tasks, instances, test_data }, context) => {
    const issue = (path: PropertyKey[], message: string) => context.addIssue({ code: "custom", path, message });
    if ((tasks === undefined) === (instances === undefined)) issue(["tasks"], "must be given, or instances, not both");
    if (instances !== undefined && prompt === undefined && test_data === undefined) {
      issue(["test_data"], "must be given for instances, or prompt");
    }
    tasks?.forEach((task, i) => {
      if (task.prompt === undefined && prompt === undefined) {
        issue(["tasks", i, "prompt"], "must be given, here or by the step");
      }
    });
  }),
  outputs: {
    ...ASK_OUTPUTS,
    results: "value",
    combined_results: "text",
    task_results: "value",
    variants: "value",
  },
  model: "sonnet",
  previous: { field: "test_data", unless: ["prompt", "tasks"] },
  async run(step, context) {
    const { tasks: _, instances = 0, test_data: data, augmentation_strategies, max_concurrency, ...rest } = step;
    const strategies = augmentation_strategies ?? ["paraphrase"];
    const base = step.prompt ?? "";
    const source = data === undefined ? "" : typeof data === "string" ? data : JSON.stringify(data);
    // The number of the instance is part of the question, so that equal instances are asked apart.
    const variants = strategies.flatMap((strategy) =>
      Array.from({ length: instances }, (_, i) => ({
        id: `${strategy}_${i + 1}`,
        fields: taskFields({}, rest),
        prompt: [
          `${STRATEGIES[strategy]} This is variant ${i + 1} of ${instances}.`,
          ...(typeof base === "string" ? [base] : base).filter((part) => part !== ""),
          ...(source === "" ? [] : [literalPart(source)]),
        ],
      }))
    );
    const tasks = step.tasks?.map((task) => ({
      id: task.id,
      fields: taskFields(task, rest),
      prompt: task.prompt ?? base,
      output_to_file: task.output_to_file,
      timeout_seconds: task.timeout_seconds,
    })) ?? variants;
    if (tasks.length > 10_000) {
      throw new AssayError("Cannot ask at once", { problems: [`at most 10000 questions, received ${tasks.length}`] });
    }
    const { results, usage } = await runTasks(tasks, context, {
      maxConcurrency: max_concurrency,
      timeoutSeconds: step.timeout_per_task_seconds,
      batch: step.batch !== undefined,
    });
    const text = combinedText(results);
    return {
      text,
      json: null,
      success: results.every(({ status }) => status === "success"),
      model: step.model,
      usage,
      answers: [],
      frame: null,
      results: resultsById(results),
      combined_results: text,
      task_results: results,
      variants: step.tasks === undefined ? results.flatMap(({ result }) => result === null ? [] : [result]) : [],
    };
  },
});
