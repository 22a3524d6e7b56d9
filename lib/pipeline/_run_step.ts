import { join } from "@std/path";
import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { canonicalJson } from "../core/canonical_json.ts";
import { digestJson } from "../core/digest.ts";
import { resolveInside } from "../core/resolve_inside.ts";
import type { Store } from "../core/store.ts";
import { Block } from "./block.ts";
import type { Meter } from "./meter.ts";
import { resolveParams } from "./params.ts";
import { settle } from "./pending.ts";
import type { Plan, PlannedStep } from "./plan_workflow.ts";
import { isAboutInput } from "./_run_errors.ts";
import { RunScope } from "./run_scope.ts";
import { runSteps } from "./_run_steps.ts";
import type { RunWorkflowOptions, StepOutcome } from "./run_workflow.ts";
import { schemaProblems } from "./_schema_problems.ts";
import type { Telemetry } from "./telemetry.ts";
import type { BlockOptions, BlockResult, StepContext } from "./step_type.ts";

/** What all steps of a run share. */
export interface Running {
  readonly plan: Plan;
  readonly options: RunWorkflowOptions;
  readonly meter: Meter;
  /** Lets signals and timers have their turn; throws when the run is interrupted. */
  readonly takeTurns: () => Promise<void>;
  /** Aborted when the run's time is over. */
  readonly deadline: AbortSignal | null;
  /** For manifests. */
  readonly provenance: Readonly<Record<string, unknown>>;
}

interface Ran {
  readonly outcome: StepOutcome;
  readonly outputs: Readonly<Record<string, unknown>> | null;
}

/** Runs one step: its condition, its attempts, its fallback. */
export async function runStep(
  step: PlannedStep,
  scope: RunScope,
  running: Running,
  { path, signal }: { path: string; signal?: AbortSignal },
): Promise<Ran> {
  const { options, meter, takeTurns } = running;
  // Steps that never wait would otherwise keep an interrupt from being seen; inside of steps, now and then is enough.
  if (path.includes("/")) await takeTurns();
  else await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
  if (step.condition !== null && !step.condition.holds(scope)) {
    return { outcome: { status: "skipped", reason: "its condition does not hold" }, outputs: null };
  }
  meter.startStep();
  options.onStep?.(step, running.plan.steps.indexOf(step), running.plan.steps.length, path);
  let attempt = 0;
  while (true) {
    attempt++;
    try {
      const outputs = await withSpan(step, options.telemetry, () => attemptStep(step, scope, running, { path, signal }));
      writeOutput(step, outputs, scope, options.out);
      options.onOutputs?.(step, outputs, path);
      return { outcome: { status: "done", ...(attempt > 1 ? { attempt } : {}) }, outputs };
    } catch (error) {
      if (signal?.aborted || !mayHeal(error)) throw error;
      if (attempt < step.retry.maxAttempts && isWorthRetrying(step, error)) {
        options.onRetry?.(step, attempt, error as Error, path);
        await pause(delayOf(step, attempt), running, signal);
        continue;
      }
      if (step.fallback === null) throw error;
      const reason = (error as Error).message;
      const outputs = await fallBack(step, scope, running, { path, signal });
      writeOutput(step, outputs, scope, options.out);
      options.onOutputs?.(step, outputs, path);
      return { outcome: { status: "degraded", reason: `its fallback stands for it: ${reason}` }, outputs };
    }
  }
}

function withSpan<T>(step: PlannedStep, telemetry: Telemetry | undefined, work: () => Promise<T>): Promise<T> {
  if (telemetry === undefined) return work();
  const attributes = { "assay.step.name": step.name, "assay.step.type": step.typeName };
  return telemetry.span(`step ${step.name}`, attributes, work);
}

async function attemptStep(
  step: PlannedStep,
  scope: RunScope,
  running: Running,
  { path, signal: outer }: { path: string; signal?: AbortSignal },
): Promise<Readonly<Record<string, unknown>>> {
  const { options } = running;
  const { signal, clear } = withTimeout(step, outer);
  try {
    const ready = settle(checkedOptions(step, scope), scope);
    const context = contextOf(step, scope, running, { path, signal });
    if (step.type.hasEffects !== true || options.effects === undefined) return await step.type.run(ready, context);
    const key = digestJson({ kind: "effect", path, type: step.typeName, options: ready });
    const kept = options.effects.get(key);
    if (kept !== undefined) return JSON.parse(kept) as Record<string, unknown>;
    const outputs = await step.type.run(ready, context);
    options.effects.put(key, JSON.stringify(outputs));
    return outputs;
  } catch (error) {
    if (!signal?.aborted || outer?.aborted) throw error;
    throw new AssayError(`Cannot finish within ${step.timeoutSeconds} s`, { code: "provider_failed", cause: error });
  } finally {
    clear();
  }
}

/** The options once more, when what was pending at the time of planning is known. */
function checkedOptions(step: PlannedStep, scope: RunScope): unknown {
  if (!step.hasOpen) return step.options;
  const known = settle(step.options, scope, { open: true });
  const result = z.safeParse(step.type.schema, known);
  if (result.success) return result.data;
  const problems = schemaProblems(result.error, step.type.schema, [], known).map(({ text }) => text);
  throw new AssayError("Cannot run with what earlier steps gave", { problems });
}

function contextOf(
  step: PlannedStep,
  scope: RunScope,
  running: Running,
  { path, signal }: { path: string; signal?: AbortSignal },
): StepContext {
  const { options, meter, provenance } = running;
  return {
    name: step.name,
    out: options.out,
    signal,
    cache: options.cache === undefined ? undefined : watched(options.cache, () => options.onCached?.(path)),
    provenance,
    allowed: options.allowed ?? [],
    progress: (done, total, what) => options.onProgress?.(done, total, what, path),
    open(id) {
      if (options.open === undefined) throw new AssayError("Cannot open the model", { problems: ["no model is there"] });
      return meter.wrap(options.open(id), path);
    },
    runBlock: (block, blockOptions) => runBlock(block, scope, running, { path, signal, ...blockOptions }),
    test: (condition, { after, loop } = {}) =>
      condition.holds(after?.source ?? (loop === undefined ? scope : new RunScope(scope.run, scope, { loop }))),
  };
}

/** A store that tells when something was found in it. */
function watched(store: Store, onFound: () => void): Store {
  return {
    get(key) {
      const text = store.get(key);
      if (text !== undefined) onFound();
      return text;
    },
    put: (key, text) => store.put(key, text),
  };
}

async function runBlock(
  block: Block,
  around: RunScope,
  running: Running,
  { path, signal, loop, index }: BlockOptions & { path: string; signal?: AbortSignal },
): Promise<BlockResult> {
  if (block.params !== null) checkInputs(block.params, around);
  const variables = block.variables === null
    ? undefined
    : settle(block.variables, around) as Readonly<Record<string, unknown>>;
  const scope = new RunScope(around.run, around, { loop, variables });
  const { results, ended } = await runSteps(block.steps, scope, running, {
    path: `${path}${index === undefined ? "" : `[${index}]`}/`,
    maxParallel: block.maxParallel,
    signal,
  });
  return { outputs: settle(block.outputs, scope) as Record<string, unknown>, results, ended, source: scope };
}

function checkInputs(params: NonNullable<Block["params"]>, around: RunScope): void {
  if (params.declared === null) return;
  const { problems } = resolveParams(params.declared, settle(params.given, around) as Record<string, unknown>);
  if (problems.length > 0) throw new AssayError("Cannot run the pipeline", { problems });
}

async function fallBack(
  step: PlannedStep,
  scope: RunScope,
  running: Running,
  { path, signal }: { path: string; signal?: AbortSignal },
): Promise<Readonly<Record<string, unknown>>> {
  const { fallback } = step;
  if (!(fallback instanceof Block)) return settle(fallback, scope) as Record<string, unknown>;
  const { outputs } = await runBlock(fallback, scope, running, { path: `${path}/fallback`, signal });
  return outputs;
}

/** Writes the main output to the file that the step names, below the run's folder. */
function writeOutput(
  step: PlannedStep,
  outputs: Readonly<Record<string, unknown>>,
  scope: RunScope,
  out: string,
): void {
  if (step.outputToFile === null) return;
  const file = String(settle(step.outputToFile, scope));
  const [main] = Object.keys(step.outputs);
  const kind = step.outputs[main];
  if (kind !== "text" && kind !== "value") {
    throw new AssayError(`Cannot write ${file}`, {
      problems: [`output_to_file writes text and plain data, ${main} is ${kind}; use a step that saves it`],
    });
  }
  Deno.mkdirSync(out, { recursive: true });
  const path = resolveInside(out, file);
  Deno.mkdirSync(join(path, ".."), { recursive: true });
  const text = kind === "text" ? String(outputs[main] ?? "") : `${canonicalJson(outputs[main] ?? null, 2)}\n`;
  const draft = `${path}.partial`;
  Deno.writeTextFileSync(draft, text);
  Deno.renameSync(draft, path);
}

/** Whether an error may be passed over at all: not an interrupt, not a limit, not a fault of the program. */
function mayHeal(error: unknown): boolean {
  if (isAboutInput(error)) return true;
  return error instanceof AssayError && error.code !== "interrupted" && error.code !== "over_limit";
}

/** What failed outside may heal by itself; what is wrong in the input does not, unless the step names it. */
function isWorthRetrying({ retry: { retryOn } }: PlannedStep, error: unknown): boolean {
  const { message } = error as Error;
  if (retryOn.length === 0) return error instanceof AssayError && error.code === "provider_failed";
  const text = message.toLowerCase();
  return retryOn.some((part) => text.includes(part.toLowerCase().replaceAll("_", " ")) || text.includes(part.toLowerCase()));
}

function delayOf({ retry }: PlannedStep, attempt: number): number {
  const { backoff, baseDelaySeconds: base, maxDelaySeconds: most } = retry;
  const factor = backoff === "exponential" ? 2 ** (attempt - 1) : backoff === "linear" ? attempt : 1;
  return Math.min(most, base * factor);
}

async function pause(seconds: number, { options }: Running, signal?: AbortSignal): Promise<void> {
  const { sleep = sleepFor } = options;
  await sleep(seconds, signal);
  signal?.throwIfAborted();
}

function sleepFor(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    signal?.addEventListener("abort", end);
  });
}

function withTimeout(step: PlannedStep, signal?: AbortSignal): { signal?: AbortSignal; clear: () => void } {
  if (step.timeoutSeconds === null) return { signal, clear: () => {} };
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), step.timeoutSeconds * 1000);
  const signals = signal === undefined ? [timeout.signal] : [signal, timeout.signal];
  return { signal: AbortSignal.any(signals), clear: () => clearTimeout(timer) };
}
