import { AssayError } from "../core/assay_error.ts";
import { digestJson } from "../core/digest.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import type { Block } from "./block.ts";
import type { ComposedWorkflow } from "./compose.ts";
import { normaliseWorkflow } from "./dialect.ts";
import { openNested } from "./open_nested.ts";
import { checkRoot, limitsOf, maxParallelOf } from "./_check_root.ts";
import type { Limits } from "./limits.ts";
import type { Names } from "./names.ts";
import { type ResolvedParams, resolveParams } from "./params.ts";
import type { RawWorkflow } from "./parse_workflow.ts";
import { PipelineError, type PipelineProblem } from "./pipeline_error.ts";
import { fillMap, nestedOutputs } from "./_nested_outputs.ts";
import { planBlock } from "./_plan_block.ts";
import { planNested } from "./_plan_nested.ts";
import type { OpenedPipeline, Place, Planning } from "./_planning.ts";
import { Reference } from "./reference.ts";
import { nameOfFile, sourceOf } from "./_source_of.ts";
import type { StepControl } from "./step_control.ts";
import type { Registry, StepType } from "./step_type.ts";
import { namesSetBy, Variables } from "./_variables.ts";

export { PIPELINE_FORMAT, ROOT_FIELDS } from "./_check_root.ts";

/** A step that is ready to run. */
export interface PlannedStep extends StepControl {
  /** Its id, unique in the plan: its name, behind those of the steps around it. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** Its type's YAML name. */
  readonly typeName: string;
  /** Its type. */
  readonly type: StepType;
  /** Its options, checked; what only the run knows is pending. */
  readonly options: unknown;
  /** Whether some of the options can be checked only when the run knows them. */
  readonly hasOpen: boolean;
  /** What it puts out: name → kind, the main one first. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The names of steps of its block that must have ended before, whatever became of them. */
  readonly after: readonly string[];
  /** The ids of steps outside of its block that it waits for. */
  readonly outside: readonly string[];
  /** What stands for its outputs when it has failed. */
  readonly fallback: Block | Readonly<Record<string, unknown>> | null;
  /** The variables that it sets. */
  readonly sets: readonly { readonly name: string; readonly id: string; readonly isLocal: boolean }[];
  /** Whether it may end the iteration around it, or the whole loop. */
  readonly mayEnd: boolean;
  /** What the user must allow by flag before it can run, such as "command:git". */
  readonly allowances: readonly string[];
  /** Where it stands, for messages: `pipelines/x.yaml: steps[2] "score"`. */
  readonly place: string;
}

/** A param that has no value yet. */
export interface MissingParam {
  /** Its name. */
  readonly name: string;
  /** What it must be. */
  readonly wanted: string;
}

/** A pipeline that is ready to run. */
export interface Plan {
  /** The pipeline's name. */
  readonly name: string;
  /** What it is for. */
  readonly description: string;
  /** The path of its file. */
  readonly path: string;
  /** The SHA-256 of its file, or of all files that it is composed of. */
  readonly digest: string;
  /** The params' values. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The params that a run must be given; empty unless the plan was made with `isCheck`. */
  readonly missing: readonly MissingParam[];
  /** What the variables hold at first. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** How many steps may run at the same time. */
  readonly maxParallel: number;
  /** What a run may use up. */
  readonly limits: Limits;
  /** The folder that the pipeline wants to write to, or null. */
  readonly outputDir: string | null;
  /** What was accepted but has no effect. */
  readonly notes: readonly string[];
  /** The steps in order. */
  readonly steps: readonly PlannedStep[];
}

/** Options of {@linkcode planWorkflow}. */
export interface PlanOptions {
  /** Whether the pipeline is only looked at: params may lack values, and it may be abstract. */
  readonly isCheck?: boolean;
  /** Reads another pipeline for a step that runs one, default {@linkcode openNested}; the path is as `from` writes it. */
  readonly read?: (path: string, from: RawWorkflow) => RawWorkflow;
}

/**
 * Checks a whole pipeline before anything runs: fields, params, templates, references and every step's options.
 *
 * Any dialect is understood; see {@linkcode normaliseWorkflow}.
 *
 * @param workflow the pipeline as it was read or composed
 * @param registry the step types
 * @param given the params that the user gave
 * @param options see {@linkcode PlanOptions}
 * @returns the plan
 * @throws {AssayError} telling all problems with their places
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { parseWorkflow } from "./parse_workflow.ts";
 *
 * const workflow = parseWorkflow("name: x\nsteps: [{name: a, type: lode}]", "x.yaml");
 * assertThrows(() => planWorkflow(workflow, {}), Error, 'unknown step type "lode"');
 * ```
 */
export function planWorkflow(
  workflow: RawWorkflow | ComposedWorkflow,
  registry: Registry,
  given: Readonly<Record<string, unknown>> = {},
  options: PlanOptions = {},
): Plan {
  const { isCheck = false } = options;
  const { path } = workflow;
  const normalised = normaliseWorkflow(workflow.root);
  const { root } = normalised;
  const problems: PipelineProblem[] = normalised.problems.map(({ text, at }) => ({ text, file: workflow, at }));
  const report = (text: string, at: Place | null = null) =>
    void problems.push({ text, ...sourceOf(workflow, normalised, at) });

  checkRoot(root, report);
  if (root.abstract === true && !isCheck) {
    report("an abstract pipeline cannot run: extend it (extends: FILE) and run what extends it", ["abstract"]);
  }
  if (workflow.root.params !== undefined && workflow.root.inputs !== undefined) {
    report("params and inputs are the same: write only one", ["inputs"]);
  }
  const declares = root.params !== undefined && root.params !== null;
  const params = declares ? resolveParams(root.params, given) : { values: {}, missing: [], problems: [] };
  if (!isCheck) params.missing.forEach((param) => report(missingText(param)));
  params.problems.forEach((problem) => report(problem));
  const asked = new Map<string, MissingParam>();
  const offered = new Set<string>();
  const planned = planRoot(root, { registry, params, declares, given, report, options, workflow, asked, offered });
  const required = [...asked.values()].filter(({ name }) => !Object.hasOwn(given, name));
  if (!isCheck) required.forEach((param) => report(missingText(param)));
  for (const name of declares ? [] : Object.keys(given).filter((name) => !asked.has(name) && !offered.has(name))) {
    report(`unknown param "${name}", ${didYouMean(name, [...asked.keys()])}`);
  }
  if (problems.length > 0) throw new PipelineError(`Cannot run ${path}`, problems);
  const { steps, variables, digests, notes } = planned;
  return {
    name: typeof root.name === "string" ? root.name : nameOfFile(path),
    description: String(root.description ?? ""),
    path,
    digest: digests.length === 0 ? workflow.digest : digestJson([workflow.digest, ...digests]),
    params: declares ? params.values : { ...given },
    missing: [...params.missing, ...required],
    variables,
    maxParallel: maxParallelOf(root),
    limits: limitsOf(root),
    outputDir: isMap(root.defaults) && typeof root.defaults.output_dir === "string" ? root.defaults.output_dir : null,
    notes: [...normalised.notes, ...notes, ...workspaceNote(root)],
    steps,
  };
}

function planRoot(
  root: Readonly<Record<string, unknown>>,
  { registry, params, declares, given, report, options, workflow, asked, offered }: {
    registry: Registry;
    params: ResolvedParams;
    declares: boolean;
    given: Readonly<Record<string, unknown>>;
    report: (text: string, at: Place | null) => void;
    options: PlanOptions;
    workflow: RawWorkflow;
    /** The names that became params because nothing else gives them a value. */
    asked: Map<string, MissingParam>;
    /** The names that may be missing and were given. */
    offered: Set<string>;
  },
): { steps: PlannedStep[]; variables: Record<string, unknown>; digests: readonly string[]; notes: readonly string[] } {
  const { path } = workflow;
  const told = { digests: [], notes: [] as string[] };
  const set = namesSetBy(root.steps, registry);
  // A param without a value is known only to a run: what depends on it is judged then.
  const pendingParams = Object.fromEntries(params.missing.map(({ name }) => [name, pendingParam(name)]));
  const names: Names = {
    params: { ...params.values, ...pendingParams },
    told: new Set(),
    require: declares ? null : (name) => {
      asked.set(name, { name, wanted: "the pipeline names it, and nothing gives it a value" });
      return Object.hasOwn(given, name) ? given[name] : pendingParam(name);
    },
    offer(name) {
      if (Object.hasOwn(given, name)) offered.add(name);
      return Object.hasOwn(given, name) ? given[name] : undefined;
    },
    loops: [],
    variable: () => undefined,
    variables: [],
    steps: new Map(),
    later: [],
    previous: null,
    facts: { workflow: { name: root.name ?? nameOfFile(path), version: root.version, description: root.description } },
  };
  const variables = fillMap(isMap(root.variables) ? root.variables : {}, names, "variables", (problem, at = []) => {
    report(problem, at);
  });
  const planning: Planning = {
    registry,
    report,
    note: (text) => void told.notes.push(text),
    functions: isMap(root.functions) ? root.functions : {},
    variables: new Variables("", variables, set),
    outerVariable: () => undefined,
    maxParallel: maxParallelOf(root),
    path,
    chain: [path],
    count: { steps: 0 },
    block: planBlock,
    nest: planNested,
    read: readerFrom(workflow, options, told),
  };
  const around = { names, blocks: [{ ...set, id: "", isLoop: false }], isParallel: false };
  const planned = planBlock(root.steps, planning, { at: ["steps"], id: "", around });
  // Only a pipeline around it asks for them, but what is wrong in them is told here, too.
  if (root.outputs !== undefined) nestedOutputs(root.outputs, planned, (problem, at = []) => report(problem, at));
  return { steps: planned.steps, variables, ...told };
}

/** Reads what a pipeline names, each file once, and notes the digest of it. */
function readerFrom(
  from: RawWorkflow,
  options: PlanOptions,
  told: { digests: string[]; notes: string[] },
): Planning["read"] {
  const opened = new Map<string, OpenedPipeline>();
  return (file) => {
    const known = opened.get(file);
    if (known !== undefined) return known;
    const read = (options.read ?? openNested)(file, from);
    const { root, problems, notes } = normaliseWorkflow(read.root);
    if (problems.length > 0) {
      throw new AssayError(`Cannot read ${read.path}`, { problems: problems.map(({ text }) => text) });
    }
    told.digests.push(read.digest);
    told.notes.push(...notes.map((note) => `${read.path}: ${note}`));
    const pipeline = { root, path: read.path, read: readerFrom(read, options, told) };
    opened.set(file, pipeline);
    return pipeline;
  };
}

function pendingParam(name: string): Reference {
  return new Reference("", name, "value", { root: "params" });
}

function missingText({ name, wanted }: MissingParam): string {
  return `param "${name}" must be given: --param ${name}=… (${wanted})`;
}

/** The folder of runs and cache is the user's, since runs are found by it. */
function workspaceNote({ defaults }: Readonly<Record<string, unknown>>): string[] {
  return isMap(defaults) && defaults.workspace_dir !== undefined
    ? ["defaults: workspace_dir has no effect: --workspace DIR chooses the folder of runs and cache"]
    : [];
}
