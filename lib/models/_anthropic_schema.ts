import { isMap } from "../core/is_map.ts";

type Schema = Readonly<Record<string, unknown>>;

const FORMATS = ["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"];
const DEEPEST = 100;

/**
 * A JSON Schema as the API takes it for structured output, or null where it cannot say the same: maps with any keys, values
 * of any type, schemas that refer to themselves.
 *
 * Objects become closed ones. Bounds that the API does not know (`minimum`, `pattern` and so on) are told in the description;
 * whoever asked checks the answer by the whole schema.
 */
export function toNativeSchema(schema: Schema): Record<string, unknown> | null {
  try {
    return convert(schema, 0);
  } catch (error) {
    if (error instanceof Inexpressible) return null;
    throw error;
  }
}

class Inexpressible extends Error {}

function convert(schema: unknown, depth: number): Record<string, unknown> {
  if (!isMap(schema) || depth > DEEPEST) throw new Inexpressible();
  const { $schema: _, ...told } = schema;
  const native: Record<string, unknown> = {};
  const move = (word: string, value: unknown = told[word]) => {
    if (Object.hasOwn(told, word)) native[word] = value;
    delete told[word];
  };
  const inner = (value: unknown) => convert(value, depth + 1);
  if (Object.hasOwn(told, "$defs")) move("$defs", mapValues(told.$defs, inner));
  if (Object.hasOwn(told, "$ref")) {
    // Every definition would have to be searched for a circle; a reference is rare enough to be told instead.
    throw new Inexpressible();
  }
  const isLiteral = Array.isArray(told.enum) || Object.hasOwn(told, "const");
  const choice = ["anyOf", "oneOf", "allOf"].find((word) => Array.isArray(told[word]));
  const types = [told.type].flat();
  if (isLiteral) {
    if ([told.enum ?? told.const].flat().some((value) => value !== null && typeof value === "object")) {
      throw new Inexpressible();
    }
    move("enum");
    move("const");
    move("type");
  } else if (choice !== undefined) {
    const options = (told[choice] as unknown[]).map(inner);
    delete told[choice];
    native[choice === "oneOf" ? "anyOf" : choice] = options;
    move("type");
  } else if (told.type === undefined) throw new Inexpressible();
  else move("type");
  if (!isLiteral && types.includes("object")) {
    if (!isMap(told.properties) || told.additionalProperties === true || isMap(told.additionalProperties)) {
      throw new Inexpressible();
    }
    move("properties", mapValues(told.properties, inner));
    move("required");
    delete told.additionalProperties;
    native.additionalProperties = false;
  }
  if (!isLiteral && types.includes("array")) {
    move("items", inner(told.items));
    if (told.minItems === 0 || told.minItems === 1) move("minItems");
  }
  if (FORMATS.includes(String(told.format))) move("format");
  move("title");
  move("description");
  if (Object.keys(told).length > 0) {
    native.description = [native.description, JSON.stringify(told)].filter((text) => text !== undefined).join("\n\n");
  }
  return native;
}

function mapValues(map: unknown, change: (value: unknown) => unknown): Record<string, unknown> {
  if (!isMap(map)) throw new Inexpressible();
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
