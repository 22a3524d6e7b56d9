import type { Draft } from "./_dialect_draft.ts";
import { type Field, isPlain, isSame, keysText } from "./_dialect_fields.ts";
import { jsonSchemaOf } from "./_dialect_schema.ts";
import type { Setting } from "./_dialect_setting.ts";

/**
 * Names the functions of a step; those that it declares itself join those of the pipeline.
 *
 * @param draft the step
 * @param setting the pipeline's
 */
export function normaliseStepFunctions(draft: Draft, setting: Setting): void {
  draft.rename({ functions: ["gemini_functions"] });
  const field = draft.fields.get("functions");
  const declared = field === undefined ? null : declarations(draft, field);
  if (declared === null) return;
  const isName = (i: number) => Array.isArray(field!.value) && typeof field!.value[i] === "string";
  for (const [name, declaration] of declared.filter((_, i) => !isName(i))) {
    const known = setting.functions.get(name);
    if (known === undefined || Object.keys(known).length === 0) setting.functions.set(name, declaration);
    else if (Object.keys(declaration).length > 0 && !isSame(known, declaration)) {
      draft.problem(`the function "${name}" was declared differently before, write it once`, field!.from ?? []);
    }
  }
  if (declared.every((_, i) => isName(i))) return;
  draft.fields.set("functions", { ...field!, value: [...new Set(declared.map(([name]) => name))] });
}

/**
 * The functions of a pipeline by name, each with its JSON Schema.
 *
 * @param draft the root
 */
export function normaliseRootFunctions(draft: Draft): void {
  for (const name of ["functions", "gemini_functions"]) {
    draft.change(name, (value) => {
      const list = declarations(draft, { value, from: draft.fields.get(name)!.from });
      if (list === null) return undefined;
      const map = Object.fromEntries(list);
      if (Array.isArray(value)) {
        draft.site.findings.written.set(map, Object.fromEntries(list.map(([name], i) => [name, [i]])));
      }
      return map;
    });
  }
  draft.merge("functions", ["functions", "gemini_functions"], () => {});
}

/**
 * Adds what steps declared.
 *
 * @param draft the root
 * @param declared name → declaration
 */
export function addFunctions(draft: Draft, declared: ReadonlyMap<string, Record<string, unknown>>): void {
  if (declared.size === 0) return;
  draft.merge("functions", ["functions"], (part) => {
    for (const [name, value] of declared) {
      const known = part.get(name);
      const isBare = Object.keys(value).length === 0;
      if (known !== undefined && isBare) continue;
      if (isPlain(known) && Object.keys(known).length === 0) part.take(name);
      part.offer(name, { value, from: null });
    }
  });
}

/** Names alone are declared as nothing; null where it is no list or map of functions. */
function declarations(draft: Draft, { value, from }: Field): [string, Record<string, unknown>][] | null {
  const entries = isPlain(value) ? Object.entries(value) : Array.isArray(value) ? value.map(named) : [null];
  if (entries.some((entry) => entry === null || !isPlain(entry[1]))) return null;
  return (entries as [string, Record<string, unknown>][]).map(([name, one]) => {
    if (one.parameters === undefined) return [name, one];
    const parameters = jsonSchemaOf(one.parameters, (text, at) => {
      draft.problem(`function "${name}": field "${keysText(["parameters", ...at])}" ${text}`, from ?? []);
    });
    return [name, { ...one, parameters }];
  });
}

function named(one: unknown): [string, unknown] | null {
  if (typeof one === "string") return [one, {}];
  if (!isPlain(one) || typeof one.name !== "string") return null;
  const { name, ...rest } = one;
  return [name, rest];
}
