import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isPlain, type Keys } from "./_dialect_fields.ts";

const TYPES: Readonly<Record<string, string>> = {
  string: "string",
  str: "string",
  text: "string",
  number: "number",
  float: "number",
  double: "number",
  integer: "integer",
  int: "integer",
  boolean: "boolean",
  bool: "boolean",
  array: "array",
  list: "array",
  object: "object",
  map: "object",
  dict: "object",
};
const SCHEMA_TYPES = ["string", "number", "integer", "boolean", "array", "object", "null"];
/** Keywords whose value alone shows that a map is a JSON Schema and no map of fields. */
const SURE: Readonly<Record<string, (value: unknown) => boolean>> = {
  $schema: (value) => typeof value === "string",
  $ref: (value) => typeof value === "string" && /[#/]/.test(value),
  $defs: isPlain,
  definitions: isPlain,
  properties: isPlain,
  anyOf: Array.isArray,
  oneOf: Array.isArray,
  allOf: Array.isArray,
  enum: Array.isArray,
};
const KEYWORDS = [
  ...Object.keys(SURE),
  ..."type title description default examples format const not items prefixItems contains minItems maxItems".split(" "),
  ..."uniqueItems minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split(" "),
  ..."required additionalProperties patternProperties propertyNames minProperties maxProperties nullable".split(" "),
];

/** Told about what is wrong, with its keys. */
export type Report = (text: string, at: Keys) => void;

/**
 * The JSON Schema of a short map of types: `{label: string, scores: "float[]", inner: {n: int}}`, or a list of such maps
 * or of texts `name: type`. All fields are required, others are not allowed. A JSON Schema stays as it is.
 *
 * @param value what was written
 * @param report told about each type that is not known
 * @returns a JSON Schema, or the value itself where it is none and no short map
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(jsonSchemaOf({ p_value: "float" }), {
 *   type: "object",
 *   properties: { p_value: { type: "number" } },
 *   required: ["p_value"],
 *   additionalProperties: false,
 * });
 * ```
 */
export function jsonSchemaOf(value: unknown, report: Report = () => {}): unknown {
  const fields = Array.isArray(value) ? fieldsOfList(value) : isPlain(value) && !isJsonSchema(value) ? value : null;
  if (fields === null || Object.keys(fields).length === 0) return value;
  let isKnown = true;
  const schema = objectSchema(fields, (text, at) => {
    isKnown = false;
    report(text, at);
  }, []);
  return isKnown ? schema : value;
}

function objectSchema(fields: Readonly<Record<string, unknown>>, report: Report, at: Keys): Record<string, unknown> {
  const optional = (type: unknown) => isPlain(type) && type.required === false;
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, type]) => [name, fieldSchema(type, report, [...at, name])]),
    ),
    required: Object.keys(fields).filter((name) => !optional(fields[name])),
    additionalProperties: false,
  };
}

function fieldSchema(type: unknown, report: Report, at: Keys): unknown {
  if (typeof type === "string") return textSchema(type) ?? unknownType(type, report, at);
  if (Array.isArray(type) && type.length === 1) {
    return { type: "array", items: fieldSchema(type[0], report, [...at, 0]) };
  }
  if (!isPlain(type)) return unknownType(type, report, at);
  // That a field is required stands beside its type in old drafts of JSON Schema.
  const { required, ...rest } = type;
  const own = typeof required === "boolean" ? rest : type;
  if (Object.keys(own).length === 0) return {};
  if (!isJsonSchema(own)) return objectSchema(own, report, at);
  const short = typeof own.type === "string" ? textSchema(own.type) : undefined;
  return short === undefined ? own : { ...own, ...short };
}

function textSchema(text: string): Record<string, unknown> | undefined {
  const name = text.trim().toLowerCase();
  if (name === "any") return {};
  const list = /^(\w+)\[\]$|^(?:list|array)[[<](\w+)[\]>]$/.exec(name);
  const known = (one: string) => Object.hasOwn(TYPES, one) ? { type: TYPES[one] } : undefined;
  if (list === null) return known(name);
  const items = known(list[1] ?? list[2]);
  return items === undefined ? undefined : { type: "array", items };
}

function unknownType(type: unknown, report: Report, at: Keys): Record<string, unknown> {
  const known = Object.keys(TYPES);
  const hint = didYouMean(String(type), known);
  report(`must be a type such as string, number or string[], received ${describeValue(type)}, ${hint}`, at);
  return {};
}

/** A map is a JSON Schema when a keyword shows it, or when it has nothing but keywords and the type of one. */
function isJsonSchema(map: Readonly<Record<string, unknown>>): boolean {
  const entries = Object.entries(map);
  if (entries.some(([key, value]) => Object.hasOwn(SURE, key) && SURE[key](value))) return true;
  const isTypes = entries.length > 1 && entries.every(([, value]) => typeof value === "string" && textSchema(value));
  if (isTypes || !entries.every(([key]) => KEYWORDS.includes(key))) return false;
  return typeof map.type === "string"
    ? SCHEMA_TYPES.includes(map.type) || textSchema(map.type) !== undefined
    : Array.isArray(map.type) || isPlain(map.items) || Object.hasOwn(map, "const");
}

function fieldsOfList(list: readonly unknown[]): Record<string, unknown> | null {
  const entries = list.map((item): readonly unknown[] | null => {
    if (isPlain(item) && Object.keys(item).length === 1) return Object.entries(item)[0];
    return typeof item === "string" ? /^\s*([\w-]+)\s*:\s*([^:]+)$/.exec(item)?.slice(1) ?? null : null;
  });
  return entries.includes(null) ? null : Object.fromEntries(entries as [string, unknown][]);
}
