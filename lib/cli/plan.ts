import { canonicalJson } from "../core/canonical_json.ts";
import { isMap } from "../core/is_map.ts";
import { Block } from "../pipeline/block.ts";
import type { Plan, PlannedStep } from "../pipeline/plan_workflow.ts";
import { estimateText } from "./dry_run.ts";
import { estimate, type RunEstimate } from "./estimate.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { parseParams } from "./parse_params.ts";
import { planFile } from "./plan_file.ts";

/** How `deno task plan` shows a plan. */
export const PLAN_FORMATS: readonly string[] = ["text", "mermaid", "json"];

/**
 * Checks a pipeline without running it; params may lack values, and it may be abstract.
 *
 * @param path the pipeline's file
 * @param options `param`: `name=value` for each param given
 * @returns the exit code
 * @throws {AssayError} telling all problems
 */
export async function check(path: string, options: { param?: readonly string[] } = {}): Promise<number> {
  const made = await planFile(path, parseParams(options.param ?? []), { isCheck: true });
  console.log(`${path}: ${made.name}, ${made.steps.length} steps, nothing wrong\n${planText(made)}`);
  return EXIT_CODES.ok;
}

/** Options of {@linkcode plan}. */
export interface PlanCommandOptions {
  /** `name=value` for each param given. */
  readonly param?: readonly string[];
  /** One of {@linkcode PLAN_FORMATS}, default "text". */
  readonly format?: string;
  /** The folder of runs and cache, default "workspace". */
  readonly workspace?: string;
  /** A file of prices, limits and retries of models. */
  readonly models?: string;
  /** Whether to load the data and count what models would be asked, default true. */
  readonly estimate?: boolean;
}

/**
 * Shows what a run would do: resolved params, the steps and what each waits for, what is cached, which keys are missing, and
 * what models would be asked.
 *
 * @param path the pipeline's file
 * @param options see {@linkcode PlanCommandOptions}
 * @returns the exit code
 * @throws {AssayError} telling all problems
 */
export async function plan(path: string, options: PlanCommandOptions = {}): Promise<number> {
  const { format = "text", workspace = "workspace" } = options;
  const made = await planFile(path, parseParams(options.param ?? []), { isCheck: true });
  if (format === "mermaid") {
    console.log(planMermaid(made));
    return EXIT_CODES.ok;
  }
  // What a run cannot begin cannot be estimated either.
  const canRun = made.missing.length === 0 && options.estimate !== false;
  const found = canRun ? await estimate(made, { workspace, models: options.models }) : null;
  if (format === "json") console.log(planJson(made, found));
  else console.log([planText(made), ...(found === null ? [] : ["", estimateText(found)])].join("\n"));
  return EXIT_CODES.ok;
}

/**
 * A plan for a terminal.
 *
 * @param plan the plan
 * @returns lines without a final line break
 */
export function planText(plan: Plan): string {
  const { name, description, params, missing, limits, notes, steps, maxParallel } = plan;
  const rows = rowsOf(steps, "");
  const width = Math.max(0, ...rows.map(({ label }) => label.length));
  const bounds = Object.entries(limits).filter(([key, value]) => value !== null && key !== "onExceed");
  return [
    description === "" ? name : `${name}: ${description}`,
    ...Object.entries(params).map(([key, value]) => `  ${key} = ${canonicalJson(value)}`),
    ...missing.map(({ name, wanted }) => `  ${name} must be given: --param ${name}=… (${wanted})`),
    ...bounds.map(([key, value]) => `  limit ${key} = ${value}${limits.onExceed === "stop" ? "" : ", only told"}`),
    "",
    ...rows.map(({ label, wave, note }) => `  ${wave.padStart(3)} ${label.padEnd(width)}  ${note}`),
    "",
    `Steps with the same number may run at the same time, at most ${maxParallel}.`,
    ...notes.map((note) => `Note: ${note}`),
  ].join("\n");
}

/** A line for each step; those within a step follow it, indented. */
function rowsOf(steps: readonly PlannedStep[], indent: string): { label: string; wave: string; note: string }[] {
  const waves = wavesOf(steps);
  return steps.flatMap((step) => {
    const own = step.name === step.typeName ? step.name : `${step.name} (${step.typeName})`;
    const row = { label: `${indent}${own}`, wave: `${waves.get(step.name)}.`, note: noteOf(step) };
    return [row, ...blocksOf(step.options).flatMap(({ steps }) => rowsOf(steps, `${indent}  `))];
  });
}

function noteOf(step: PlannedStep): string {
  const before = [...new Set([...step.needs, ...step.after])];
  return [
    before.length === 0 ? "at once" : `after ${before.join(", ")}`,
    ...(step.condition === null ? [] : ["on its condition"]),
    ...(step.onError === "continue" ? ["may fail"] : step.onError === "fallback" ? ["with a fallback"] : []),
    ...(step.retry.maxAttempts === 1 ? [] : [`up to ${step.retry.maxAttempts} times`]),
    ...(step.timeoutSeconds === null ? [] : [`within ${step.timeoutSeconds} s`]),
  ].join("; ");
}

/**
 * A plan as a Mermaid flowchart; steps within a step stand in a box of their own.
 *
 * @param plan the plan
 * @returns the chart's text
 */
export function planMermaid({ steps }: Plan): string {
  return ["flowchart TD", ...mermaidLines(steps, "  ")].join("\n");
}

function mermaidLines(steps: readonly PlannedStep[], indent: string): string[] {
  return steps.flatMap((step) => {
    const { id, name, typeName, needs, after } = step;
    const key = mermaidKey(id);
    const label = name === typeName ? name : `${name} (${typeName})`;
    const inner = blocksOf(step.options).flatMap(({ steps }) => steps);
    const box = inner.length === 0
      ? [`${indent}${key}["${label}"]`]
      : [`${indent}subgraph ${key}["${label}"]`, ...mermaidLines(inner, `${indent}  `), `${indent}end`];
    const block = id.slice(0, id.length - name.length);
    const arrows = [...new Set([...needs, ...after])].map((need) => `${indent}${mermaidKey(block + need)} --> ${key}`);
    return [...box, ...arrows];
  });
}

function mermaidKey(id: string): string {
  return id.replaceAll("/", "__").replaceAll(".", "_");
}

function planJson(plan: Plan, found: RunEstimate | null): string {
  const { name, description, path, digest, params, missing, limits, notes, maxParallel, steps } = plan;
  const estimated = found === null ? null : { ...found, prompts: undefined };
  const stepJson = (step: PlannedStep): unknown => ({
    name: step.name,
    type: step.typeName,
    needs: step.needs,
    after: step.after,
    options: step.options,
    outputs: step.outputs,
    onError: step.onError,
    retry: step.retry,
    timeoutSeconds: step.timeoutSeconds,
    isConditional: step.condition !== null,
    steps: blocksOf(step.options).flatMap(({ steps }) => steps.map(stepJson)),
  });
  const all = { name, description, path, digest, params, missing, limits, notes, maxParallel, estimate: estimated };
  return canonicalJson({ ...all, steps: steps.map(stepJson) }, 2);
}

/** The lists of steps within a step. */
function blocksOf(value: unknown): Block[] {
  if (value instanceof Block) return [value];
  if (Array.isArray(value)) return value.flatMap(blocksOf);
  if (!isMap(value) || Object.getPrototypeOf(value) !== Object.prototype) return [];
  return Object.values(value).flatMap(blocksOf);
}

function wavesOf(steps: Plan["steps"]): Map<string, number> {
  const waves = new Map<string, number>();
  for (const { name, needs, after } of steps) {
    waves.set(name, 1 + Math.max(0, ...[...needs, ...after].map((need) => waves.get(need)!)));
  }
  return waves;
}
