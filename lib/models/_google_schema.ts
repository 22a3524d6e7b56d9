import { isMap } from "../core/is_map.ts";

/** A JSON Schema in Gemini's subset, or what cannot be said in it. */
export type Converted = { readonly schema: Record<string, unknown> } | { readonly problems: readonly string[] };

type Json = Readonly<Record<string, unknown>>;

const DEEPEST = 24;
const MOST_NODES = 5000;
const TYPES = ["string", "number", "integer", "boolean", "array", "object"];
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  string: ["date-time"],
  number: ["float", "double"],
  integer: ["int32", "int64"],
};
/** What means the same in both, for each type. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  string: ["minLength", "maxLength", "pattern"],
  number: ["minimum", "maximum"],
  integer: ["minimum", "maximum"],
  boolean: [],
  array: ["minItems", "maxItems"],
  object: ["minProperties", "maxProperties"],
};

/**
 * Converts a JSON Schema to the subset that Gemini knows.
 *
 * A keyword that only narrows (`additionalProperties: false`, `multipleOf`, `not`, …) is left out where Gemini lacks it: the
 * answer is then held to less, and is validated anyway. What would come out as another schema is a problem: objects without
 * named properties, references that go round, `allOf` of several, values of any type, enums of numbers.
 *
 * @param root the JSON Schema
 * @returns the schema, or all problems with their places
 */
export function toGeminiSchema(root: Json): Converted {
  const problems: string[] = [];
  let nodes = 0;
  const schema = convert(root, "the schema", { depth: 0, references: [] });
  return problems.length === 0 ? { schema } : { problems };

  function convert(
    node: unknown,
    at: string,
    way: { depth: number; references: readonly string[] },
  ): Json & Record<string, unknown> {
    if (++nodes > MOST_NODES || way.depth > DEEPEST) return refuse(at, "is too large or too deep");
    if (!isMap(node)) return refuse(at, "must be an object");
    const deeper = { ...way, depth: way.depth + 1 };
    if (typeof node.$ref === "string") {
      const { $ref, ...beside } = node;
      if (way.references.includes($ref)) return refuse(at, `refers to itself by ${$ref}`);
      const target = lookUp($ref);
      if (target === undefined) return refuse(at, `refers to ${$ref}, which is not there`);
      return convert({ ...target, ...beside }, at, { ...deeper, references: [...way.references, $ref] });
    }
    const all = node.allOf;
    if (Array.isArray(all)) {
      const { allOf: _, ...beside } = node;
      if (all.length !== 1 || !isMap(all[0])) return refuse(at, "combines several schemas by allOf");
      return convert({ ...all[0], ...beside }, at, deeper);
    }
    const choices = node.anyOf ?? node.oneOf;
    if (Array.isArray(choices)) return convertChoices(node, choices, at, deeper);
    if (Array.isArray(node.type)) {
      const { type, ...beside } = node;
      return convertChoices(
        about(node),
        type.map((one) => one === "null" ? { type: one } : { ...beside, type: one }),
        at,
        deeper,
      );
    }
    return convertTyped(node, at, deeper);
  }

  function convertChoices(
    node: Json,
    choices: readonly unknown[],
    at: string,
    way: { depth: number; references: readonly string[] },
  ) {
    const isNull = (choice: unknown) => isMap(choice) && choice.type === "null";
    const left = choices.filter((choice) => !isNull(choice));
    const nullable = left.length < choices.length ? { nullable: true } : {};
    if (left.length === 0) return refuse(at, "can only be null");
    if (left.length === 1) {
      const only = convert(left[0], at, way);
      return { ...only, ...about(node), ...nullable };
    }
    return {
      ...about(node),
      ...nullable,
      anyOf: left.map((choice, i) => convert(choice, `${at}, choice ${i + 1}`, way)),
    };
  }

  function convertTyped(
    node: Json,
    at: string,
    way: { depth: number; references: readonly string[] },
  ): Record<string, unknown> {
    const values = Array.isArray(node.enum) ? node.enum : Object.hasOwn(node, "const") ? [node.const] : undefined;
    const type = typeof node.type === "string" ? node.type : guessType(node, values);
    if (type === undefined || !TYPES.includes(type)) return refuse(at, "has no type that Gemini knows");
    const made: Record<string, unknown> = {
      type,
      ...about(node),
      ...(node.nullable === true ? { nullable: true } : {}),
    };
    for (const key of KEPT[type]) if (Object.hasOwn(node, key)) made[key] = node[key];
    // Patterns that look ahead or behind are not known everywhere.
    if (/\(\?[=!<]/.test(String(made.pattern ?? ""))) delete made.pattern;
    const { format } = node;
    if (typeof format === "string" && FORMATS[type]?.includes(format)) made.format = format;
    if (values !== undefined) Object.assign(made, convertValues(values, type, at));
    if (type === "array") made.items = convert(node.items, `the items of ${at}`, way);
    if (type === "object") Object.assign(made, convertProperties(node, at, way));
    return made;
  }

  function convertValues(values: readonly unknown[], type: string, at: string): Record<string, unknown> {
    if (type === "string" && values.length > 0 && values.every((value) => typeof value === "string")) {
      return { enum: values, format: "enum" };
    }
    const [only] = values;
    if (values.length === 1 && typeof only === "number") return { minimum: only, maximum: only };
    // Both values of a boolean say nothing; one alone only narrows.
    return type === "boolean" ? {} : refuse(at, "lists values that are no strings");
  }

  function convertProperties(
    node: Json,
    at: string,
    way: { depth: number; references: readonly string[] },
  ): Record<string, unknown> {
    const entries = isMap(node.properties) ? Object.entries(node.properties) : [];
    if (entries.length === 0) return refuse(at, "is an object without named properties");
    const names = entries.map(([name]) => name);
    const required = Array.isArray(node.required) ? node.required.filter((name) => names.includes(name)) : [];
    return {
      properties: Object.fromEntries(entries.map(([name, part]) => [name, convert(part, `${at}.${name}`, way)])),
      ...(required.length === 0 ? {} : { required }),
      propertyOrdering: names,
    };
  }

  function lookUp(reference: string): Json | undefined {
    if (reference !== "#" && !reference.startsWith("#/")) return undefined;
    const keys = reference.split("/").slice(1).map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    let found: unknown = root;
    for (const key of keys) found = isMap(found) && Object.hasOwn(found, key) ? found[key] : undefined;
    return isMap(found) ? found : undefined;
  }

  function refuse(at: string, what: string): Record<string, unknown> {
    problems.push(`${at} ${what}`);
    return {};
  }
}

function about({ title, description }: Json): Record<string, unknown> {
  return {
    ...(typeof title === "string" ? { title } : {}),
    ...(typeof description === "string" ? { description } : {}),
  };
}

function guessType(node: Json, values: readonly unknown[] | undefined): string | undefined {
  if (isMap(node.properties)) return "object";
  if (node.items !== undefined) return "array";
  const [type] = new Set(values?.map((value) => typeof value));
  return type;
}
