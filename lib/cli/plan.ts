import { canonicalJson } from "../core/canonical_json.ts";
import type { Plan, PlannedStep } from "../pipeline/plan_workflow.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { parseParams } from "./parse_params.ts";
import { planFile } from "./plan_file.ts";

/** How `deno task plan` shows a plan. */
export const PLAN_FORMATS: readonly string[] = ["text", "mermaid", "json"];

/**
 * Checks a pipeline without running it.
 *
 * @param path the pipeline's file
 * @param options `param`: `name=value` for each param given
 * @returns the exit code
 * @throws {AssayError} telling all problems
 */
export async function check(path: string, options: { param?: readonly string[] } = {}): Promise<number> {
  const made = await planFile(path, parseParams(options.param ?? []));
  console.log(`${path}: ${made.name}, ${made.steps.length} steps, nothing wrong\n${planText(made)}`);
  return EXIT_CODES.ok;
}

/**
 * Shows what a run would do: resolved params, the steps and what each waits for.
 *
 * @param path the pipeline's file
 * @param options `param`: `name=value` for each param given; `format`: one of {@linkcode PLAN_FORMATS}
 * @returns the exit code
 * @throws {AssayError} telling all problems
 */
export async function plan(
  path: string,
  options: { param?: readonly string[]; format?: string } = {},
): Promise<number> {
  const made = await planFile(path, parseParams(options.param ?? []));
  const { format = "text" } = options;
  console.log(format === "json" ? planJson(made) : format === "mermaid" ? planMermaid(made) : planText(made));
  return EXIT_CODES.ok;
}

/**
 * A plan for a terminal.
 *
 * @param plan the plan
 * @returns lines without a final line break
 */
export function planText({ name, description, params, steps, maxParallel }: Plan): string {
  const label = (step: PlannedStep) => step.name === step.typeName ? step.name : `${step.name} (${step.typeName})`;
  const width = Math.max(...steps.map((step) => label(step).length));
  const waves = wavesOf(steps);
  return [
    `${name}: ${description}`,
    ...Object.entries(params).map(([key, value]) => `  ${key} = ${canonicalJson(value)}`),
    "",
    ...steps.map((step) => {
      const after = step.needs.length === 0 ? "at once" : `after ${step.needs.join(", ")}`;
      const notes = [
        ...(step.condition === null ? [] : ["on its condition"]),
        ...(step.onError === "continue" ? ["may fail"] : []),
        ...(step.timeoutSeconds === null ? [] : [`within ${step.timeoutSeconds} s`]),
      ];
      return `  ${String(waves.get(step.name)).padStart(2)}. ${label(step).padEnd(width)}  ${
        [after, ...notes].join("; ")
      }`;
    }),
    "",
    `Steps with the same number may run at the same time, at most ${maxParallel}.`,
  ].join("\n");
}

/**
 * A plan as a Mermaid flowchart.
 *
 * @param plan the plan
 * @returns the chart's text
 */
export function planMermaid({ steps }: Plan): string {
  return [
    "flowchart TD",
    ...steps.map(({ name, typeName }) => `  ${name}["${name === typeName ? name : `${name} (${typeName})`}"]`),
    ...steps.flatMap(({ name, needs }) => needs.map((need) => `  ${need} --> ${name}`)),
  ].join("\n");
}

function planJson({ name, description, path, digest, params, maxParallel, steps }: Plan): string {
  return canonicalJson({
    name,
    description,
    path,
    digest,
    params,
    maxParallel,
    steps: steps.map((step) => ({
      name: step.name,
      type: step.typeName,
      needs: step.needs,
      options: step.options,
      onError: step.onError,
      timeoutSeconds: step.timeoutSeconds,
      isConditional: step.condition !== null,
    })),
  }, 2);
}

function wavesOf(steps: Plan["steps"]): Map<string, number> {
  const waves = new Map<string, number>();
  for (const { name, needs } of steps) waves.set(name, 1 + Math.max(0, ...needs.map((need) => waves.get(need)!)));
  return waves;
}
