import { AssayError } from "../core/assay_error.ts";
import type { Plan, PlannedStep } from "./plan_workflow.ts";
import { resolveReferences } from "./reference.ts";

/** What a run tells while it goes on. */
export interface RunEvents {
  /** A step begins. */
  onStep?: (step: PlannedStep, index: number, total: number) => void;
  /** A step tells how far it is. */
  onProgress?: (done: number, total: number, what: string) => void;
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

/**
 * Runs a plan, one step after the other.
 *
 * @param plan the checked pipeline
 * @param options `out`: the folder to write to; `signal` to interrupt; the events
 * @returns all outputs in order
 * @throws {AssayError} with the step's place in front; code "interrupted" when the signal was aborted
 *
 * @example
 * ```ts ignore
 * const plan = planWorkflow(readWorkflow("pipelines/evaluate_intents.yaml"), STEP_TYPES);
 * const outputs = await runWorkflow(plan, { out: "reports/evaluate_intents" });
 * ```
 */
export async function runWorkflow(
  plan: Plan,
  options: { out: string; signal?: AbortSignal } & RunEvents,
): Promise<RunOutput[]> {
  const { out, signal, onStep, onProgress = () => {} } = options;
  const results = new Map<string, Record<string, unknown>>();
  const outputs: RunOutput[] = [];
  const provenance = provenanceOf(plan);
  // Steps that never wait would otherwise keep an interrupt from being seen.
  const takeTurn = () => new Promise((resolve) => setTimeout(resolve));
  for (const [index, step] of plan.steps.entries()) {
    onStep?.(step, index, plan.steps.length);
    try {
      await takeTurn();
      signal?.throwIfAborted();
      const resolved = resolveReferences(step.options, results);
      const result = await step.type.run(resolved, { name: step.name, out, signal, provenance, progress: onProgress });
      results.set(step.name, result);
      for (const [name, kind] of Object.entries(step.type.outputs)) {
        outputs.push({ step: step.name, kind, value: result[name] });
      }
    } catch (error) {
      throw signal?.aborted
        ? new AssayError(`Interrupted in step "${step.name}"; what an earlier run wrote is as it was`, {
          code: "interrupted",
          cause: error,
        })
        : placed(step, error);
    }
  }
  return outputs;
}

/** The pipeline with everything resolved, for the manifest: no absolute path, no time. */
function provenanceOf(plan: Plan): Record<string, unknown> {
  return {
    pipeline: { name: plan.name, digest: plan.digest },
    params: plan.params,
    steps: plan.steps.map(({ name, typeName, options }) => ({ name, type: typeName, options })),
  };
}

/** Problems of the input get the step's place; anything else is a fault of the program and goes up as it is. */
function placed(step: PlannedStep, error: unknown): unknown {
  if (error instanceof AssayError) {
    const { code, title, problems } = error;
    return new AssayError(`${step.place}: ${title}`, { code, problems, cause: error });
  }
  const isAboutInput = (error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError) &&
    error.message.startsWith("Cannot ");
  return isAboutInput ? new AssayError(`${step.place}: ${error.message}`, { cause: error }) : error;
}
