import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isFrame, rowsOf } from "../data/frame.ts";
import { Block } from "../pipeline/block.ts";
import type { Spending } from "../pipeline/meter.ts";
import type { PlannedStep } from "../pipeline/plan_workflow.ts";
import type { StepOutcome } from "../pipeline/run_workflow.ts";
import type { PipelineRun } from "./pipeline_run.ts";

/** What was seen of a run. */
export interface Seen extends Pick<PipelineRun, "plan" | "error" | "prompts" | "pauses" | "warnings" | "files"> {
  /** What steps put out, by path. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** What became of steps, by path. */
  readonly outcomes: ReadonlyMap<string, StepOutcome>;
  /** What models took. */
  readonly spent: readonly Spending[];
}

/** What was seen, as tests look at it. */
export function runResult({ outputs, outcomes, spent, ...seen }: Seen): PipelineRun {
  const outputsOf = (step: string) => {
    const found = outputs.get(step);
    if (found !== undefined) return found;
    const outcome = outcomes.get(step);
    const why = outcome === undefined
      ? didYouMean(step, [...outputs.keys()])
      : `it is ${describeValue(outcome.status)}${outcome.reason === undefined ? "" : `: ${outcome.reason}`}`;
    throw wrong(`no step ${describeValue(step)} has put out anything, ${why}`);
  };
  const outputOf = (step: string, name: string) => {
    const all = outputsOf(step);
    if (Object.hasOwn(all, name)) return all[name];
    throw wrong(
      `step ${describeValue(step)} has no output ${describeValue(name)}, ${didYouMean(name, Object.keys(all))}`,
    );
  };
  return {
    ...seen,
    outcomes: Object.fromEntries(outcomes),
    cost: spent.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
    tokens: spent.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0),
    calls: spent.length,
    unpriced: spent.filter(({ cost }) => cost === null).length,
    outputs:
      ((step: string, name?: string) => name === undefined ? outputsOf(step) : outputOf(step, name)) as PipelineRun[
        "outputs"
      ],
    rows(step, name = "frame") {
      const value = outputOf(step, name);
      if (isFrame(value)) return rowsOf(value);
      throw wrong(
        `output ${describeValue(name)} of step ${describeValue(step)} must be a frame, received ${
          describeValue(value)
        }`,
      );
    },
    promptsOf(step) {
      const paths = [...outcomes.keys()].flatMap(withParents);
      const names = [...paths.map(nameOf), ...namesIn(seen.plan?.steps ?? [])];
      const known = new Set([...paths, ...names]);
      if (!known.has(step)) {
        throw wrong(`the pipeline has no step ${describeValue(step)}, ${didYouMean(step, [...new Set(names)])}`);
      }
      return seen.prompts.filter(({ step: path }) => isWithin(path, step));
    },
  };
}

/** A path with those of the steps and iterations around it. */
function withParents(path: string): string[] {
  return Array.from(path.matchAll(/(?=\/)|$/g), ({ index }) => path.slice(0, index));
}

/** The name at the end of a path. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\[\d+\]$/, "");
}

/** Whether a path is that of a step, of one of that name, or of a step inside of it. */
function isWithin(path: string, step: string): boolean {
  if (path === step || path.startsWith(`${step}/`) || path.startsWith(`${step}[`)) return true;
  return path.split("/").some((part) => nameOf(part) === step);
}

/** The names of steps, those inside of them included, whether they ran or not. */
function namesIn(steps: readonly PlannedStep[]): string[] {
  return steps.flatMap((
    { name, options, fallback },
  ) => [name, ...blocksIn([options, fallback]).flatMap(({ steps }) => namesIn(steps))]);
}

function blocksIn(value: unknown): Block[] {
  if (value instanceof Block) return [value];
  if (Array.isArray(value)) return value.flatMap(blocksIn);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return [];
  return Object.values(value).flatMap(blocksIn);
}

function wrong(problem: string): AssayError {
  return new AssayError("Cannot look at the run", { problems: [problem] });
}
