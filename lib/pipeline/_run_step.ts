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
import { delayOf, isWorthRetrying, sleepFor } from "./_retry.ts";
import { mayHeal } from "./_run_errors.ts";
import { RunScope } from "./run_scope.ts";
import type { runSteps, StepsResult } from "./_run_steps.ts";
import type { RunWorkflowOptions, StepOutcome } from "./run_workflow.ts";
import { schemaProblems } from "./_schema_problems.ts";
import type { Telemetry } from "./telemetry.ts";
import type { BlockOptions, BlockResult, StepContext } from "./step_type.ts";

/** What all steps of a run share. */
export interface Running {
  readonly plan: Plan;
  readonly options: RunWorkflowOptions;
  readonly meter: Meter;
  /** Runs a list of steps. */
  readonly steps: typeof runSteps;
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
  /** Whether a step inside of it, say in a case of a switch, ended the iteration or the loop around. */
  readonly ended?: StepsResult["ended"];
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
      const { outputs, ended } = await withSpan(
        step,
        options.telemetry,
        () => attemptStep(step, scope, running, { path, signal, attempt }),
      );
      writeOutput(step, outputs, scope, options.out);
      options.onOutputs?.(step, outputs, path);
      return { outcome: { status: "done", ...(attempt > 1 ? { attempt } : {}) }, outputs, ended };
    } catch (error) {
      if (signal?.aborted || !mayHeal(error)) throw error;
      if (attempt < step.retry.maxAttempts && isWorthRetrying(step.retry, error)) {
        options.onRetry?.(step, attempt, error as Error, path);
        await (options.sleep ?? sleepFor)(delayOf(step.retry, attempt), signal);
        signal?.throwIfAborted();
        continue;
      }
      if (step.fallback === null) throw error;
      const reason = (error as Error).message;
      const { outputs, ended } = await fallBack(step, scope, running, { path, signal });
      writeOutput(step, outputs, scope, options.out);
      options.onOutputs?.(step, outputs, path);
      return { outcome: { status: "degraded", reason: `its fallback stands for it: ${reason}` }, outputs, ended };
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
  { path, signal: outer, attempt }: { path: string; signal?: AbortSignal; attempt: number },
): Promise<{ outputs: Readonly<Record<string, unknown>>; ended: StepsResult["ended"] }> {
  const { options } = running;
  const { signal, clear } = withTimeout(step, outer);
  try {
    const ready = settle(checkedOptions(step, scope), scope);
    let ended: StepsResult["ended"] = null;
    const onEnd = (how: StepsResult["ended"]) => void (ended = how);
    const context = contextOf(step, scope, running, { path, signal, attempt, onEnd });
    if (step.type.hasEffects !== true || options.effects === undefined) {
      return { outputs: await step.type.run(ready, context), ended };
    }
    const key = digestJson({ kind: "effect", path, type: step.typeName, options: ready });
    const kept = options.effects.get(key);
    if (kept !== undefined) return { outputs: JSON.parse(kept) as Record<string, unknown>, ended };
    const outputs = await step.type.run(ready, context);
    options.effects.put(key, JSON.stringify(outputs));
    return { outputs, ended };
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
  { path, signal, attempt, onEnd }: {
    path: string;
    signal?: AbortSignal;
    attempt: number;
    onEnd: (how: StepsResult["ended"]) => void;
  },
): StepContext {
  const { options, meter, provenance } = running;
  return {
    name: step.name,
    path,
    isLastAttempt: options.isDry !== true && attempt >= step.retry.maxAttempts,
    out: options.out,
    folder: options.folder ?? options.out,
    signal,
    cache: options.cache === undefined ? undefined : watched(options.cache, () => options.onCached?.(path)),
    provenance,
    allowed: options.allowed ?? [],
    progress: (done, total, what) => options.onProgress?.(done, total, what, path),
    open(id) {
      if (options.open === undefined) {
        throw new AssayError("Cannot open the model", { problems: ["no model is there"] });
      }
      return meter.wrap(options.open(id), path);
    },
    async runBlock(block, blockOptions = {}) {
      const result = await runBlock(block, scope, running, { path, signal, ...blockOptions });
      // A loop ends itself, and a pipeline is none of the loops around it.
      if (blockOptions.loop === undefined && block.params === null && result.ended !== null) onEnd(result.ended);
      return result;
    },
    test(condition, { after, loop } = {}) {
      const source = after?.source ?? scope;
      if (loop === undefined) return condition.holds(source);
      return condition.holds({
        run: source.run,
        outputsOf: (id) => source.outputsOf(id),
        variable: (id) => source.variable(id),
        loop: new RunScope(scope.run, scope, { loop }).loop,
      });
    },
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
  const variables = block.params === null ? undefined : heldInputs(block.params, around);
  const scope = new RunScope(around.run, around, { loop, variables });
  // What the variables hold at first may be named after params.
  const initial = settle(block.variables ?? {}, scope) as Readonly<Record<string, unknown>>;
  for (const [id, value] of Object.entries(initial)) scope.set(id, value, false);
  const { results, ended } = await running.steps(block.steps, scope, running, {
    path: `${path}${index === undefined ? "" : `[${index}]`}/`,
    maxParallel: block.maxParallel,
    signal,
  });
  return { outputs: settle(block.outputs, scope) as Record<string, unknown>, results, ended, source: scope };
}

/** A pipeline's params that only the run knows, checked as they are declared, by the ids under which they are held. */
function heldInputs(
  { declared, given, held }: NonNullable<Block["params"]>,
  around: RunScope,
): Record<string, unknown> {
  const known = settle(given, around) as Record<string, unknown>;
  const all = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  const { values, missing, problems } = declared === null
    ? { values: all, missing: [], problems: [] }
    : resolveParams(declared, all);
  const told = [...problems, ...missing.map(({ name, wanted }) => `param "${name}" has no value: ${wanted} is needed`)];
  if (told.length > 0) throw new AssayError("Cannot run the pipeline", { problems: told });
  return Object.fromEntries(Object.entries(held).map(([name, id]) => [id, values[name]]));
}

async function fallBack(
  step: PlannedStep,
  scope: RunScope,
  running: Running,
  { path, signal }: { path: string; signal?: AbortSignal },
): Promise<Pick<BlockResult, "outputs" | "ended">> {
  const { fallback } = step;
  if (fallback instanceof Block) return await runBlock(fallback, scope, running, { path: `${path}/fallback`, signal });
  return { outputs: settle(fallback, scope) as Record<string, unknown>, ended: null };
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
  Deno.mkdirSync(out, { recursive: true });
  const path = resolveInside(out, file);
  Deno.mkdirSync(join(path, ".."), { recursive: true });
  const text = kind === "text" ? String(outputs[main] ?? "") : `${canonicalJson(outputs[main] ?? null, 2)}\n`;
  const draft = resolveInside(out, `${file}.partial`);
  Deno.writeTextFileSync(draft, text);
  Deno.renameSync(draft, path);
}

function withTimeout(step: PlannedStep, signal?: AbortSignal): { signal?: AbortSignal; clear: () => void } {
  if (step.timeoutSeconds === null) return { signal, clear: () => {} };
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), step.timeoutSeconds * 1000);
  const signals = signal === undefined ? [timeout.signal] : [signal, timeout.signal];
  return { signal: AbortSignal.any(signals), clear: () => clearTimeout(timer) };
}
