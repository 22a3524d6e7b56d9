import type { Draft } from "./_dialect_draft.ts";
import { type Aliases, isPlain } from "./_dialect_fields.ts";
import type { Setting } from "./_dialect_setting.ts";
import { sourceTemplate } from "./_dialect_source.ts";

/** Normalises the fields of one type of step. */
export type StepNormaliser = (draft: Draft, setting: Setting) => void;

const BODY: Aliases = { steps: ["body", "do"] };
const LOOP: Aliases = { data_source: ["over", "items", "in"], iterator: ["as", "item"], ...BODY };
const SWITCH: Aliases = { expression: ["value", "on"] };
const PIPELINE: Aliases = { file: ["pipeline_file", "path", "ref", "pipeline_ref"], inputs: ["with", "params"] };

/** The steps that steer others, touch files or decide. */
export const CONTROL_STEPS: Readonly<Record<string, StepNormaliser>> = {
  for_loop(draft, setting) {
    draft.rename(LOOP);
    draft.change("data_source", (value) => sourceTemplate(value));
    if (draft.get("ordered_results") === true) draft.take("ordered_results");
    draft.drop(["batch_size"], "max_parallel says how many run at once");
    normaliseBody(draft, "steps", setting);
  },
  while_loop(draft, setting) {
    draft.rename(BODY);
    normaliseBody(draft, "steps", setting);
  },
  switch(draft, setting) {
    draft.rename(SWITCH);
    draft.change("cases", (cases) => {
      if (!isPlain(cases)) return undefined;
      const from = draft.fields.get("cases")?.from ?? [];
      const inner = draft.part();
      inner.absorb({ value: cases, from });
      for (const name of inner.fields.keys()) normaliseBody(inner, name, setting);
      return inner.close(from);
    });
    normaliseBody(draft, "default", setting);
  },
  set_variable(draft) {
    draft.change("scope", (scope) => scope === "local" ? "loop" : undefined);
    const name = draft.get("variable");
    const isFree = !draft.fields.has("variables") || isPlain(draft.get("variables"));
    if (typeof name !== "string" || !draft.fields.has("value") || !isFree) return;
    draft.take("variable");
    const value = draft.take("value")!;
    draft.merge("variables", ["variables"], (part) => part.offer(name, value));
  },
  pipeline(draft, setting) {
    draft.rename(PIPELINE);
    draft.convert("pipeline", "file", (value) => typeof value === "string" ? value : undefined);
    const inline = draft.fields.get("pipeline");
    if (inline === undefined || !isPlain(inline.value)) return;
    const value = setting.pipeline(inline.value, draft.inside(inline.from ?? []));
    draft.fields.set("pipeline", { ...inline, value });
  },
  checkpoint(draft) {
    draft.rename({ label: ["checkpoint_name"], include_files: ["include_workspace"] });
  },
  eval_gate() {},
  break() {},
  continue() {},
  file_ops() {},
  command() {},
};

/**
 * In a while loop `condition` says how long it goes on; beside it `when` and `if` say whether it begins.
 *
 * @param draft the step
 */
export function normaliseWhile(draft: Draft): void {
  if (!draft.fields.has("while")) draft.rename({ while: ["condition"] });
}

/**
 * Normalises a field that holds steps; anything else stays as it is.
 *
 * @param draft the step, or the cases of a switch
 * @param name the field
 * @param setting the pipeline's
 */
export function normaliseBody(draft: Draft, name: string, setting: Setting): void {
  const field = draft.fields.get(name);
  if (field === undefined || !Array.isArray(field.value)) return;
  const value = setting.steps(field.value, draft.inside(field.from ?? []));
  draft.fields.set(name, { ...field, value });
}
