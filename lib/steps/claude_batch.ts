import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { drivePolitely } from "../core/drive.ts";
import { rowPrompt } from "../workbench/row_prompt.ts";
import { ASK_FIELDS, ASK_OUTPUTS, PROMPT, type Prompt } from "./_generate_fields.ts";
import { literalPart } from "./_generate_prompt.ts";
import { runAsk, type SettledFields } from "./_generate_run.ts";
import { modelStep } from "./_generate_step.ts";
import { readSuite, scoreSuite, SUITE_METRICS, type SuiteCase } from "./_generate_suite.ts";
import {
  combinedText,
  type ReadyTask,
  resultsById,
  runTasks,
  TASK_FIELDS,
  taskFields,
  taskList,
} from "./_generate_tasks.ts";

const MOST_BYTES = 1_000_000;
const { repeats: _, session: __, ...fields } = ASK_FIELDS;

const SCHEMA = z.strictObject({
  ...fields,
  prompt: PROMPT.optional(),
  tasks: taskList(z.strictObject({ ...TASK_FIELDS, file: z.string().min(1).optional() })).optional(),
  prompts: z.array(z.string().min(1)).min(1).max(10_000).optional(),
  test_suite: z.string().min(1).optional(),
  metrics: z.array(z.enum(SUITE_METRICS as [string, ...string[]])).max(50).default([]),
  max_concurrency: z.int().min(1).max(1000).default(3),
  timeout_per_task_seconds: z.number().gt(0).max(604_800).default(60),
  consolidate_results: z.boolean().default(true),
}).superRefine(({ prompt, tasks, prompts, test_suite, input, metrics }, context) => {
  const issue = (path: PropertyKey[], message: string) => context.addIssue({ code: "custom", path, message });
  const sources = [tasks, prompts, test_suite, input].filter((source) => source !== undefined).length;
  if (sources > 1) issue(["tasks"], "must stand alone: give one of tasks, prompts, test_suite and input");
  if (sources === 0) issue(["tasks"], "must be given, or prompts, test_suite or input");
  if (input !== undefined && prompt === undefined) issue(["prompt"], "must be given for the rows of input");
  if (metrics.length > 0 && test_suite === undefined) issue(["metrics"], "needs a test_suite");
  tasks?.forEach((task, i) => {
    if (task.prompt === undefined && task.file === undefined && prompt === undefined) {
      issue(["tasks", i, "prompt"], "must be given, or file, or a prompt of the step");
    }
  });
});

type Fields = z.output<typeof SCHEMA> & { model: string };

/** Asks Claude many questions with bounded concurrency: `tasks`, `prompts`, the cases of a `test_suite`, or the rows of `input`. */
export const claudeBatchStep = modelStep({
  summary: "Ask Claude many questions: tasks, prompts, or the cases of a test suite with metrics.",
  schema: SCHEMA,
  outputs: {
    ...ASK_OUTPUTS,
    results: "value",
    combined_results: "text",
    batch_results: "value",
    batch_processed: "value",
    total_tasks: "value",
    successful_tasks: "value",
    failed_tasks: "value",
    metrics: "value",
  },
  model: "sonnet",
  preset: "development",
  async run(step, context) {
    if (step.input !== undefined) {
      const rows = { ...step, prompt: step.prompt!, repeats: 1 } as SettledFields;
      return { ...counts([]), ...await runAsk(rows, context), batch_processed: true };
    }
    const cases = step.test_suite === undefined ? [] : readSuite(step.test_suite, step.metrics);
    const tasks = tasksOf(step, cases);
    const { results, usage } = await runTasks(tasks, context, {
      maxConcurrency: step.max_concurrency,
      batch: step.batch !== undefined,
      timeoutSeconds: step.timeout_per_task_seconds,
    });
    const combined = combinedText(results);
    const done = results.filter(({ status }) => status === "success").length;
    return {
      text: step.consolidate_results ? combined : `${done} of ${results.length} tasks answered`,
      json: null,
      success: done === results.length,
      model: step.model,
      usage,
      answers: [],
      frame: null,
      results: resultsById(results),
      combined_results: combined,
      batch_results: results.map(({ id, ...rest }, i) => ({
        task_id: id,
        ...rest,
        file: step.tasks?.[i].file ?? null,
      })),
      batch_processed: true,
      ...counts(results),
      metrics: await drivePolitely(scoreSuite(cases, results, step.metrics), context.signal),
    };
  },
});

function counts(results: readonly { status: string }[]): Record<string, unknown> {
  const successful = results.filter(({ status }) => status === "success").length;
  return { total_tasks: results.length, successful_tasks: successful, failed_tasks: results.length - successful };
}

function tasksOf(step: Fields, cases: readonly SuiteCase[]): ReadyTask[] {
  const { tasks: _, prompts: __, test_suite: ___, metrics: ____, prompt, ...rest } = step;
  const shared = taskFields({}, rest);
  if (step.prompts !== undefined) {
    const first = prompt === undefined ? [] : partsOf(prompt);
    return step.prompts.map((text, i) => ({ id: `task_${i + 1}`, fields: shared, prompt: [...first, text] }));
  }
  if (step.tasks !== undefined) {
    return step.tasks.map((task) => ({
      id: task.id,
      fields: taskFields(task, rest),
      prompt: taskPrompt(task, prompt),
      output_to_file: task.output_to_file,
      timeout_seconds: task.timeout_seconds,
    }));
  }
  return cases.map(({ id, input }) => ({ id, fields: shared, prompt: casePrompt(prompt, { id, input }) }));
}

/** A task's own prompt stands below the step's, and its file below both. */
function taskPrompt(task: NonNullable<Fields["tasks"]>[number], step: Prompt | undefined): Prompt {
  const own = task.prompt ?? (task.file === undefined ? undefined : "Analyze this file:");
  const file = task.file === undefined ? [] : [literalPart(readFile(task.file))];
  return [...(step === undefined ? [] : partsOf(step)), ...(own === undefined ? [] : partsOf(own)), ...file];
}

/** A prompt with places such as {row.input} is filled; below any other the input is put. */
function casePrompt(prompt: Prompt | undefined, values: { id: string; input: string }): Prompt {
  if (prompt === undefined) return [literalPart(values.input)];
  const hasPlace = partsOf(prompt).some((part) => rowPrompt([textOf(part)]).columns.length > 0);
  if (!hasPlace) return [...partsOf(prompt), literalPart(values.input)];
  return partsOf(prompt).map((part) => {
    if (textOf(part) === "") return part;
    const template = rowPrompt([textOf(part)]);
    const unknown = template.columns.filter((name) => !Object.hasOwn(values, name));
    if (unknown.length === 0) return literalPart(template.fill(values));
    throw new AssayError("Cannot make the prompt", {
      problems: unknown.map((name) => `{row.${name}} must be {row.input} or {row.id} of a case`),
    });
  });
}

function partsOf(prompt: Prompt): Exclude<Prompt, string> {
  return typeof prompt === "string" ? [prompt] : prompt;
}

function textOf(part: Exclude<Prompt, string>[number]): string {
  return typeof part === "string"
    ? part
    : part.type === "static" && typeof part.content === "string"
    ? part.content
    : "";
}

function readFile(path: string): string {
  try {
    const { size } = Deno.statSync(path);
    if (size > MOST_BYTES) throw new RangeError(`it has ${size} bytes, at most ${MOST_BYTES} are sent`);
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new AssayError(`Cannot read ${path}`, { problems: [(error as Error).message], cause: error });
  }
}
