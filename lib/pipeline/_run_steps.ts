import { isMap } from "../core/is_map.ts";
import { interrupted, mayHeal, placed } from "./_run_errors.ts";
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
  const queue = new Queue(steps);
  const failures: unknown[] = [];
  let active = 0;
  let ended: StepsResult["ended"] = null;
  let wake = Promise.withResolvers<void>();
  const settle = (step: PlannedStep, outcome: StepOutcome) => {
    outcomes.set(step.name, outcome);
    queue.settle(step.name);
    running.options.onOutcome?.(step, outcome, `${path}${step.name}`);
  };
  const launch = async (step: PlannedStep) => {
    const own = `${path}${step.name}`;
    try {
      const { outcome, outputs, ended: how } = await runStep(step, scope, running, { path: own, signal });
      if (outputs !== null) {
        results[step.name] = outputs;
        scope.keep(step.id, outputs);
        setVariables(step, outputs, scope);
        ended ??= step.type.ends ?? how ?? null;
      }
      settle(step, outcome);
    } catch (error) {
      const failure = signal?.aborted || running.options.signal?.aborted
        ? interrupted(step, error, running)
        : placed(step, error, own);
      settle(step, { status: "failed", reason: failure instanceof Error ? failure.message : String(failure) });
      if (!(mayHeal(failure) && step.onError === "continue")) failures.push(failure);
    } finally {
      active--;
      wake.resolve();
    }
  };

  while (true) {
    if (failures.length > 0 || ended !== null) {
      const reason = failures.length > 0 ? "the run has ended" : `${ended} was reached`;
      for (const step of queue.rest()) settle(step, { status: "not run", reason });
    }
    while (active < maxParallel) {
      const step = queue.next();
      if (step === undefined) break;
      const gap = gapOf(step, outcomes);
      if (gap !== null) settle(step, gap);
      else {
        active++;
        launch(step);
      }
    }
    if (active === 0) break;
    await wake.promise;
    wake = Promise.withResolvers();
  }
  if (failures.length > 0) throw failures[0];
  return { results, ended };
}

/** The steps that have not begun: each is ready once all that it waits for has ended, whatever became of that. */
class Queue {
  readonly #steps: readonly PlannedStep[];
  readonly #waits: number[];
  readonly #followers = new Map<string, number[]>();
  readonly #ready: number[] = [];
  readonly #begun = new Set<number>();

  constructor(steps: readonly PlannedStep[]) {
    this.#steps = steps;
    this.#waits = steps.map(({ needs, after }, i) => {
      const all = after.length === 0 ? needs : new Set([...needs, ...after]);
      let count = 0;
      for (const name of all) {
        const followers = this.#followers.get(name);
        if (followers === undefined) this.#followers.set(name, [i]);
        else followers.push(i);
        count++;
      }
      if (count === 0) this.#ready.push(i);
      return count;
    });
  }

  /** Takes the first step that is ready. */
  next(): PlannedStep | undefined {
    const i = this.#ready.shift();
    if (i === undefined) return undefined;
    this.#begun.add(i);
    return this.#steps[i];
  }

  /** Takes all that have not begun. */
  rest(): PlannedStep[] {
    this.#ready.length = 0;
    const rest = this.#steps.filter((_, i) => !this.#begun.has(i));
    this.#steps.forEach((_, i) => this.#begun.add(i));
    return rest;
  }

  /** Notes that a step has ended. */
  settle(name: string): void {
    for (const i of this.#followers.get(name) ?? []) {
      this.#waits[i]--;
      if (this.#waits[i] > 0 || this.#begun.has(i)) continue;
      const at = this.#ready.findIndex((other) => other > i);
      this.#ready.splice(at === -1 ? this.#ready.length : at, 0, i);
    }
  }
}

function setVariables(step: PlannedStep, outputs: Readonly<Record<string, unknown>>, scope: RunScope): void {
  const { variables } = outputs;
  for (const { name, id, isLocal } of isMap(variables) ? step.sets : []) {
    if (Object.hasOwn(variables as object, name)) {
      scope.set(id, (variables as Record<string, unknown>)[name], isLocal);
    }
  }
}

function isDone(outcome: StepOutcome | undefined): boolean {
  return outcome?.status === "done" || outcome?.status === "degraded";
}

/** What becomes of a step that depends on one which gave nothing; null when it may run. */
function gapOf(step: PlannedStep, outcomes: ReadonlyMap<string, StepOutcome>): StepOutcome | null {
  const missing = step.needs.find((name) => !isDone(outcomes.get(name)));
  if (missing === undefined) return null;
  const isSkipped = outcomes.get(missing)?.status === "skipped";
  return { status: isSkipped ? "skipped" : "not run", reason: `it needs ${missing}, which was not done` };
}
