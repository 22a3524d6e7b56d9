import { AssayError } from "../core/assay_error.ts";
import { testCondition } from "../core/condition.ts";
import type { Store } from "../core/store.ts";
import type { Plan, PlannedStep } from "./plan_workflow.ts";
import { resolveReferences } from "./reference.ts";

/** What became of a step. */
export interface StepOutcome {
  /** "done", "failed", "skipped" by its condition, or "not run" because of another step. */
  readonly status: "done" | "failed" | "skipped" | "not run";
  /** Why it was not done. */
  readonly reason?: string;
}

/** What a run tells while it goes on. */
export interface RunEvents {
  /** A step begins. */
  onStep?: (step: PlannedStep, index: number, total: number) => void;
  /** A step tells how far it is. */
  onProgress?: (done: number, total: number, what: string) => void;
  /** A step has ended, or will not run. */
  onOutcome?: (step: PlannedStep, outcome: StepOutcome) => void;
}

/** Options of {@linkcode runWorkflow}. */
export interface RunWorkflowOptions extends RunEvents {
  /** The folder to write to. */
  readonly out: string;
  /** Interrupts the run. */
  readonly signal?: AbortSignal;
  /** Where answers that cost something are kept between runs. */
  readonly cache?: Store;
}

/** An output of a finished step. */
export interface RunOutput {
  /** The step's name. */
  readonly step: string;
  /** What the output is: "frame", "evaluations", "gate", … */
  readonly kind: string;
  /** The output. */
  readonly value: unknown;
}

/** How our own complaints begin; the runtime's "Cannot read properties of …" has no colon. */
const OURS = /^Cannot [^:]+: /;

type Results = Map<string, Record<string, unknown>>;

/**
 * Runs a plan: each step as soon as those that it needs are done, independent ones at the same time.
 *
 * A step that fails ends the run once the steps beside it have ended; with `on_error: continue` it only leaves out what
 * depends on it. A step whose condition does not hold is skipped, and so is what needs its outputs.
 *
 * @param plan the checked pipeline
 * @param options see {@linkcode RunWorkflowOptions}
 * @returns all outputs, in the order of the plan
 * @throws {AssayError} with the step's place in front; code "interrupted" when the signal was aborted
 *
 * @example
 * ```ts ignore
 * const plan = planWorkflow(readWorkflow("pipelines/evaluate_intents.yaml"), STEP_TYPES);
 * const outputs = await runWorkflow(plan, { out: "reports/evaluate_intents" });
 * ```
 */
export async function runWorkflow(plan: Plan, options: RunWorkflowOptions): Promise<RunOutput[]> {
  const { signal, onOutcome } = options;
  const results: Results = new Map();
  const outcomes = new Map<string, StepOutcome>();
  const active = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  const settle = (step: PlannedStep, outcome: StepOutcome) => {
    outcomes.set(step.name, outcome);
    onOutcome?.(step, outcome);
  };
  const launch = async (step: PlannedStep) => {
    try {
      settle(step, await runStep(step, plan, results, options));
    } catch (error) {
      const failure = signal?.aborted ? interrupted(step, error) : placed(step, error);
      const reason = failure instanceof Error ? failure.message : String(failure);
      settle(step, { status: "failed", reason });
      const isOurs = failure instanceof AssayError && failure.code !== "interrupted";
      if (!(isOurs && step.onError === "continue")) failures.push(failure);
    } finally {
      active.delete(step.name);
    }
  };

  let waiting = [...plan.steps];
  while (waiting.length > 0 || active.size > 0) {
    waiting = waiting.filter((step) => !cannotRun(step, outcomes, settle));
    const ready = waiting.filter((step) => step.needs.every((name) => outcomes.get(name)?.status === "done"));
    const started = failures.length > 0 ? [] : ready.slice(0, plan.maxParallel - active.size);
    if (failures.length > 0) {
      waiting.forEach((step) => settle(step, { status: "not run", reason: "the run has ended" }));
    }
    waiting = failures.length > 0 ? [] : waiting.filter((step) => !started.includes(step));
    for (const step of started) active.set(step.name, launch(step));
    if (active.size > 0) await Promise.race(active.values());
  }
  if (failures.length > 0) throw failures[0];
  return plan.steps.flatMap(({ name, type }) => {
    const result = results.get(name);
    if (result === undefined) return [];
    return Object.entries(type.outputs).map(([output, kind]) => ({ step: name, kind, value: result[output] }));
  });
}

async function runStep(
  step: PlannedStep,
  plan: Plan,
  results: Results,
  options: RunWorkflowOptions,
): Promise<StepOutcome> {
  const { out, cache, onStep, onProgress: progress = () => {} } = options;
  // Steps that never wait would otherwise keep an interrupt from being seen.
  await new Promise((resolve) => setTimeout(resolve));
  options.signal?.throwIfAborted();
  if (step.condition !== null && !testCondition(step.condition, scopeOf(plan, results))) {
    return { status: "skipped", reason: "its condition does not hold" };
  }
  onStep?.(step, plan.steps.indexOf(step), plan.steps.length);
  const { signal, clear } = withTimeout(step, options.signal);
  try {
    const context = { name: step.name, out, cache, signal, provenance: provenanceOf(plan), progress };
    results.set(step.name, await step.type.run(resolveReferences(step.options, results), context));
    return { status: "done" };
  } catch (error) {
    if (!signal?.aborted || options.signal?.aborted) throw error;
    throw new AssayError(`Cannot finish within ${step.timeoutSeconds} s`, { code: "provider_failed", cause: error });
  } finally {
    clear();
  }
}

/** Settles a step that depends on one which gave nothing. */
function cannotRun(
  step: PlannedStep,
  outcomes: ReadonlyMap<string, StepOutcome>,
  settle: (step: PlannedStep, outcome: StepOutcome) => void,
): boolean {
  const missing = step.needs.find((name) => outcomes.has(name) && outcomes.get(name)!.status !== "done");
  if (missing === undefined) return false;
  const isSkipped = outcomes.get(missing)!.status === "skipped";
  settle(step, { status: isSkipped ? "skipped" : "not run", reason: `it needs ${missing}, which was not done` });
  return true;
}

function withTimeout(step: PlannedStep, signal?: AbortSignal): { signal?: AbortSignal; clear: () => void } {
  if (step.timeoutSeconds === null) return { signal, clear: () => {} };
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), step.timeoutSeconds * 1000);
  const signals = signal === undefined ? [timeout.signal] : [signal, timeout.signal];
  return { signal: AbortSignal.any(signals), clear: () => clearTimeout(timer) };
}

/** What a condition may name: outputs as `steps.name.output` or `name.output`, params by name or as `params.name`. */
function scopeOf(plan: Plan, results: Results): Record<string, unknown> {
  const steps = Object.fromEntries(results);
  return { ...steps, ...plan.params, steps, params: plan.params, inputs: plan.params };
}

/** The pipeline with everything resolved, for the manifest: no absolute path, no time. */
function provenanceOf(plan: Plan): Record<string, unknown> {
  return {
    pipeline: { name: plan.name, digest: plan.digest },
    params: plan.params,
    steps: plan.steps.map(({ name, typeName, options }) => ({ name, type: typeName, options })),
  };
}

function interrupted(step: PlannedStep, error: unknown): AssayError {
  const title = `Interrupted in step "${step.name}"; what an earlier run wrote is as it was`;
  return new AssayError(title, { code: "interrupted", cause: error });
}

/** Problems of the input get the step's place; anything else is a fault of the program and goes up as it is. */
function placed(step: PlannedStep, error: unknown): unknown {
  if (error instanceof AssayError) {
    const { code, title, problems } = error;
    return new AssayError(`${step.place}: ${title}`, { code, problems, cause: error });
  }
  const isAboutInput = (error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError) &&
    OURS.test(error.message);
  return isAboutInput ? new AssayError(`${step.place}: ${error.message}`, { cause: error }) : error;
}
