import { dirname } from "@std/path";
import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { resolveInside } from "../core/resolve_inside.ts";
import type { StepContext } from "../pipeline/step_type.ts";
import { askAll, type Asked, type AskTask } from "../workbench/ask_all.ts";
import { MODEL, PROMPT, type Prompt, QUESTION_FIELDS } from "./_generate_fields.ts";
import { readyPrompt } from "./_generate_prompt.ts";
import { readerOf, type SettledQuestion, taskOf, throwIfNone, toolsOf, usageOutput } from "./_generate_run.ts";

/** The fields of one task of several. */
export const TASK_FIELDS = {
  ...QUESTION_FIELDS,
  id: z.string().min(1).max(200),
  role: z.string().optional(),
  prompt: PROMPT.optional(),
  model_config: MODEL.optional(),
  output_to_file: z.string().min(1).optional(),
  timeout_seconds: z.number().gt(0).max(604_800).optional(),
};

const TASK = z.strictObject(TASK_FIELDS);

/** One task of several. */
export type Task = z.output<typeof TASK>;

/** A list of tasks, whose ids differ. */
export function taskList<Fields extends z.ZodType<Pick<Task, "id">>>(task: Fields): z.ZodType<z.output<Fields>[]> {
  return z.array(task).min(1).max(10_000).superRefine((tasks, context) => {
    const ids = tasks.map(({ id }) => id);
    ids.forEach((id, i) => {
      if (ids.indexOf(id) === i) return;
      context.addIssue({
        code: "custom",
        path: [i, "id"],
        message: `must differ from the others, "${id}" is used twice`,
      });
    });
  });
}

/** What became of a task. */
export interface TaskResult {
  /** The task. */
  readonly id: string;
  /** "failed" when the model failed, "error" when its answer or the task cannot be used. */
  readonly status: "success" | "error" | "timeout" | "failed";
  /** The answer. */
  readonly result: string | null;
  /** What was read from it. */
  readonly json: unknown;
  /** Why there is none. */
  readonly error: string | null;
  /** The model that answered. */
  readonly model: string | null;
}

/** How tasks are asked. */
export interface TaskOptions {
  /** How many at the same time. */
  readonly maxConcurrency: number;
  /** After how many seconds a task is given up. */
  readonly timeoutSeconds?: number;
  /** Whether the provider's batches are asked. */
  readonly batch?: boolean;
}

/** A task with its whole prompt. */
export interface ReadyTask {
  /** Its id. */
  readonly id: string;
  /** Its own fields over the step's. */
  readonly fields: SettledQuestion;
  /** Its prompt. */
  readonly prompt: Prompt;
  /** Where its answer is written to, below the run's folder. */
  readonly output_to_file?: string;
  /** After how many seconds it is given up; default that of all. */
  readonly timeout_seconds?: number;
}

/** A task's own fields over the step's. */
export function taskFields(task: Partial<Task>, step: SettledQuestion): SettledQuestion {
  const { id: _, role: __, prompt: ___, model_config, output_to_file: ____, timeout_seconds: _____, ...own } = task;
  const said = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return { ...step, ...said, model: task.model ?? model_config ?? step.model };
}

/** Asks all tasks; one that fails does not lose the others, but if all do, the step fails. */
export async function runTasks(
  tasks: readonly ReadyTask[],
  context: StepContext,
  options: TaskOptions,
): Promise<{ results: TaskResult[]; usage: Record<string, number> }> {
  const questions: AskTask[] = [];
  for (const { fields, prompt, timeout_seconds: timeoutSeconds } of tasks) {
    const text = (await readyPrompt(prompt, { folder: context.folder, out: context.out, hasRows: false })).fill({});
    questions.push({ ...taskOf(fields, text), read: readerOf(fields), timeoutSeconds });
  }
  const asked = await askAll(questions, {
    ...toolsOf(context),
    ...options,
    onProgress: (done, total) => context.progress(done, total, "tasks"),
  });
  throwIfNone(asked, context.name);
  const results = asked.map((one, i) => resultOf(tasks[i].id, one));
  for (const [i, { output_to_file: path }] of tasks.entries()) {
    if (path !== undefined && results[i].result !== null) await writeAnswer(context.out, path, results[i].result);
  }
  return { results, usage: usageOutput(asked.flatMap(({ answer }) => answer === null ? [] : [answer.usage])) };
}

/** All answers below each other, each below its id. */
export function combinedText(results: readonly TaskResult[]): string {
  return results.map(({ id, result, error }) => `===[${id}]===\n${result ?? `(no answer: ${error})`}`).join("\n\n");
}

/** The answers by id; null for a task without. */
export function resultsById(results: readonly TaskResult[]): Record<string, string | null> {
  return Object.fromEntries(results.map(({ id, result }) => [id, result]));
}

function resultOf(id: string, asked: Asked): TaskResult {
  if (asked.answer !== null) {
    const { text, json, model } = asked.answer;
    return { id, status: "success", result: text, json, error: null, model };
  }
  const { failure, reason } = asked;
  const status = failure === "timeout" ? "timeout" : failure === "infrastructure" ? "failed" : "error";
  return { id, status, result: null, json: null, error: reason, model: null };
}

async function writeAnswer(out: string, path: string, text: string): Promise<void> {
  let target: string;
  try {
    target = resolveInside(out, path);
  } catch (error) {
    throw new AssayError("Cannot write an answer", {
      problems: [`output_to_file ${(error as Error).message.replace(/^.*?: it /, "")}`],
      cause: error,
    });
  }
  await Deno.mkdir(dirname(target), { recursive: true });
  await Deno.writeTextFile(target, text);
}
