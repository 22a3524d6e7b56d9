import { AssayError } from "../core/assay_error.ts";
import { isMap } from "../core/is_map.ts";
import { lookUp, parseTemplate } from "../core/template.ts";
import { modelIdOf } from "../models/model_names.ts";
import { splitFields } from "./step_control.ts";
import type { NestedSource, Registry, StepType } from "./step_type.ts";

/** What is found in the steps of a pipeline, at any depth. */
export interface StepSurvey {
  /** How many steps there are. */
  count: number;
  /** Their types. */
  readonly types: Set<string>;
  /** The models that they name, or ask by default: ids, and what is no model's name as it is written. */
  readonly models: Set<string>;
  /** Who serves them. */
  readonly providers: Set<string>;
  /** How many requests they make; null where only the run knows. */
  calls: number | null;
}

type Fields = Readonly<Record<string, unknown>>;

const MODEL_FIELDS = ["model", "fallback_model"];
const PARAM_ROOTS = ["params", "inputs", "variables", "vars"];

/**
 * Surveys a pipeline without planning it: nothing in it need be right.
 *
 * Of a template that is one name only the value is known where the name is a param with a default, or a variable.
 *
 * @param root the pipeline in the canonical vocabulary
 * @param registry the step types; those that are unknown hold no steps
 * @param given what is given for its params
 * @returns what was found
 */
export function surveySteps(root: Fields, registry: Registry, given: Fields = {}): StepSurvey {
  const survey: StepSurvey = { count: 0, types: new Set(), models: new Set(), providers: new Set(), calls: 0 };
  surveyPipeline(root, given, { registry, survey, seen: new WeakSet() });
  return survey;
}

interface Surveying {
  readonly registry: Registry;
  readonly survey: StepSurvey;
  /** Values that were filled in and looked through already. */
  readonly seen: WeakSet<object>;
}

function surveyPipeline(root: Fields, given: Fields, work: Surveying): void {
  const params = isMap(root.params) ? root.params : {};
  const defaults = Object.entries(params).map(([name, value]) => [name, isMap(value) ? value.default : value]);
  const scope = {
    ...(isMap(root.variables) ? root.variables : {}),
    ...Object.fromEntries(defaults),
    ...given,
  };
  surveyList(root.steps, scope, work);
}

function surveyList(steps: unknown, scope: Fields, work: Surveying): void {
  if (Array.isArray(steps)) steps.forEach((step) => surveyStep(step, scope, work));
}

function surveyStep(step: unknown, scope: Fields, work: Surveying): void {
  const { survey, registry } = work;
  survey.count++;
  if (!isMap(step)) return;
  const { common, fields } = splitFields(step);
  const name = typeof step.type === "string" ? step.type : null;
  if (name !== null) survey.types.add(name);
  const type = name !== null && Object.hasOwn(registry, name) ? registry[name] : undefined;
  const sources = type?.blocks?.(fields) ?? [];
  const nested = type?.nested?.(fields);
  const places = [...sources.map(({ at }) => at), ...(nested === undefined ? [] : [["pipeline"]])];
  const own = Object.fromEntries(Object.entries(fields).filter(([key]) => !places.some(([first]) => first === key)));
  collectModels(own, scope, work);
  addCalls(survey, type === undefined ? null : callsOf(type, own, scope, survey));

  const before = survey.calls;
  for (const { at } of sources) surveyList(valueAt(fields, at), scope, work);
  // How often a loop's body runs, and which case of several, is known only to the run.
  const isOften = sources.some(({ iterator }) => iterator !== undefined) || sources.length > 1;
  if (isOften && survey.calls !== before) survey.calls = null;
  if (nested !== undefined) surveyNested(nested, scope, work);
  // What runs only after a failure is not expected to.
  const expected = survey.calls;
  surveyList(common.fallback, scope, work);
  survey.calls = expected;
}

function surveyNested({ file, inline, inputs, inheritsContext }: NestedSource, scope: Fields, work: Surveying): void {
  // The pipeline of a file is listed itself.
  if (file !== undefined || !isMap(inline)) return addCalls(work.survey, null);
  const given = Object.entries(isMap(inputs) ? inputs : {}).map(([name, value]) => [name, filled(value, scope)]);
  surveyPipeline(inline, { ...(inheritsContext ? scope : {}), ...Object.fromEntries(given) }, work);
}

/** Notes what stands under all fields that name models, at any depth. */
function collectModels(value: unknown, scope: Fields, work: Surveying): void {
  const full = filled(value, scope);
  if (full !== value && full !== null && typeof full === "object") {
    if (work.seen.has(full)) return;
    work.seen.add(full);
  }
  // What was filled in is not read again.
  const known = full === value ? scope : {};
  if (Array.isArray(full)) return full.forEach((item) => collectModels(item, known, work));
  if (!isMap(full)) return;
  for (const [key, item] of Object.entries(full)) {
    const model = MODEL_FIELDS.includes(key) ? filled(item, known) : undefined;
    if (typeof model === "string") addModel(work.survey, model);
    else collectModels(item, known, work);
  }
}

function callsOf(
  { calls, prepare }: StepType,
  fields: Fields,
  scope: Fields,
  survey: StepSurvey,
): number | null {
  if (calls === undefined) return 0;
  try {
    const planned = calls(deepFilled(prepare?.(fields) ?? fields, scope) as Fields);
    for (const { model } of planned) addModel(survey, model);
    return planned.reduce<number | null>((sum, one) => sum === null || one.calls === null ? null : sum + one.calls, 0);
  } catch (error) {
    // Fields of a wrong shape are told where the pipeline is checked; here nobody knows.
    if (!(error instanceof TypeError || error instanceof AssayError)) throw error;
    return null;
  }
}

function addCalls(survey: StepSurvey, calls: number | null): void {
  survey.calls = survey.calls === null || calls === null ? null : survey.calls + calls;
}

/** A name with a template in it is none yet. */
function addModel({ models, providers }: StepSurvey, name: string): void {
  if (name === "" || name.includes("{")) return;
  try {
    const id = modelIdOf(name);
    models.add(id);
    providers.add(id.split("/", 1)[0]);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    models.add(name);
  }
}

function deepFilled(value: unknown, scope: Fields): unknown {
  // A name without a value stays a template: it is there, whatever it is.
  const full = filled(value, scope);
  if (full !== value) return full === undefined ? value : full;
  if (Array.isArray(value)) return value.map((item) => deepFilled(item, scope));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepFilled(item, scope)]));
}

/** The value of a template that is one name only; undefined where it is not known, and for any other template. */
function filled(value: unknown, scope: Fields): unknown {
  if (typeof value !== "string" || !value.includes("{")) return value;
  try {
    const { nodes: [node, ...rest] } = parseTemplate(value);
    if (node?.kind === "text" && rest.length === 0) return node.text;
    if (node?.kind !== "value" || rest.length > 0 || node.expression !== undefined) return undefined;
    if ((node.filters ?? []).length > 0) return undefined;
    const [root] = node.path;
    return lookUp(scope, PARAM_ROOTS.includes(root) ? node.path.slice(1) : node.path);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return undefined;
  }
}

function valueAt(fields: Fields, at: readonly string[]): unknown {
  return at.reduce<unknown>(
    (value, key) => isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined,
    fields,
  );
}
