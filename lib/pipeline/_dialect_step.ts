import { CONTROL_STEPS, normaliseBody, normaliseWhile } from "./_dialect_control.ts";
import { applyDefaults } from "./_dialect_defaults.ts";
import { Draft } from "./_dialect_draft.ts";
import { isPlain, type Site } from "./_dialect_fields.ts";
import { normaliseCondition, normaliseFlow } from "./_dialect_flow.ts";
import {
  MODEL_STEPS,
  normaliseModelFields,
  normaliseModelType,
  resolveModels,
  spreadOptions,
} from "./_dialect_model.ts";
import type { Setting } from "./_dialect_setting.ts";
import { normaliseTasks } from "./_dialect_tasks.ts";
import { normaliseTransform } from "./_dialect_transform.ts";

const NAMES = ["id", "task_id", "step"];
const BRANCHES = ["$if", "$then", "$else"];

/**
 * Normalises a list of steps.
 *
 * @param list the steps as they were written
 * @param site where the list was written
 * @param setting the pipeline's
 * @returns the new list; what is no map stays as it is
 */
export function normaliseSteps(list: readonly unknown[], site: Site, setting: Setting): unknown[] {
  for (const step of list) if (isPlain(step) && nameOf(step) !== "") setting.names.add(nameOf(step));
  return list.map((step, i) => isPlain(step) ? normaliseStep(step, stepSite(site, i, nameOf(step)), setting) : step);
}

/**
 * Refuses branches by `$if`, which is no field.
 *
 * @param draft the pipeline or step
 */
export function refuseBranches(draft: Draft): void {
  const found = BRANCHES.filter((name) => draft.take(name) !== undefined);
  if (found.length === 0) return;
  draft.problem(`${found.join(", ")} cannot be used, write a condition at each step, or a step of type switch`, [
    found[0],
  ]);
}

function stepSite({ at, place, findings }: Site, i: number, name: string): Site {
  const own = `steps[${i}]${name === "" ? "" : ` "${name}"`}`;
  return { at: [...at, i], place: place === "" ? own : `${place}: ${own}`, findings };
}

function normaliseStep(step: Readonly<Record<string, unknown>>, site: Site, setting: Setting): unknown {
  const draft = Draft.of(step, site);
  const type = draft.get("type");
  if (type === "eval_gate") draft.spread(["config"]);
  if (MODEL_STEPS.includes(String(type))) spreadOptions(draft);
  refuseBranches(draft);
  nameStep(draft, type);
  if (type === "while_loop") normaliseWhile(draft);
  if (type !== "while_loop" || draft.fields.has("while")) normaliseCondition(draft);
  if (typeof type === "string") normaliseType(draft, type, setting);
  normaliseFlow(draft);
  normaliseBody(draft, "fallback", setting);
  applyDefaults(draft, type, setting.defaults);
  resolveModels(draft, setting);
  return draft.close();
}

function nameOf(step: Readonly<Record<string, unknown>>): string {
  const name = ["name", ...NAMES].map((field) => step[field]).find((value) => value !== undefined);
  return typeof name === "string" ? name : "";
}

/** Beside a name an id is dropped where no type has such a field; elsewhere it may be one. */
function nameStep(draft: Draft, type: unknown): void {
  const first = NAMES.find((name) => draft.fields.has(name));
  if (!draft.fields.has("name") && first !== undefined) draft.rename({ name: [first] });
  const isOurs = typeof type === "string" && (MODEL_STEPS.includes(type) || Object.hasOwn(CONTROL_STEPS, type));
  if (!isOurs && type !== "data_transform") return;
  for (const name of NAMES) if (draft.get(name) === draft.get("name")) draft.take(name);
  draft.drop(NAMES, "the step has a name");
}

function normaliseType(draft: Draft, type: string, setting: Setting): void {
  if (type === "data_transform") return normaliseTransform(draft, setting);
  if (Object.hasOwn(CONTROL_STEPS, type)) return CONTROL_STEPS[type](draft, setting);
  if (!MODEL_STEPS.includes(type)) return;
  normaliseModelFields(draft, setting);
  normaliseModelType(draft);
  normaliseTasks(draft, (task) => {
    normaliseCondition(task);
    if (task.get("type") === "pipeline") CONTROL_STEPS.pipeline(task, setting);
    else normaliseModelFields(task, setting);
    normaliseFlow(task);
    resolveModels(task, setting);
  });
}
