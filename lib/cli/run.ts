import { join, relative } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { canonicalJson } from "../core/canonical_json.ts";
import { type Cache, openCache } from "../pipeline/open_cache.ts";
import type { Plan } from "../pipeline/plan_workflow.ts";
import { newRunId, openRun, readRun, type RunManifest, type RunRecord } from "../pipeline/run_record.ts";
import { runWorkflow, type StepOutcome } from "../pipeline/run_workflow.ts";
import { junitXml } from "../reports/junit_xml.ts";
import { checkWritable } from "../reports/write_report.ts";
import { EXIT_CODES, exitCodeOfError, exitCodeOfGates } from "./exit_codes.ts";
import { parseParams } from "./parse_params.ts";
import { planFile } from "./plan_file.ts";
import { showProgress } from "./progress.ts";
import { jsonSummary, resultOf, type RunResult, textSummary } from "./summary.ts";

/** The options of `deno task run`. */
export interface RunOptions {
  /** `name=value` for each param given. */
  readonly param?: readonly string[];
  /** Where to write, default reports/NAME. */
  readonly out?: string;
  /** Whether an inconclusive gate ends with its own exit code, and junit.xml is written beside the report. */
  readonly ci?: boolean;
  /** Whether to print JSON instead of tables. */
  readonly json?: boolean;
  /** The folder of runs and cache, default "workspace". */
  readonly workspace?: string;
  /** Whether answers are kept and looked up between runs, default true. */
  readonly cache?: boolean;
  /** The id of a run to go on with; its pipeline, params and output folder are taken again. */
  readonly resume?: string;
}

const WORKSPACE = "workspace";

/**
 * Runs a pipeline and prints what it found: tables or JSON on standard output, progress on standard error.
 *
 * @param path the pipeline's file; not needed to resume
 * @param options see {@linkcode RunOptions}
 * @returns the exit code
 * @throws {AssayError} for whatever is wrong with the input, or when interrupted
 */
export async function run(path: string | undefined, options: RunOptions = {}): Promise<number> {
  const { workspace = WORKSPACE } = options;
  const { plan, manifest } = await prepare(path, options, workspace);
  checkWritable(manifest.out);
  using record = openRun(workspace, manifest);
  using cache = options.cache === false ? undefined : openCache(join(workspace, "cache.sqlite"));
  try {
    const result = await execute(plan, manifest.out, record, cache);
    const exitCode = exitCodeOfGates(result.gates, { ci: options.ci ?? false });
    if (options.ci) Deno.writeTextFileSync(join(manifest.out, "junit.xml"), junitXml(plan.name, result.gates));
    record.note({ event: "finished", exitCode });
    print(result, { name: plan.name, exitCode, json: options.json ?? false });
    return exitCode;
  } catch (error) {
    const exitCode = exitCodeOfError(error);
    const isInterrupt = exitCode === EXIT_CODES.interrupted;
    record.note({ event: isInterrupt ? "interrupted" : "failed", exitCode, reason: (error as Error).message });
    if (isInterrupt) console.error(`Go on with: deno task run --resume ${manifest.id}`);
    throw error;
  }
}

async function prepare(
  path: string | undefined,
  options: RunOptions,
  workspace: string,
): Promise<{ plan: Plan; manifest: RunManifest }> {
  if (options.resume !== undefined) {
    const { manifest } = readRun(workspace, options.resume);
    const plan = await planFile(manifest.path, manifest.given);
    if (plan.digest !== manifest.digest) {
      console.error(`${manifest.path} has changed since the run began; answers that still hold are taken again.`);
    }
    return { plan, manifest };
  }
  if (path === undefined) {
    throw new AssayError("Cannot run", { problems: ["a pipeline file is needed, or --resume ID"] });
  }
  const given = parseParams(options.param ?? []);
  const plan = await planFile(path, given);
  const now = new Date();
  const { name, digest } = plan;
  const out = options.out ?? join("reports", name);
  return { plan, manifest: { id: newRunId(name, now), name, path, digest, given, out, started: now.toISOString() } };
}

async function execute(plan: Plan, out: string, record: RunRecord, cache: Cache | undefined): Promise<RunResult> {
  const progress = showProgress();
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.signal.aborted ? Deno.exit(EXIT_CODES.interrupted) : interrupt.abort();
  Deno.addSignalListener("SIGINT", onInterrupt);
  const untold: string[] = [];
  try {
    const outputs = await runWorkflow(plan, {
      out,
      cache,
      signal: interrupt.signal,
      ...progress,
      onStep(step, index, total) {
        record.note({ event: "step", step: step.name, status: "running" });
        progress.onStep(step, index, total);
      },
      onOutcome({ name }, { status, reason }: StepOutcome) {
        record.note({ event: "step", step: name, status, reason });
        if (status !== "done") untold.push(`${name}: ${status}${reason === undefined ? "" : `, ${reason}`}`);
      },
    });
    progress.stop();
    untold.forEach((line) => console.error(line));
    return resultOf(outputs);
  } finally {
    progress.stop();
    Deno.removeSignalListener("SIGINT", onInterrupt);
  }
}

function print(result: RunResult, options: { name: string; exitCode: number; json: boolean }): void {
  const files = result.files.map((file) => relative(Deno.cwd(), file));
  if (options.json) {
    const { name, exitCode } = options;
    console.log(canonicalJson(jsonSummary({ ...result, files }, { name, exitCode }), 2));
    return;
  }
  console.log(`\n${textSummary(result)}\n`);
  const page = files.find((file) => file.endsWith("index.html"));
  if (page !== undefined) console.log(`Report: ${page}`);
}
