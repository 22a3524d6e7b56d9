import { join, relative } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { canonicalJson } from "../core/canonical_json.ts";
import { readWorkflow } from "../pipeline/parse_workflow.ts";
import { type Plan, planWorkflow } from "../pipeline/plan_workflow.ts";
import { runWorkflow } from "../pipeline/run_workflow.ts";
import { checkWritable } from "../reports/write_report.ts";
import { STEP_TYPES } from "../steps/mod.ts";
import { EXIT_CODES, exitCodeOfGates } from "./exit_codes.ts";
import { showProgress } from "./progress.ts";
import { jsonSummary, resultOf, textSummary } from "./summary.ts";

/** The options of `deno task run`. */
export interface RunOptions {
  /** `name=value` for each param given. */
  readonly param?: readonly string[];
  /** Where to write, default reports/NAME. */
  readonly out?: string;
  /** Whether an inconclusive gate ends with its own exit code. */
  readonly ci?: boolean;
  /** Whether to print JSON instead of tables. */
  readonly json?: boolean;
}

/**
 * Runs a pipeline and prints what it found: tables or JSON on standard output, progress on standard error.
 *
 * @param path the pipeline's file
 * @param options see {@linkcode RunOptions}
 * @returns the exit code
 * @throws {AssayError} for whatever is wrong with the input, or when interrupted
 */
export async function run(path: string, options: RunOptions = {}): Promise<number> {
  const { ci = false, json = false } = options;
  const plan = planOf(path, options.param ?? []);
  const out = options.out ?? join("reports", plan.name);
  checkWritable(out);
  const progress = showProgress();
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.signal.aborted ? Deno.exit(EXIT_CODES.interrupted) : interrupt.abort();
  Deno.addSignalListener("SIGINT", onInterrupt);
  try {
    const result = resultOf(await runWorkflow(plan, { out, signal: interrupt.signal, ...progress }));
    progress.stop();
    const exitCode = exitCodeOfGates(result.gates, { ci });
    const files = result.files.map((file) => relative(Deno.cwd(), file));
    if (json) console.log(canonicalJson(jsonSummary({ ...result, files }, { name: plan.name, exitCode }), 2));
    else {
      console.log(`\n${textSummary(result)}\n`);
      const page = files.find((file) => file.endsWith("index.html"));
      if (page !== undefined) console.log(`Report: ${page}`);
    }
    return exitCode;
  } finally {
    progress.stop();
    Deno.removeSignalListener("SIGINT", onInterrupt);
  }
}

/**
 * Checks a pipeline without running it.
 *
 * @param path the pipeline's file
 * @param options `param`: `name=value` for each param given
 * @returns the exit code
 * @throws {AssayError} telling all problems
 */
export function check(path: string, options: { param?: readonly string[] } = {}): number {
  const { name, steps, params } = planOf(path, options.param ?? []);
  console.log(`${path}: ${name}, ${steps.length} steps, nothing wrong`);
  for (const [key, value] of Object.entries(params)) console.log(`  ${key} = ${canonicalJson(value)}`);
  for (const [i, step] of steps.entries()) {
    console.log(`  ${i + 1}. ${step.name} (${step.typeName}): ${step.type.summary}`);
  }
  return EXIT_CODES.ok;
}

function planOf(path: string, params: readonly string[]): Plan {
  const given = params.map((text) => /^([^=]+)=([\s\S]*)$/.exec(text) ?? [text]);
  const bad = given.filter((match) => match.length === 1).map(([text]) =>
    `--param must be name=value, received "${text}"`
  );
  if (bad.length > 0) throw new AssayError("Cannot read the arguments", { problems: bad });
  return planWorkflow(
    readWorkflow(path),
    STEP_TYPES,
    Object.fromEntries(given.map(([, name, value]) => [name.trim(), value])),
  );
}
