import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { digestJson } from "../core/digest.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import type { Block } from "./block.ts";
import type { ComposedWorkflow } from "./compose.ts";
import { normaliseWorkflow } from "./dialect.ts";
import { openNested } from "./open_nested.ts";
import { type Limits, LIMITS, NO_LIMITS } from "./limits.ts";
import type { Names } from "./names.ts";
import { type ResolvedParams, resolveParams } from "./params.ts";
import type { RawWorkflow } from "./parse_workflow.ts";
import { PipelineError, type PipelineProblem } from "./pipeline_error.ts";
import { type Place, planBlock, type Planning } from "./_plan_block.ts";
import { fillMap, planNested } from "./_plan_nested.ts";
import { Reference } from "./reference.ts";
import { schemaProblems } from "./_schema_problems.ts";
import { nameOfFile, sourceOf } from "./_source_of.ts";
import type { StepControl } from "./step_control.ts";
import type { Registry, StepType } from "./step_type.ts";
import { namesSetBy, Variables } from "./_variables.ts";

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

/** The present format of pipeline files; files without a format are read in any dialect. */
export const PIPELINE_FORMAT = 2;

/** The fields of a pipeline. */
export const ROOT_FIELDS: readonly string[] = [
  "name",
  "description",
  "version",
  "format",
  "category",
  "tags",
  "author",
  "metadata",
  "abstract",
  "max_parallel",
  "params",
  "inputs",
  "variables",
  "defaults",
  "environment",
  "limits",
  "functions",
  "steps",
  "outputs",
];
const DEFAULT_PARALLEL = 4;
const NAME = /^[A-Za-z_][\w-]*$/;

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

  checkRoot(root, isCheck, report);
  if (workflow.root.params !== undefined && workflow.root.inputs !== undefined) {
    report("params and inputs are the same: write only one", ["inputs"]);
  }
  const declares = root.params !== undefined && root.params !== null;
  const params = declares ? resolveParams(root.params, given) : { values: {}, missing: [], problems: [] };
  if (!isCheck) params.missing.forEach((param) => report(missingText(param)));
  params.problems.forEach((problem) => report(problem));
  const asked = new Map<string, MissingParam>();
  const { steps, variables, digests } = planRoot(root, { registry, params, declares, given, report, options, workflow, asked });
  const required = [...asked.values()].filter(({ name }) => !Object.hasOwn(given, name));
  if (!isCheck) required.forEach((param) => report(missingText(param)));
  for (const name of declares ? [] : Object.keys(given).filter((name) => !asked.has(name))) {
    report(`unknown param "${name}", ${didYouMean(name, [...asked.keys()])}`);
  }
  if (problems.length > 0) throw new PipelineError(`Cannot run ${path}`, problems);
  const { maxParallel, limits } = settingsOf(root);
  return {
    name: typeof root.name === "string" ? root.name : nameOfFile(path),
    description: String(root.description ?? ""),
    path,
    digest: digests.length === 0 ? workflow.digest : digestJson([workflow.digest, ...digests]),
    params: declares ? params.values : { ...given },
    missing: [...params.missing, ...required],
    variables,
    maxParallel,
    limits,
    outputDir: isMap(root.defaults) && typeof root.defaults.output_dir === "string" ? root.defaults.output_dir : null,
    notes: normalised.notes,
    steps,
  };
}

function planRoot(
  root: Readonly<Record<string, unknown>>,
  { registry, params, declares, given, report, options, workflow, asked }: {
    registry: Registry;
    params: ResolvedParams;
    declares: boolean;
    given: Readonly<Record<string, unknown>>;
    report: (text: string, at: Place | null) => void;
    options: PlanOptions;
    workflow: RawWorkflow;
    /** The names that became params because nothing else gives them a value. */
    asked: Map<string, MissingParam>;
  },
): { steps: PlannedStep[]; variables: Record<string, unknown>; digests: readonly string[] } {
  const { path } = workflow;
  const digests: string[] = [];
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
    variables: new Variables("", variables, set.shared),
    maxParallel: settingsOf(root).maxParallel,
    path,
    chain: [path],
    nest: planNested,
    read: readerFrom(workflow, options, digests),
  };
  const around = { names, blocks: [{ ...set, id: "", isLoop: false }], isParallel: false };
  return { steps: planBlock(root.steps, planning, { at: ["steps"], id: "", around }).steps, variables, digests };
}

/** Reads what a pipeline names, and notes the digest of it. */
function readerFrom(from: RawWorkflow, options: PlanOptions, digests: string[]): Planning["read"] {
  return (file) => {
    const read = (options.read ?? openNested)(file, from);
    const { root, problems } = normaliseWorkflow(read.root);
    if (problems.length > 0) {
      throw new AssayError(`Cannot read ${read.path}`, { problems: problems.map(({ text }) => text) });
    }
    digests.push(read.digest);
    return { root, path: read.path, read: readerFrom(read, options, digests) };
  };
}

function checkRoot(
  root: Readonly<Record<string, unknown>>,
  isCheck: boolean,
  report: (text: string, at?: Place | null) => void,
): void {
  for (const field of Object.keys(root).filter((field) => !ROOT_FIELDS.includes(field))) {
    report(`unknown field "${field}", ${didYouMean(field, ROOT_FIELDS)}`, [field]);
  }
  if (root.name !== undefined && (typeof root.name !== "string" || !NAME.test(root.name))) {
    report(`name must be letters, digits, - and _, received ${describeValue(root.name)}`, ["name"]);
  }
  if (root.abstract !== undefined && typeof root.abstract !== "boolean") {
    report(`abstract must be a boolean, received ${describeValue(root.abstract)}`, ["abstract"]);
  }
  if (root.abstract === true && !isCheck) {
    report("an abstract pipeline cannot run: extend it (extends: FILE) and run what extends it", ["abstract"]);
  }
  const { format = PIPELINE_FORMAT } = root;
  if (!Number.isInteger(format) || Number(format) < 1) {
    report(`format must be a whole number up to ${PIPELINE_FORMAT}, received ${describeValue(format)}`, ["format"]);
  } else if (Number(format) > PIPELINE_FORMAT) {
    const read = `this version reads up to format ${PIPELINE_FORMAT}`;
    report(`format ${format} is that of a newer version; ${read}`, ["format"]);
  }
  if (root.variables !== undefined && !isMap(root.variables)) {
    report(`variables must be a map from names to values, received ${describeValue(root.variables)}`, ["variables"]);
  }
  const { max_parallel: maxParallel = DEFAULT_PARALLEL } = root;
  if (!Number.isInteger(maxParallel) || Number(maxParallel) < 1 || Number(maxParallel) > 1000) {
    const wanted = "max_parallel must be a whole number from 1 to 1000";
    report(`${wanted}, received ${describeValue(maxParallel)}`, ["max_parallel"]);
  }
  const limits = LIMITS.safeParse(root.limits ?? {});
  if (!limits.success) {
    schemaProblems(limits.error, LIMITS, [], root.limits)
      .forEach(({ text, at }) => report(`limits: ${text}`, ["limits", ...at ?? []]));
  }
}

function settingsOf(root: Readonly<Record<string, unknown>>): { maxParallel: number; limits: Limits } {
  const limits = LIMITS.safeParse(root.limits ?? {});
  return {
    maxParallel: Number.isInteger(root.max_parallel) ? Number(root.max_parallel) : DEFAULT_PARALLEL,
    limits: limits.success ? limits.data : NO_LIMITS,
  };
}

function pendingParam(name: string): Reference {
  return new Reference("", name, "value", { root: "params" });
}

function missingText({ name, wanted }: MissingParam): string {
  return `param "${name}" must be given: --param ${name}=… (${wanted})`;
}
