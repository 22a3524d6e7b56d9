import { join, relative } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { canonicalJson } from "../core/canonical_json.ts";
import { maskSecrets, secretsIn } from "../core/mask_secrets.ts";
import type { Store } from "../core/store.ts";
import type { OpenedModel } from "../models/open_model.ts";
import type { Executor } from "../models/remote_models.ts";
import { type Cache, openCache } from "../pipeline/open_cache.ts";
import { missingAllowances } from "../pipeline/missing_allowances.ts";
import type { Plan } from "../pipeline/plan_workflow.ts";
import type { LogLevel } from "../pipeline/run_log.ts";
import { findRun, newRunId, openRun, readRun, type RunManifest } from "../pipeline/run_record.ts";
import { runWorkflow } from "../pipeline/run_workflow.ts";
import { openTelemetry } from "../pipeline/telemetry.ts";
import { junitXml } from "../reports/junit_xml.ts";
import { checkWritable } from "../reports/write_report.ts";
import { dryRun } from "./dry_run.ts";
import { environment } from "./environment.ts";
import { EXIT_CODES, exitCodeOfError, exitCodeOfGates } from "./exit_codes.ts";
import { findModels, type ModelFinder } from "./_find_models.ts";
import { openLedger } from "./_ledger.ts";
import { parseParams } from "./parse_params.ts";
import { planFile } from "./plan_file.ts";
import { recordEvents } from "./_record_events.ts";
import { jsonSummary, resultOf, type RunResult, textSummary } from "./summary.ts";
import { traced } from "./_traced.ts";

/** The options of `deno task run`. */
export interface RunOptions {
  /** `name=value` for each param given. */
  readonly param?: readonly string[];
  /** Where to write, default what the pipeline says, else reports/NAME. */
  readonly out?: string;
  /** Whether an inconclusive gate ends with its own exit code, and junit.xml is written beside the report. */
  readonly ci?: boolean;
  /** Whether to print JSON instead of tables. */
  readonly json?: boolean;
  /** The folder of runs and cache, default "workspace". */
  readonly workspace?: string;
  /** Whether answers are kept and looked up between runs, default true. A run itself always keeps its own. */
  readonly cache?: boolean;
  /** A run to go on with: its id, the beginning of one, or "last"; its pipeline, params and output folder are taken again. */
  readonly resume?: string;
  /** Whether to render prompts only: nothing is asked, nothing is written. */
  readonly dryRun?: boolean;
  /** The most that the run may cost in US dollars, in place of the pipeline's own limit. */
  readonly maxCost?: number;
  /** Programs that steps of type command may run; "*" allows all. */
  readonly allowCommand?: readonly string[];
  /** The Redis by which workers answer prompts, such as redis://127.0.0.1:6379. */
  readonly executor?: string;
  /** A cassette that every exchange with a hosted model is added to. */
  readonly record?: string;
  /** A cassette that answers in place of hosted models; no key and no network is needed. */
  readonly replay?: string;
  /** A file of prices, limits and retries of models. */
  readonly models?: string;
  /** The least important lines that the run's log holds, default "info". */
  readonly logLevel?: LogLevel;
}

const WORKSPACE = "workspace";

/**
 * Runs a pipeline and prints what it found: tables or JSON on standard output, progress on standard error.
 *
 * @param path the pipeline's file; not needed to resume
 * @param options see {@linkcode RunOptions}
 * @returns the exit code
 * @throws {AssayError} for whatever is wrong with the input, when interrupted, or when a limit was reached
 */
export async function run(path: string | undefined, options: RunOptions = {}): Promise<number> {
  const { workspace = WORKSPACE } = options;
  const { plan, manifest } = await prepare(path, options, workspace);
  // What a run goes on with may have been done already; what is not is refused when its turn comes.
  if (options.resume === undefined && options.dryRun !== true) checkAllowed(plan, options);
  if (options.dryRun === true) return await dryRun(plan, { workspace, json: options.json, models: options.models });
  checkWritable(manifest.out);
  // Before the record is begun: a wrong address leaves none behind.
  using models = findModels(options);
  await using executor = options.executor === undefined ? null : await connect(options, models);
  const folder = join(workspace, "runs", manifest.id);
  const secrets = [...models.secrets, ...secretsIn({ ...environment(), EXECUTOR_URL: options.executor ?? "" })];
  using record = openRun(workspace, manifest, { secrets });
  using cache = openCache(join(keepsOwnAnswers(folder, options) ? folder : workspace, "cache.sqlite"));
  using ledger = openLedger(folder);
  using events = recordEvents({ record, ledger, folder, secrets, level: options.logLevel });
  try {
    const result = await execute(plan, manifest, {
      options,
      cache,
      folder,
      events,
      open: executor?.open ?? models.open,
      secrets,
      before: ledger.before,
    });
    const exitCode = exitCodeOfGates(result.gates, { ci: options.ci ?? false });
    if (options.ci) Deno.writeTextFileSync(join(manifest.out, "junit.xml"), junitXml(plan.name, result.gates));
    record.note({ event: "finished", exitCode });
    events.log.info("finished", { exitCode });
    print(result, { name: plan.name, exitCode, json: options.json ?? false, outputs: join(folder, "outputs") });
    return exitCode;
  } catch (error) {
    const exitCode = exitCodeOfError(error);
    const isResumable = exitCode === EXIT_CODES.interrupted || exitCode === EXIT_CODES.overLimit;
    const reason = (error as Error).message;
    record.note({ event: isResumable ? "interrupted" : "failed", exitCode, reason });
    events.log.error("ended", { exitCode, reason });
    if (isResumable) console.error(`Go on with: deno task run --resume ${manifest.id}`);
    throw error;
  }
}

async function prepare(
  path: string | undefined,
  options: RunOptions,
  workspace: string,
): Promise<{ plan: Plan; manifest: RunManifest }> {
  if (options.resume !== undefined) {
    const { manifest } = readRun(workspace, findRun(workspace, options.resume));
    const plan = limited(await planFile(manifest.path, manifest.given), options);
    if (plan.digest !== manifest.digest) {
      console.error(`${manifest.path} has changed since the run began; answers that still hold are taken again.`);
    }
    return { plan, manifest };
  }
  if (path === undefined) {
    throw new AssayError("Cannot run", { problems: ["a pipeline file is needed, or --resume ID"] });
  }
  const given = parseParams(options.param ?? []);
  const plan = limited(await planFile(path, given), options);
  const now = new Date();
  const { name, digest } = plan;
  const out = options.out ?? plan.outputDir ?? join("reports", name);
  const id = newRunId(name, now);
  const started = now.toISOString();
  return { plan, manifest: { id, name, path, digest, given, out, started, steps: plan.steps.length } };
}

function allowedBy({ allowCommand = [] }: RunOptions): string[] {
  return allowCommand.map((name) => `command:${name}`);
}

/** Before the record is begun and anything is asked. */
function checkAllowed({ path, steps }: Plan, options: RunOptions): void {
  const problems = missingAllowances(steps, allowedBy(options));
  if (problems.length > 0) throw new AssayError(`Cannot run ${path}`, { problems });
}

function limited(plan: Plan, { maxCost }: RunOptions): Plan {
  return maxCost === undefined ? plan : { ...plan, limits: { ...plan.limits, maxCost } };
}

async function execute(
  plan: Plan,
  manifest: RunManifest,
  { options, cache, folder, events, secrets, before, open }: {
    options: RunOptions;
    cache: Cache;
    folder: string;
    events: ReturnType<typeof recordEvents>;
    secrets: readonly string[];
    before: ReturnType<typeof openLedger>["before"];
    open: (id: string) => OpenedModel;
  },
): Promise<RunResult> {
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.signal.aborted ? Deno.exit(EXIT_CODES.interrupted) : interrupt.abort();
  Deno.addSignalListener("SIGINT", onInterrupt);
  const telemetry = await openTelemetry();
  using effects = effectsOf(folder);
  try {
    const work = () =>
      runWorkflow(plan, {
        ...events.handlers,
        out: manifest.out,
        folder,
        signal: interrupt.signal,
        cache,
        effects,
        before,
        telemetry,
        mask: (text) => maskSecrets(text, secrets),
        open: (id) => traced(open(id), telemetry),
        allowed: allowedBy(options),
        facts: { execution_id: manifest.id, timestamp: manifest.started, date: manifest.started.slice(0, 10) },
      });
    const outputs = await telemetry.span(`pipeline ${plan.name}`, { "assay.run.id": manifest.id }, work);
    events.finish();
    return resultOf(outputs);
  } finally {
    events.stop();
    Deno.removeSignalListener("SIGINT", onInterrupt);
  }
}

/**
 * A run that began without the cache goes on without it: what it has asked itself stands beside its journal. A cassette is
 * whole only when nothing is taken from elsewhere.
 */
function keepsOwnAnswers(folder: string, { cache, record, replay }: RunOptions): boolean {
  return cache === false || record !== undefined || replay !== undefined || existsSync(join(folder, "cache.sqlite"));
}

function existsSync(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The packages that speak with Redis are loaded only here. */
async function connect({ executor: url = "", record, replay }: RunOptions, models: ModelFinder): Promise<Executor> {
  if (record !== undefined || replay !== undefined) {
    throw new AssayError("Cannot read the arguments", {
      problems: ["--record and --replay are for models that are asked here, not with --executor"],
    });
  }
  checkNet(url);
  const { connectExecutor } = await import("../models/remote_models.ts");
  return await connectExecutor(url, { open: models.open });
}

/** The run's permissions hold no network; who wants one grants that host alone. */
function checkNet(url: string): void {
  const { hostname, port } = URL.canParse(url) ? new URL(url) : { hostname: "", port: "" };
  const host = `${hostname}:${port === "" ? "6379" : port}`;
  if (hostname === "" || Deno.permissions.querySync({ name: "net", host }).state === "granted") return;
  const command = `deno run -P=run --allow-net=${host} lib/cli/main.ts run … --executor …`;
  throw new AssayError("Cannot use the executor", {
    problems: [`this task has no access to ${host}; grant it: ${command}`],
  });
}

/** Where steps that act on the world keep their outputs; the file is made by the first of them. */
function effectsOf(folder: string): Store & Disposable {
  const path = join(folder, "effects.sqlite");
  let store: Cache | undefined;
  const opened = () => store ??= openCache(path);
  return {
    get: (key) => opened().get(key),
    put: (key, text) => opened().put(key, text),
    [Symbol.dispose]: () => store?.[Symbol.dispose](),
  };
}

function print(
  result: RunResult,
  options: { name: string; exitCode: number; json: boolean; outputs: string },
): void {
  const files = result.files.map((file) => relative(Deno.cwd(), file));
  if (options.json) {
    const { name, exitCode } = options;
    console.log(canonicalJson(jsonSummary({ ...result, files }, { name, exitCode }), 2));
    return;
  }
  const summary = textSummary(result);
  if (summary !== "") console.log(`\n${summary}\n`);
  const page = files.find((file) => file.endsWith("index.html"));
  console.log(page === undefined ? `What each step put out: ${options.outputs}` : `Report: ${page}`);
}
