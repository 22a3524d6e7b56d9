import { AssayError } from "../core/assay_error.ts";
import { interrupted, placed } from "./_run_errors.ts";
import { type Running, runStep } from "./_run_step.ts";
import type { PlannedStep } from "./plan_workflow.ts";
import type { RunScope } from "./run_scope.ts";
import type { StepOutcome } from "./run_workflow.ts";

/** What a list of steps gave. */
export interface StepsResult {
  /** The outputs of the steps that were done, by name. */
  readonly results: Record<string, Readonly<Record<string, unknown>>>;
  /** Whether a step ended the iteration or the loop around. */
  readonly ended: "break" | "continue" | null;
}

/**
 * Runs a list of steps: each as soon as those that it needs are done, independent ones at the same time. `path` stands in
 * front of their names in the journal.
 */
export async function runSteps(
  steps: readonly PlannedStep[],
  scope: RunScope,
  running: Running,
  options: { path: string; maxParallel: number; signal?: AbortSignal },
): Promise<StepsResult> {
  const { path, maxParallel, signal } = options;
  const results: StepsResult["results"] = {};
  const outcomes = new Map<string, StepOutcome>();
  const active = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  let ended: StepsResult["ended"] = null;
  const settle = (step: PlannedStep, outcome: StepOutcome) => {
    outcomes.set(step.name, outcome);
    running.options.onOutcome?.(step, outcome, `${path}${step.name}`);
  };
  const launch = async (step: PlannedStep) => {
    try {
      const { outcome, outputs } = await runStep(step, scope, running, { path: `${path}${step.name}`, signal });
      if (outputs !== null) {
        results[step.name] = outputs;
        scope.keep(step.id, outputs);
        for (const { name, id, isLocal } of step.sets) {
          scope.set(id, (outputs.variables as Record<string, unknown>)[name], isLocal);
        }
        if (step.type.ends !== undefined) ended = step.type.ends;
      }
      settle(step, outcome);
    } catch (error) {
      const failure = signal?.aborted || running.options.signal?.aborted
        ? interrupted(step, error, running)
        : placed(step, error);
      settle(step, { status: "failed", reason: failure instanceof Error ? failure.message : String(failure) });
      if (!(mayGoOn(failure) && step.onError === "continue")) failures.push(failure);
    } finally {
      active.delete(step.name);
    }
  };

  let waiting = [...steps];
  while (waiting.length > 0 || active.size > 0) {
    const isOver = failures.length > 0 || ended !== null;
    if (isOver) {
      const reason = ended === null ? "the run has ended" : `${ended} was reached`;
      waiting.forEach((step) => settle(step, { status: "not run", reason }));
      waiting = [];
    }
    waiting = waiting.filter((step) => !cannotRun(step, outcomes, settle));
    const ready = waiting.filter((step) =>
      step.needs.every((name) => outcomes.has(name)) && step.after.every((name) => outcomes.has(name))
    );
    const started = new Set(ready.slice(0, maxParallel - active.size));
    waiting = waiting.filter((step) => !started.has(step));
    for (const step of started) active.set(step.name, launch(step));
    if (active.size > 0) await Promise.race(active.values());
  }
  if (failures.length > 0) throw failures[0];
  return { results, ended };
}

/** Problems that `on_error` may pass over: not an interrupt, not a limit, not a fault of the program. */
function mayGoOn(failure: unknown): boolean {
  return failure instanceof AssayError && failure.code !== "interrupted" && failure.code !== "over_limit";
}

function isDone(outcome: StepOutcome | undefined): boolean {
  return outcome?.status === "done" || outcome?.status === "degraded";
}

/** Settles a step that depends on one which gave nothing. */
function cannotRun(
  step: PlannedStep,
  outcomes: ReadonlyMap<string, StepOutcome>,
  settle: (step: PlannedStep, outcome: StepOutcome) => void,
): boolean {
  const missing = step.needs.find((name) => outcomes.has(name) && !isDone(outcomes.get(name)));
  if (missing === undefined) return false;
  const isSkipped = outcomes.get(missing)!.status === "skipped";
  settle(step, { status: isSkipped ? "skipped" : "not run", reason: `it needs ${missing}, which was not done` });
  return true;
}
