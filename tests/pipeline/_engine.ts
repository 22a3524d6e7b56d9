import { assertThrows } from "@std/assert";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { type Plan, type PlanOptions, planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { stepOutput } from "../../lib/pipeline/reference.ts";
import { runWorkflow, type RunWorkflowOptions, type StepOutcome } from "../../lib/pipeline/run_workflow.ts";
import { type Registry, type StepContext, stepType } from "../../lib/pipeline/step_type.ts";
import { breakStep } from "../../lib/steps/break.ts";
import { continueStep } from "../../lib/steps/continue.ts";
import { forLoopStep } from "../../lib/steps/for_loop.ts";
import { pipelineStep } from "../../lib/steps/pipeline.ts";
import { setVariableStep } from "../../lib/steps/set_variable.ts";
import { switchStep } from "../../lib/steps/switch.ts";
import { whileLoopStep } from "../../lib/steps/while_loop.ts";

/** What a step of type "do" was given. */
export interface DoOptions {
  readonly any?: unknown;
  readonly count?: number;
  readonly text?: string;
}

/** What a step of type "do" does; its value is what this returns. */
export type Work = (options: DoOptions, context: StepContext) => unknown;

/** The control steps, and steps that do what a test says; each "do" gives its `any` where no work is given. */
export function registryOf(work: Work = ({ any }) => any, seen: [string, unknown][] = []): Registry {
  const doing = (hasEffects: boolean) =>
    stepType({
      summary: "Does what the test says.",
      schema: z.strictObject({
        any: z.unknown().optional(),
        count: z.int().min(1).optional(),
        text: z.string().optional(),
        prompt: z.string().optional(),
      }),
      outputs: { value: "value", note: "text" },
      ownNames: ["target_input"],
      hasEffects,
      async run(options, context) {
        const { any = options.prompt ?? options.text ?? options.count } = options;
        seen.push([context.name, any]);
        return { value: await work(options as DoOptions, context), note: `note of ${context.name}` };
      },
    });
  return {
    break: breakStep,
    continue: continueStep,
    for_loop: forLoopStep,
    pipeline: pipelineStep,
    set_variable: setVariableStep,
    switch: switchStep,
    while_loop: whileLoopStep,
    do: doing(false),
    act: doing(true),
    frame: stepType({
      summary: "Gives something that is no plain data.",
      schema: z.strictObject({}),
      outputs: { frame: "frame" },
      run: () => ({ frame: { rows: 3 } }),
    }),
    take: stepType({
      summary: "Takes such a thing.",
      schema: z.strictObject({ input: stepOutput("frame") }),
      outputs: { value: "value" },
      run: ({ input }) => ({ value: input }),
    }),
    ask: stepType({
      summary: "Asks a model.",
      schema: z.strictObject({ prompt: z.string(), model: z.string().default("m") }),
      outputs: { text: "text" },
      async run({ prompt, model }, { open, signal }) {
        const opened = open(model);
        if (opened.kind !== "prompted") throw new TypeError("Cannot ask: a classifier");
        const request = { messages: [{ role: "user" as const, content: prompt }], maxOutputTokens: 1000, signal };
        return { text: (await opened.model.generate(request)).text };
      },
    }),
  };
}

/** How a test plans. */
export interface Setup extends PlanOptions {
  readonly given?: Record<string, unknown>;
  readonly work?: Work;
  readonly seen?: [string, unknown][];
  /** Other pipelines by the path that a step names. */
  readonly files?: Record<string, string>;
}

/** The plan of a pipeline without its name. */
export function planOf(yaml: string, { given = {}, work, seen, files = {}, ...options }: Setup = {}): Plan {
  const read = (path: string) => {
    if (!Object.hasOwn(files, path)) throw new AssayError(`Cannot read ${path}`, { problems: ["no such file"] });
    return parseWorkflow(files[path], path);
  };
  return planWorkflow(parseWorkflow(`name: x\n${yaml}`, "x.yaml"), registryOf(work, seen), given, { read, ...options });
}

/** All that is wrong with a pipeline. */
export function problemsOf(yaml: string, setup: Setup = {}): readonly string[] {
  return (assertThrows(() => planOf(yaml, setup), AssayError) as AssayError).problems;
}

/** What a run gave: main outputs by step, what "do" steps were given in order, what became of each by its path. */
export interface Run {
  readonly values: Record<string, unknown>;
  readonly seen: [string, unknown][];
  readonly outcomes: Record<string, StepOutcome>;
  readonly error: AssayError | null;
}

/** Runs a pipeline without its name; an AssayError is part of the result. */
export async function runOf(yaml: string, setup: Setup & { run?: Partial<RunWorkflowOptions> } = {}): Promise<Run> {
  const seen: [string, unknown][] = [];
  const outcomes: Record<string, StepOutcome> = {};
  const values: Record<string, unknown> = {};
  const plan = planOf(yaml, { seen, ...setup });
  let error: AssayError | null = null;
  try {
    const outputs = await runWorkflow(plan, {
      out: "",
      sleep: () => Promise.resolve(),
      onOutcome: (_, outcome, path) => void (outcomes[path] = outcome),
      ...setup.run,
    });
    for (const { step, name, value } of outputs) {
      values[`${step}.${name}`] = value;
      values[step] ??= value;
    }
  } catch (thrown) {
    if (!(thrown instanceof AssayError)) throw thrown;
    error = thrown;
  }
  return { values, seen, outcomes, error };
}
