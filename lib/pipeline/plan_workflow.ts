import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { resolveParams } from "./params.ts";
import type { RawWorkflow } from "./parse_workflow.ts";
import { type Problem, schemaProblems } from "./_schema_problems.ts";
import { referredSteps } from "./reference.ts";
import type { Registry, StepType } from "./step_type.ts";
import { COMMON_FIELDS, planControl, splitFields, type StepControl } from "./step_control.ts";
import { type KnownNames, substitute } from "./_substitute.ts";

/** A step that is ready to run. */
export interface PlannedStep extends StepControl {
  /** Its name. */
  readonly name: string;
  /** Its type's YAML name. */
  readonly typeName: string;
  /** Its type. */
  readonly type: StepType;
  /** Its checked options; outputs of earlier steps are references. */
  readonly options: unknown;
  /** Where it stands, for messages: `pipelines/x.yaml: steps[2] "score"`. */
  readonly place: string;
}

/** A pipeline that is ready to run. */
export interface Plan {
  /** The pipeline's name. */
  readonly name: string;
  /** What it is for. */
  readonly description: string;
  /** The path of its file. */
  readonly path: string;
  /** The SHA-256 of its file. */
  readonly digest: string;
  /** The params' values. */
  readonly params: Readonly<Record<string, unknown>>;
  /** How many steps may run at the same time. */
  readonly maxParallel: number;
  /** The steps in order. */
  readonly steps: readonly PlannedStep[];
}

const ROOT_FIELDS = [
  "name",
  "description",
  "version",
  "category",
  "tags",
  "max_parallel",
  "params",
  "inputs",
  "steps",
];
const DEFAULT_PARALLEL = 4;

type Report = (problem: string, at?: Problem["at"]) => void;

const NAME = /^[A-Za-z_][\w-]*$/;

/**
 * Checks a whole pipeline before anything runs: fields, params, templates, references and every step's options.
 *
 * @param workflow the pipeline as it was read
 * @param registry the step types
 * @param given the params that the user gave
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
  workflow: RawWorkflow,
  registry: Registry,
  given: Readonly<Record<string, unknown>> = {},
): Plan {
  const { path, root } = workflow;
  const problems: Problem[] = [];
  const report: Report = (text, at = null) => void problems.push({ text, at });
  for (const field of Object.keys(root).filter((field) => !ROOT_FIELDS.includes(field))) {
    report(`unknown field "${field}", ${didYouMean(field, ROOT_FIELDS)}`, [field]);
  }
  if (typeof root.name !== "string" || !NAME.test(root.name)) {
    report(`name must be letters, digits, - and _, received ${describeValue(root.name)}`, ["name"]);
  }
  if (root.params !== undefined && root.inputs !== undefined) {
    report("params and inputs are the same: write only one", ["inputs"]);
  }
  const params = resolveParams(root.params ?? root.inputs, given);
  params.problems.forEach((problem) => report(problem));
  const { max_parallel: maxParallel = DEFAULT_PARALLEL } = root;
  if (!Number.isInteger(maxParallel) || Number(maxParallel) < 1 || Number(maxParallel) > 1000) {
    const wanted = "max_parallel must be a whole number from 1 to 1000";
    report(`${wanted}, received ${describeValue(maxParallel)}`, ["max_parallel"]);
  }
  const steps = planSteps(root.steps, registry, params, report);
  if (problems.length > 0) {
    const places = problems.map(({ at }) => at);
    throw new AssayError(`Cannot run ${path}`, { problems: problems.map(({ text }) => text), places });
  }
  const { name, description = "" } = root;
  const placed = steps.map((step) => ({ ...step, place: `${path}: ${step.place}` }));
  return {
    name: String(name),
    description: String(description),
    path,
    digest: workflow.digest,
    params: params.values,
    maxParallel: Number(maxParallel),
    steps: placed,
  };
}

function planSteps(
  raw: unknown,
  registry: Registry,
  { values: params, missing }: ReturnType<typeof resolveParams>,
  reportAt: Report,
): PlannedStep[] {
  if (!Array.isArray(raw) || raw.length === 0) {
    reportAt(`steps must be a list of at least one step, received ${describeValue(raw)}`, ["steps"]);
    return [];
  }
  const names = raw.map((step) => String((step as { name?: unknown } | null)?.name ?? ""));
  const planned: PlannedStep[] = [];
  const outputs = new Map<string, Readonly<Record<string, string>>>();
  const broken: string[] = [];
  raw.forEach((step, i) => {
    const place = names[i] === "" ? `steps[${i}]` : `steps[${i}] "${names[i]}"`;
    const report: Report = (problem, at) => reportAt(`${place}: ${problem}`, ["steps", i, ...(at ?? [])]);
    if (step === null || typeof step !== "object" || Array.isArray(step)) {
      return report(`a step must be a map with name and type, received ${describeValue(step)}`);
    }
    const { common, fields } = splitFields(step as Record<string, unknown>);
    const { name, type: typeName } = step as Record<string, unknown>;
    if (typeof name !== "string" || !NAME.test(name)) {
      report(`name must be letters, digits, - and _, received ${describeValue(name)}`, ["name"]);
    }
    if (names[i] !== "" && names.indexOf(names[i]) !== i) {
      report(`the name is taken by steps[${names.indexOf(names[i])}]`, ["name"]);
    }
    if (typeof typeName !== "string" || !Object.hasOwn(registry, typeName)) {
      broken.push(names[i]);
      return report(
        `unknown step type ${describeValue(typeName)}, ${didYouMean(String(typeName), Object.keys(registry))}`,
        ["type"],
      );
    }
    const type = registry[typeName];
    let isWhole = true;
    const known: KnownNames = {
      params,
      missing,
      outputs,
      broken,
      onUnknown: () => void (isWhole = false),
      later: names.slice(i),
      ownNames: type.ownNames ?? [],
    };
    const control = planControl(common, names.slice(0, i), params, report);
    const filled = substitute(fields, known, (field, problem) => {
      isWhole = false;
      report(`field "${field}": ${problem}`, pathOf(field));
    });
    outputs.set(names[i], type.outputs);
    // Without all it names a step's fields cannot all be judged; that they exist can.
    const result = z.safeParse(type.schema, filled);
    if (!result.success) {
      const issues = isWhole
        ? result.error.issues
        : result.error.issues.filter(({ code }) => code === "unrecognized_keys");
      return schemaProblems(new z.ZodError(issues), type.schema, COMMON_FIELDS, filled)
        .forEach(({ text, at }) => report(text, at));
    }
    const needs = [...new Set([...referredSteps(result.data), ...control.needs])];
    planned.push({ ...control, name: names[i], typeName, type, options: result.data, needs, place });
  });
  return planned;
}

/** The keys and indices of a field such as `systems[0].model`. */
function pathOf(field: string): (string | number)[] {
  return field.split(/[.[\]]+/).filter((part) => part !== "").map((part) => /^\d+$/.test(part) ? Number(part) : part);
}
