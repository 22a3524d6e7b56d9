import { fromFileUrl, join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import type { Store } from "../core/store.ts";
import type { Model } from "../models/model.ts";
import { composeWorkflow } from "../pipeline/compose.ts";
import type { Limits } from "../pipeline/limits.ts";
import type { Spending } from "../pipeline/meter.ts";
import { parseWorkflow, readWorkflow } from "../pipeline/parse_workflow.ts";
import { type Plan, planWorkflow } from "../pipeline/plan_workflow.ts";
import { runWorkflow, type StepOutcome } from "../pipeline/run_workflow.ts";
import type { Registry } from "../pipeline/step_type.ts";
import { STEP_TYPES } from "../steps/mod.ts";
import { type Fixture, type Fixtures, writeFixtures } from "./_fixtures.ts";
import type { PipelineRun } from "./pipeline_run.ts";
import { runResult, type Seen } from "./_run_result.ts";
import type { Script } from "./scripted_model.ts";
import { textsIn } from "./_texts_in.ts";
import { type WatchedModels, watchModels } from "./_watch_steps.ts";

export type { Fixture } from "./_fixtures.ts";

/** Options of {@linkcode testPipeline}. */
export interface TestPipelineOptions {
  /** The params, as texts or as values. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The models by id or alias: each a model, or the script of one. */
  readonly models?: Readonly<Record<string, Model | Script>>;
  /**
   * What stands for files, by the path that the pipeline names: rows, a text or a frame. A step whose option, its templates
   * filled, is exactly such a path reads the fixture.
   */
  readonly fixtures?: Readonly<Record<string, Fixture>>;
  /** The folder to write to, default one that is removed afterwards. */
  readonly out?: string;
  /** Limits in the place of those of the pipeline. */
  readonly limits?: Partial<Limits>;
  /** What a user would allow by flag, such as "command:git". */
  readonly allowed?: readonly string[];
  /** What is known of the run, default execution_id "test" on 2026-01-01 at midnight. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Where answers are kept and looked up, default nowhere. */
  readonly cache?: Store;
  /** The step types, default all of them. */
  readonly stepTypes?: Registry;
  /** Whether a run that fails throws, default true; else its error is in the result. */
  readonly throws?: boolean;
}

const FACTS = { execution_id: "test", date: "2026-01-01", timestamp: "2026-01-01T00:00:00.000Z" };

/**
 * Runs a pipeline as `deno task run` does, but with scripted models, fixtures for files, no cache, no record and no pauses.
 *
 * Hosted models that the test does not give are an error, local ones work as usual. A mistake of the test, such as a script that
 * is too short or a fixture that no step has read, is thrown whatever the pipeline makes of failures.
 *
 * @param pipeline a path, or the YAML itself: a text of several lines, or one that begins with `{`
 * @param options see {@linkcode TestPipelineOptions}
 * @returns what became of it
 * @throws {AssayError} if the pipeline fails, unless `throws` is false; and for mistakes of the test
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const run = await testPipeline("{name: x, steps: [{name: load, type: load, path: a.csv}]}", {
 *   fixtures: { "a.csv": [{ text: "good" }, { text: "bad" }] },
 * });
 * assertEquals(run.rows("load"), [{ text: "good" }, { text: "bad" }]);
 * ```
 */
export async function testPipeline(pipeline: string | URL, options: TestPipelineOptions = {}): Promise<PipelineRun> {
  const { throws = true, models = {}, fixtures = {} } = options;
  const folder = Deno.makeTempDirSync({ prefix: "assay_test_" });
  try {
    const files = writeFixtures(fixtures, join(folder, "fixtures"));
    const watched = watchModels(models);
    const out = options.out ?? join(folder, "out");
    const { seen, fault } = await watchRun(pipeline, { ...options, out, watched, files });
    const [mistake] = watched.mistakes;
    if (mistake !== undefined) throw mistake;
    if (fault !== undefined) throw fault;
    if (seen.error !== null && throws) throw seen.error;
    checkFixtures(files, seen);
    return runResult({ ...seen, files: textsIn(out) });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

interface Watching extends TestPipelineOptions {
  out: string;
  watched: WatchedModels;
  files: Fixtures;
}

async function watchRun(
  pipeline: string | URL,
  options: Watching,
): Promise<{ seen: Omit<Seen, "files">; fault?: unknown }> {
  const { watched, out, cache, allowed, facts = FACTS } = options;
  const outputs = new Map<string, Readonly<Record<string, unknown>>>();
  const outcomes = new Map<string, StepOutcome>();
  const spent: Spending[] = [];
  const pauses: number[] = [];
  const warnings: string[] = [];
  const { prompts } = watched;
  let plan: Plan | null = null;
  let error: AssayError | null = null;
  let fault: unknown;
  try {
    plan = planned(pipeline, options);
    await runWorkflow(plan, {
      out,
      cache,
      allowed,
      facts,
      open: watched.open,
      onOutputs: (_, values, path) => void outputs.set(path, values),
      onOutcome: (_, outcome, path) => void outcomes.set(path, outcome),
      onSpend: (spending) => void spent.push(spending),
      onExceed: (problem) => void warnings.push(problem),
      sleep: (seconds) => Promise.resolve(void pauses.push(seconds)),
    });
  } catch (thrown) {
    if (thrown instanceof AssayError) error = thrown;
    else fault = thrown;
  }
  return { seen: { plan, error, outputs, outcomes, prompts, spent, pauses, warnings }, fault };
}

function planned(
  pipeline: string | URL,
  { watched, files, params, limits = {}, stepTypes = STEP_TYPES }: Watching,
): Plan {
  const source = pipeline instanceof URL ? fromFileUrl(pipeline) : pipeline;
  const isText = source.includes("\n") || source.trimStart().startsWith("{");
  const workflow = isText ? parseWorkflow(source, "pipeline.yaml") : readWorkflow(source);
  const plan = planWorkflow(composeWorkflow(workflow), watched.registry(stepTypes, files), params);
  return { ...plan, limits: { ...plan.limits, ...limits } };
}

/** A fixture under a wrong name would leave the step with the real file. */
function checkFixtures(files: Fixtures, { error, outcomes }: Omit<Seen, "files">): void {
  const isWhole = error === null &&
    [...outcomes.values()].every(({ status }) => status === "done" || status === "degraded");
  const unused = isWhole ? files.unused() : [];
  if (unused.length === 0) return;
  throw new AssayError("Cannot use the fixtures", {
    problems: unused.map((name) => `no step has read ${JSON.stringify(name)}; name it as the pipeline's steps do`),
  });
}
