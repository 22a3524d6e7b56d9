import { turnTaker } from "../core/drive.ts";
import type { Store } from "../core/store.ts";
import type { OpenedModel } from "../models/open_model.ts";
import { type Meter, openMeter, type Spending } from "./meter.ts";
import type { Plan, PlannedStep } from "./plan_workflow.ts";
import { RunScope } from "./run_scope.ts";
import type { Telemetry } from "./telemetry.ts";
import { runSteps } from "./_run_steps.ts";

/** What became of a step. */
export interface StepOutcome {
  /** "done", "degraded" when its fallback stands for it, "failed", "skipped", or "not run" because of another step. */
  readonly status: "done" | "degraded" | "failed" | "skipped" | "not run";
  /** Why it was not done. */
  readonly reason?: string;
  /** The attempt that succeeded, where it was not the first. */
  readonly attempt?: number;
}

/** What a run tells while it goes on. `path` is the step's name, behind those of the steps and iterations around it. */
export interface RunEvents {
  /** A step begins; `index` is -1 for steps inside of steps. */
  onStep?: (step: PlannedStep, index: number, total: number, path: string) => void;
  /** A step tells how far it is. */
  onProgress?: (done: number, total: number, what: string, path: string) => void;
  /** An attempt has failed, and another one follows. */
  onRetry?: (step: PlannedStep, attempt: number, error: Error, path: string) => void;
  /** A step has ended, or will not run. */
  onOutcome?: (step: PlannedStep, outcome: StepOutcome, path: string) => void;
  /** A model has answered. */
  onSpend?: (spending: Spending) => void;
  /** A step found an answer in the cache. */
  onCached?: (path: string) => void;
  /** A step has put out what it had to. */
  onOutputs?: (step: PlannedStep, outputs: Readonly<Record<string, unknown>>, path: string) => void;
  /** A limit was passed that only warns. */
  onExceed?: (problem: string) => void;
}

/** Options of {@linkcode runWorkflow}. */
export interface RunWorkflowOptions extends RunEvents {
  /** The folder to write to. */
  readonly out: string;
  /** The run's own folder, for what a resumed run goes on with, default `out`. */
  readonly folder?: string;
  /** Whether nothing is asked, so that a failed attempt is never the last one. */
  readonly isDry?: boolean;
  /** Interrupts the run. */
  readonly signal?: AbortSignal;
  /** Where answers that cost something are kept between runs. */
  readonly cache?: Store;
  /** Where the outputs of steps that act on the world are kept, so that a resumed run does not act again. */
  readonly effects?: Store;
  /** How to find a model. */
  readonly open?: (id: string) => OpenedModel;
  /** What the user allowed by flag, such as "command:git". */
  readonly allowed?: readonly string[];
  /** What is known of the run: `execution_id`, `date`, `timestamp`. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** What earlier attempts at the run used up. */
  readonly before?: readonly Spending[];
  /** Where spans of steps go, default nowhere. */
  readonly telemetry?: Telemetry;
  /** Takes secrets out of the messages of models that fail. */
  readonly mask?: (text: string) => string;
  /** Waits between attempts, default a timer. */
  readonly sleep?: (seconds: number, signal?: AbortSignal) => Promise<void>;
}

/** An output of a finished step. */
export interface RunOutput {
  /** The step's name. */
  readonly step: string;
  /** The output's name. */
  readonly name: string;
  /** What the output is: "frame", "evaluations", "gate", … */
  readonly kind: string;
  /** The output. */
  readonly value: unknown;
}

/**
 * Runs a plan: each step as soon as those that it needs are done, independent ones at the same time.
 *
 * A step that fails ends the run once the steps beside it have ended; with `on_error: continue` it only leaves out what
 * depends on it. A step whose condition does not hold is skipped, and so is what needs its outputs.
 *
 * @param plan the checked pipeline
 * @param options see {@linkcode RunWorkflowOptions}
 * @returns all outputs, in the order of the plan
 * @throws {AssayError} with the step's place in front; code "interrupted" when the signal was aborted, "over_limit" when a
 *   limit was reached
 *
 * @example
 * ```ts ignore
 * const plan = planWorkflow(readWorkflow("pipelines/evaluate_intents.yaml"), STEP_TYPES);
 * const outputs = await runWorkflow(plan, { out: "reports/evaluate_intents" });
 * ```
 */
export async function runWorkflow(plan: Plan, options: RunWorkflowOptions): Promise<RunOutput[]> {
  const { limits } = plan;
  const meter: Meter = openMeter(limits, {
    before: options.before,
    mask: options.mask,
    onSpend: options.onSpend,
    onExceed: options.onExceed,
  });
  const time = deadlineOf(plan, options);
  const signals = [options.signal, time.signal].filter((signal) => signal !== null && signal !== undefined);
  const signal = signals.length === 0 ? undefined : signals.length === 1 ? signals[0] : AbortSignal.any(signals);
  const variables = Object.fromEntries(Object.entries(plan.variables).map(([name, value]) => [`:${name}`, value]));
  const scope = new RunScope(options.facts ?? {}, null, { variables });
  const running = {
    plan,
    options,
    meter,
    steps: runSteps,
    takeTurns: turnTaker(signal),
    deadline: time.signal,
    provenance: provenanceOf(plan),
  };
  try {
    const { results } = await runSteps(plan.steps, scope, running, { path: "", maxParallel: plan.maxParallel, signal });
    return plan.steps.flatMap(({ name, outputs }) => {
      if (!Object.hasOwn(results, name)) return [];
      return Object.entries(outputs).filter(([output]) => output !== "*").map(([output, kind]) => {
        return { step: name, name: output, kind, value: results[name][output] };
      });
    });
  } finally {
    time.clear();
  }
}

/** Ends the run when its time is over; with `on_exceed: continue` it only says so. */
function deadlineOf(
  { limits }: Plan,
  { onExceed }: RunWorkflowOptions,
): { signal: AbortSignal | null; clear: () => void } {
  const { maxSeconds, onExceed: what } = limits;
  if (maxSeconds === null) return { signal: null, clear: () => {} };
  const controller = new AbortController();
  const problem = `max_seconds is ${maxSeconds} s`;
  const end = performance.now() + maxSeconds * 1000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    // A timer takes at most 24.8 days.
    timer = setTimeout(isOver, Math.min(end - performance.now(), 2 ** 31 - 1));
  };
  const isOver = () => {
    if (performance.now() < end) wait();
    else if (what === "continue") onExceed?.(problem);
    else controller.abort(`Stopped at a limit: ${problem}`);
  };
  wait();
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

/** The pipeline with everything resolved, for the manifest: no absolute path, no time. */
function provenanceOf(plan: Plan): Record<string, unknown> {
  return {
    pipeline: { name: plan.name, digest: plan.digest },
    params: plan.params,
    steps: plan.steps.map(({ name, typeName, options }) => ({ name, type: typeName, options })),
  };
}
