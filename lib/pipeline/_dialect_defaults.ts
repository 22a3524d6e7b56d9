import { Draft } from "./_dialect_draft.ts";
import { type Aliases, isPlain } from "./_dialect_fields.ts";
import { normaliseFlow } from "./_dialect_flow.ts";
import { MODEL_STEPS, normaliseOptions, spreadOptions } from "./_dialect_model.ts";
import type { DefaultFields, Values } from "./_dialect_setting.ts";

/** Steps that hold steps: what is meant for each step is not meant for all of them together. */
const HOLDERS = ["for_loop", "while_loop", "switch", "pipeline"];
const ALL = ["timeout_seconds", "retry", "on_error"];
const MODEL = [
  "model",
  "temperature",
  "top_p",
  "top_k",
  "max_output_tokens",
  "output_format",
  "preset",
  "fallback_model",
];
const FAMILY = ["system", "tools", "disallowed_tools", "max_turns"];
const FAMILIES: Readonly<Record<"claude" | "gemini", { options: string; aliases: Aliases }>> = {
  claude: {
    options: "claude_options",
    aliases: {
      model: ["claude_model"],
      fallback_model: ["claude_fallback_model"],
      output_format: ["claude_output_format"],
      preset: ["claude_preset"],
    },
  },
  gemini: { options: "gemini_token_budget", aliases: { model: ["gemini_model"] } },
};

/**
 * Takes from the defaults of a pipeline what steps get; folders stay, and so does what is not known.
 *
 * @param root the pipeline
 * @returns what the steps get
 */
export function takeDefaults(root: Draft): DefaultFields {
  const none = { all: new Map(), model: new Map(), claude: new Map(), gemini: new Map() };
  const field = root.fields.get("defaults");
  if (field === undefined || !isPlain(field.value)) return none;
  const wasEmpty = Object.keys(field.value).length === 0;
  const draft = Draft.of(field.value, root.inside(field.from ?? [], "defaults"));
  draft.spread(["token_budget"]);
  const [claude, gemini] = [takeFamily(draft, "claude"), takeFamily(draft, "gemini")];
  draft.rename({ max_output_tokens: ["max_tokens"] });
  draft.change("output_format", (format) => format === "stream_json" ? "json" : undefined);
  normaliseFlow(draft);
  const [all, model] = [ALL, MODEL].map((names) => takeValues(draft, names));
  draft.drop(["checkpoint_enabled", "checkpoint_dir"], "every run can be resumed");
  if (draft.fields.size === 0 && !wasEmpty) root.take("defaults");
  else root.fields.set("defaults", { ...field, value: draft.close() });
  return { all, model, claude, gemini };
}

/**
 * Gives a step what it does not say itself.
 *
 * @param step the normalised step
 * @param type its type
 * @param defaults what {@linkcode takeDefaults} took
 */
export function applyDefaults(step: Draft, type: unknown, defaults: DefaultFields): void {
  if (typeof type !== "string") return;
  const isModel = MODEL_STEPS.includes(type);
  const isOf = (family: string) => isModel && type.includes(family);
  const groups = [
    ...(isOf("claude") ? [defaults.claude] : []),
    ...(isOf("gemini") ? [defaults.gemini] : []),
    ...(isModel ? [defaults.model] : []),
    ...(HOLDERS.includes(type) ? [] : [defaults.all]),
  ];
  for (const group of groups) {
    for (const [name, value] of group) if (!step.fields.has(name)) step.fields.set(name, { value, from: null });
  }
}

function takeFamily(defaults: Draft, family: "claude" | "gemini"): Values {
  const { options, aliases } = FAMILIES[family];
  const part = defaults.part();
  if (isPlain(defaults.get(options))) part.absorb(defaults.take(options)!);
  for (const [name, others] of Object.entries(aliases)) {
    for (const other of others) {
      const field = defaults.take(other);
      if (field !== undefined) part.offer(name, field);
    }
  }
  spreadOptions(part);
  normaliseOptions(part);
  normaliseFlow(part);
  const values = takeValues(part, [...ALL, ...MODEL, ...FAMILY]);
  // What no step takes by default is left for the planner to refuse.
  if (part.fields.size > 0) defaults.settle(options, part);
  return values;
}

function takeValues(draft: Draft, names: readonly string[]): Values {
  // What its other spellings cannot be joined to stays beside them, for the planner to refuse.
  const isReadable = (name: string, value: unknown) => {
    return name === "retry" ? isPlain(value) : name === "system" ? typeof value === "string" : true;
  };
  const found = names.filter((name) => draft.fields.has(name) && isReadable(name, draft.get(name)));
  return new Map(found.map((name) => [name, draft.take(name)!.value]));
}
