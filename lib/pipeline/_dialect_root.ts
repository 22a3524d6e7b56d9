import { takeDefaults } from "./_dialect_defaults.ts";
import { Draft } from "./_dialect_draft.ts";
import { type Aliases, isPlain, type Site } from "./_dialect_fields.ts";
import { addFunctions, normaliseRootFunctions } from "./_dialect_functions.ts";
import { normaliseParams } from "./_dialect_params.ts";
import type { Setting } from "./_dialect_setting.ts";
import { normaliseSteps, refuseBranches } from "./_dialect_step.ts";

const LIMITS: Aliases = {
  max_cost: ["max_cost_per_run"],
  on_exceed: ["action_on_exceed"],
  max_steps: ["max_total_steps"],
  max_seconds: ["max_execution_time_s"],
};
const TOKEN_LIMITS = ["max_tokens", "max_total_tokens", "max_tokens_per_run"];
const ACTIONS: Readonly<Record<string, string>> = { pause: "stop", abort: "stop" };
const FOLDERS = ["output_dir", "workspace_dir"];
const WITHOUT_EFFECT: readonly (readonly [string, string?])[] = [
  ["claude_auth", "keys come from the environment"],
  ["providers", "keys come from the environment, and models are named in full"],
  ["checkpoint_enabled", "every run can be resumed"],
  ["checkpoint_dir", "every run can be resumed"],
  ["cache_config", "answers are always kept"],
  ["token_management"],
  ["safety"],
  ["performance"],
  ["monitoring"],
  ["telemetry"],
  ["error_handlers", "each step says on_error and retry itself"],
  ["validation_rules"],
  ["test_data"],
];

/**
 * Normalises a pipeline, be it a file's or one inside a step.
 *
 * @param root the pipeline
 * @param site where it was written
 * @returns the pipeline in the canonical vocabulary
 */
export function normaliseRoot(
  root: Readonly<Record<string, unknown>>,
  site: Site,
): Record<string, unknown> {
  const draft = Draft.of(root, site);
  refuseBranches(draft);
  describe(draft);
  normaliseParams(draft);
  draft.rename({ variables: ["global_vars"] });
  normaliseLimits(draft);
  normaliseRootFunctions(draft);
  const models = takeModels(draft);
  moveFolders(draft);
  const setting: Setting = {
    models,
    defaults: takeDefaults(draft),
    functions: new Map(),
    names: new Set(),
    steps: (list, site) => normaliseSteps(list, site, setting),
    pipeline: normaliseRoot,
  };
  dropSettings(draft);
  const steps = draft.fields.get("steps");
  if (steps !== undefined && Array.isArray(steps.value)) {
    draft.fields.set("steps", { ...steps, value: setting.steps(steps.value, draft.inside(["steps"])) });
  }
  addFunctions(draft, setting.functions);
  return draft.close();
}

/** An id stands for a missing name, a title for a missing description. */
function describe(draft: Draft): void {
  for (const [name, other] of [["name", "id"], ["description", "title"]]) {
    if (!draft.fields.has(name)) draft.rename({ [name]: [other] });
    else if (draft.get(name) === draft.get(other)) draft.take(other);
    else draft.drop([other], `the pipeline has a ${name}`);
  }
}

function normaliseLimits(draft: Draft): void {
  const tokens = draft.fields.get("token_management");
  draft.merge("limits", ["limits", "cost_limits", "resource_limits"], (part) => {
    part.rename(LIMITS);
    part.change("on_exceed", (action) => {
      return typeof action === "string" && Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    });
    if (tokens === undefined || !isPlain(tokens.value)) return;
    const rest = { ...tokens.value };
    for (const name of TOKEN_LIMITS) {
      if (typeof rest[name] !== "number") continue;
      part.offer("max_tokens", { value: rest[name], from: ["token_management", name] });
      delete rest[name];
    }
    if (Object.keys(rest).length === Object.keys(tokens.value).length) return;
    draft.take("token_management");
    const left = Object.keys(rest).map((name) => `token_management.${name}`);
    if (left.length > 0) draft.note(`${left.join(", ")} ${left.length === 1 ? "has" : "have"} no effect here`);
  });
}

function takeModels(draft: Draft): Record<string, string> {
  const models = draft.get("models");
  const isAliases = isPlain(models) && Object.values(models).every((id) => typeof id === "string");
  if (!isAliases) draft.drop(["models"], "it is no map from short names to models");
  else draft.take("models");
  return isAliases ? models as Record<string, string> : {};
}

function moveFolders(draft: Draft): void {
  if (draft.fields.has("defaults") && !isPlain(draft.get("defaults"))) return;
  const folders = FOLDERS.flatMap((name) => draft.fields.has(name) ? [[name, draft.take(name)!] as const] : []);
  if (folders.length === 0) return;
  draft.merge("defaults", ["defaults"], (part) => folders.forEach(([name, field]) => part.offer(name, field)));
}

function dropSettings(draft: Draft): void {
  for (const [name, reason] of WITHOUT_EFFECT) draft.drop([name], reason);
  const environment = draft.fields.get("environment");
  if (environment === undefined || !isPlain(environment.value)) return;
  const inner = draft.part();
  inner.absorb(environment);
  inner.drop(["debug_level"]);
  if (inner.fields.size === 0 && Object.keys(environment.value).length > 0) draft.take("environment");
  else draft.fields.set("environment", { ...environment, value: inner.close(environment.from ?? []) });
}
