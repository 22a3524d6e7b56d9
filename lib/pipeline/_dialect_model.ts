import type { Draft } from "./_dialect_draft.ts";
import { type Aliases, isPlain } from "./_dialect_fields.ts";
import { normaliseStepFunctions } from "./_dialect_functions.ts";
import { normalisePrompt } from "./_dialect_prompt.ts";
import type { Setting } from "./_dialect_setting.ts";

/** The types of steps that ask a model. */
export const MODEL_STEPS: readonly string[] = [
  "generate",
  "claude",
  "claude_smart",
  "claude_session",
  "claude_extract",
  "claude_batch",
  "claude_robust",
  "parallel_claude",
  "gemini",
  "gemini_instructor",
];

const OPTIONS = ["claude_options", "options", "model_config", "token_budget", "gemini_token_budget"];
const ALIASES: Aliases = {
  prompt: ["prompt_parts", "prompt_template"],
  system: ["system_prompt"],
  tools: ["allowed_tools"],
  max_output_tokens: ["max_tokens"],
  output_schema: ["schema"],
};
const WITHOUT_EFFECT = [
  "print",
  "verbose",
  "debug_mode",
  "telemetry_enabled",
  "async_streaming",
  "stream_handler",
  "stream_buffer_size",
  "permission_mode",
  "permission_prompt_tool",
  "mcp_config",
  "cwd",
  "cost_tracking",
  "environment_aware",
  "streaming",
];
const SESSION: Aliases = { name: ["session_name"] };
const SESSION_WITHOUT_EFFECT = [
  "continue_on_restart",
  "checkpoint_frequency",
  "description",
  "continue_session",
  "save_progress",
];

/**
 * Brings what says how a model is asked to the step itself.
 *
 * @param draft the step, a task of it, or the defaults of a pipeline
 */
export function spreadOptions(draft: Draft): void {
  draft.spread(draft.get("type") === "claude_batch" ? [...OPTIONS, "batch_config"] : OPTIONS);
}

/**
 * Gives what says how a model is asked one name each, once it stands at the step itself.
 *
 * @param draft the step, a task of it, or the defaults of a pipeline
 */
export function normaliseOptions(draft: Draft): void {
  const isSmart = draft.get("type") === "claude_smart";
  draft.drop(WITHOUT_EFFECT.filter((name) => !(isSmart && name === "environment_aware")));
  draft.rename(ALIASES);
  appendSystem(draft);
  draft.change("output_format", (format) => format === "stream_json" ? "json" : undefined);
}

/**
 * Normalises a step that asks a model, or a task of it.
 *
 * @param draft the step
 * @param setting the pipeline's
 */
export function normaliseModelFields(draft: Draft, setting: Setting): void {
  normaliseOptions(draft);
  normaliseSession(draft);
  normalisePrompt(draft);
  normaliseStepFunctions(draft, setting);
}

/**
 * Normalises the fields that only some types have.
 *
 * @param draft the step
 */
export function normaliseModelType(draft: Draft): void {
  draft.merge("extraction", ["extraction", "extraction_config"], (part) => part.drop(["use_content_extractor"]));
}

/**
 * Replaces a short name of a model by the model's id.
 *
 * @param draft the step or task
 * @param setting the pipeline's
 */
export function resolveModels(draft: Draft, { models }: Setting): void {
  for (const name of ["model", "fallback_model"]) {
    draft.change(
      name,
      (model) => typeof model === "string" && Object.hasOwn(models, model) ? models[model] : undefined,
    );
  }
}

function appendSystem(draft: Draft): void {
  const [system, added] = ["system", "append_system_prompt"].map((name) => draft.get(name));
  if (typeof added !== "string") return;
  if (system === undefined) draft.rename({ system: ["append_system_prompt"] });
  else if (typeof system === "string") {
    draft.take("append_system_prompt");
    draft.change("system", () => `${system}\n\n${added}`);
  }
}

/** A conversation that goes on has a name; its old id is that name. */
function normaliseSession(draft: Draft): void {
  const resume = draft.get("resume_session");
  const ids = ["session_id", ...(typeof resume === "boolean" ? [] : ["resume_session"])];
  if (draft.fields.has("session") && !isPlain(draft.get("session"))) return;
  draft.merge("session", ["session", "session_config"], (part) => {
    part.rename(SESSION);
    for (const id of ids) {
      const field = draft.take(id);
      if (field !== undefined) part.offer("name", field);
    }
    if (typeof resume === "boolean") part.offer("persist", draft.take("resume_session")!);
    const turns = part.take("max_turns");
    if (turns !== undefined) draft.offer("max_turns", turns);
    part.drop(SESSION_WITHOUT_EFFECT);
  });
}
