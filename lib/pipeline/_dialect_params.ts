import { Draft } from "./_dialect_draft.ts";
import { type Aliases, isPlain } from "./_dialect_fields.ts";
import { jsonSchemaOf } from "./_dialect_schema.ts";
import { TYPE_ALIASES } from "./params.ts";

const ALIASES: Aliases = { values: ["enum"], min: ["minimum"], max: ["maximum"] };

/**
 * Normalises what a pipeline takes: `inputs` as declarations or values, `input_schema` as a JSON Schema.
 *
 * @param draft the pipeline
 */
export function normaliseParams(draft: Draft): void {
  for (const name of ["params", "inputs", "input_schema"]) {
    const field = draft.fields.get(name);
    if (field === undefined) continue;
    const schema = schemaOf(name, field.value);
    const value = schema !== null
      ? ofSchema(draft, name, schema.properties, schema.required)
      : isPlain(field.value)
      ? ofMap(draft, [name], field.value)
      : Array.isArray(field.value)
      ? ofList(draft, name, field.value)
      : undefined;
    if (value === undefined) continue;
    draft.take(name);
    draft.offer("params", { value, from: [name] });
  }
}

function schemaOf(name: string, value: unknown): { properties: Record<string, unknown>; required: unknown } | null {
  const schema = name === "input_schema" ? jsonSchemaOf(value) : value;
  const isSchema = name === "input_schema" || (name === "inputs" && isPlain(schema) && schema.type === "object");
  if (!isSchema || !isPlain(schema) || !isPlain(schema.properties)) return null;
  return { properties: schema.properties, required: schema.required };
}

function ofSchema(
  draft: Draft,
  name: string,
  properties: Readonly<Record<string, unknown>>,
  required: unknown,
): Record<string, unknown> {
  const map = ofMap(draft, [name, "properties"], properties);
  if (Array.isArray(required)) {
    for (const [key, param] of Object.entries(map)) {
      if (isPlain(param) && !Object.hasOwn(param, "required")) param.required = required.includes(key);
    }
  }
  draft.site.findings.written.set(map, Object.fromEntries(Object.keys(map).map((key) => [key, ["properties", key]])));
  return map;
}

function ofMap(
  draft: Draft,
  keys: readonly string[],
  params: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const entries = Object.entries(params).map(([name, param]) => [name, ofParam(draft, [...keys, name], param)]);
  const map = Object.fromEntries(entries);
  draft.site.findings.originals.set(map, params);
  return map;
}

/** `[{name: x, type: string}]` says the same as `{x: {type: string}}`. */
function ofList(draft: Draft, name: string, list: readonly unknown[]): Record<string, unknown> | undefined {
  const names = list.map((one) => isPlain(one) && typeof one.name === "string" ? one.name : null);
  if (names.includes(null) || new Set(names).size < names.length) return undefined;
  const map = Object.fromEntries(list.map((one, i) => {
    const { name: _, ...rest } = one as Record<string, unknown>;
    return [names[i], ofParam(draft, [name, i], rest)];
  }));
  draft.site.findings.written.set(map, Object.fromEntries(names.map((one, i) => [one, [i]])));
  draft.site.findings.originals.set(map, list);
  return map;
}

function ofParam(draft: Draft, keys: readonly (string | number)[], param: unknown): unknown {
  if (!isPlain(param)) return param;
  const one = Draft.of(param, draft.inside(keys));
  const isChoice = Array.isArray(one.get("enum")) &&
    [undefined, "string"].includes(one.get("type") as string | undefined);
  // Only in a declaration these are words, in a default they are names.
  if (isChoice || one.fields.has("type")) one.rename(ALIASES);
  if (isChoice) one.fields.set("type", { value: "enum", from: one.fields.get("type")?.from ?? ["enum"] });
  one.change(
    "type",
    (type) => typeof type === "string" && Object.hasOwn(TYPE_ALIASES, type) ? TYPE_ALIASES[type] : undefined,
  );
  return one.close();
}
