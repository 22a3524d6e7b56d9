import { z } from "zod";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";

/** A checked JSON Schema, against which answers are held. */
export interface AnswerSchema {
  /** The schema as it was given. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** What is wrong with a value, a line a problem; empty when it is valid. */
  problemsOf(value: unknown): readonly string[];
}

const SHAPED: Readonly<Record<string, readonly string[]>> = {
  object: ["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
  array: ["items", "prefixItems", "minItems", "maxItems", "uniqueItems"],
  string: ["minLength", "maxLength", "format"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  integer: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  boolean: [],
  null: [],
};
const ANYWHERE = ["type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref"];
const WORDS = ["title", "description", "default", "examples", "$schema", "$comment"];
const COUNTS = ["minProperties", "maxProperties", "minItems", "maxItems", "minLength", "maxLength"];
const FORMATS = ["date", "date-time", "time", "email", "uri", "uuid"];
const KNOWN = [...ANYWHERE, ...WORDS, "$defs", ...new Set(Object.values(SHAPED).flat())];
const MAPS = ["properties", "$defs"];
const LISTS = ["anyOf", "oneOf", "allOf", "prefixItems"];
const SINGLES = ["items", "additionalProperties"];
const ENDLESS = "is nested too deeply";
const MOST_CHARACTERS = 100_000;
const MOST_DEPTH = 20;
const MOST_PROBLEMS = 10;

/**
 * Checks a JSON Schema and makes it ready to judge answers.
 *
 * Taken are the words of draft 2020-12 that say what an answer looks like: type, properties, required, additionalProperties,
 * items, enum, const, bounds, anyOf, oneOf, allOf, format and references to `#/$defs/…`. Patterns are not: a stranger's pattern can keep
 * any regular expression engine busy.
 *
 * @param schema the schema, at most 100,000 characters of JSON and 20 levels deep
 * @returns the checked schema
 * @throws {TypeError} naming the first word that cannot be taken
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { problemsOf } = answerSchema({ type: "object", properties: { n: { type: "integer" } }, required: ["n"] });
 * assertEquals(problemsOf({ n: 1 }), []);
 * assertEquals(problemsOf({ n: "1" }), ["n: expected number, received string"]);
 * ```
 */
export function answerSchema(schema: unknown): AnswerSchema {
  checkSchema(schema, "", 0, schema);
  if (JSON.stringify(schema).length > MOST_CHARACTERS) {
    throw refused("", `be at most ${MOST_CHARACTERS} characters long`);
  }
  let judge: z.ZodType;
  try {
    judge = z.fromJSONSchema(withoutDefaults(schema) as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (error) {
    throw new TypeError(`Cannot use the schema: ${(error as Error).message}`, { cause: error });
  }
  const problemsOf = (value: unknown) => {
    try {
      const result = judge.safeParse(value);
      return result.success ? [] : result.error.issues.slice(0, MOST_PROBLEMS).map(describeIssue);
    } catch (error) {
      if (error instanceof RangeError) return [ENDLESS];
      throw error;
    }
  };
  if ([null, {}, [], "", 0].some((value) => problemsOf(value)[0] === ENDLESS)) {
    throw refused("", "not refer to itself without a property or an item between");
  }
  return { schema: schema as Record<string, unknown>, problemsOf };
}

/** A default would be put in place of what the answer lacks. */
function withoutDefaults(schema: unknown): unknown {
  if (!isMap(schema)) return schema;
  const copy = (word: string, value: unknown): unknown => {
    if (MAPS.includes(word) && isMap(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutDefaults(one)]));
    }
    if (LISTS.includes(word) && Array.isArray(value)) return value.map(withoutDefaults);
    return SINGLES.includes(word) ? withoutDefaults(value) : value;
  };
  const kept = Object.entries(schema).filter(([word]) => word !== "default");
  return Object.fromEntries(kept.map(([word, value]) => [word, copy(word, value)]));
}

function checkSchema(schema: unknown, at: string, depth: number, root: unknown): void {
  if (schema === true || schema === false) return;
  if (!isMap(schema)) throw refused(at, `be a map or true or false, received ${describeValue(schema)}`);
  if (depth > MOST_DEPTH) throw refused(at, `be at most ${MOST_DEPTH} levels deep`);
  for (const word of Object.keys(schema)) {
    if (!KNOWN.includes(word)) throw refused(at, `not hold "${word}", ${didYouMean(word, KNOWN)}`);
  }
  const { type, $ref: reference } = schema;
  const types = type === undefined ? [] : Array.isArray(type) ? type : [type];
  for (const one of types) {
    if (typeof one !== "string" || !Object.hasOwn(SHAPED, one)) {
      throw refused(`${at}/type`, `be one of ${Object.keys(SHAPED).join(", ")}, received ${describeValue(one)}`);
    }
  }
  // Without its type a bound would be ignored in silence.
  const shaped = types.flatMap((one) => SHAPED[one]);
  for (const word of Object.keys(schema)) {
    if ([...ANYWHERE, ...WORDS, "$defs"].includes(word) || shaped.includes(word)) continue;
    const fitting = Object.keys(SHAPED).filter((one) => SHAPED[one].includes(word));
    throw refused(`${at}/${word}`, `stand beside type: ${fitting.join(" or ")}`);
  }
  if (reference !== undefined) checkReference(reference, at, root);
  checkBounds(schema, at);
  for (const [where, inner] of innerSchemas(schema)) checkSchema(inner, `${at}${where}`, depth + 1, root);
}

function checkReference(reference: unknown, at: string, root: unknown): void {
  const name = typeof reference === "string" ? /^#\/\$defs\/([\w-]+)$/.exec(reference)?.[1] : undefined;
  const defs = isMap(root) && isMap(root.$defs) ? root.$defs : {};
  if (reference === "#" || (name !== undefined && Object.hasOwn(defs, name))) return;
  throw refused(
    `${at}/$ref`,
    `name a definition of the schema such as #/$defs/item, received ${describeValue(reference)}`,
  );
}

function checkBounds(schema: Readonly<Record<string, unknown>>, at: string): void {
  for (const word of COUNTS.filter((word) => schema[word] !== undefined)) {
    if (!Number.isSafeInteger(schema[word]) || Number(schema[word]) < 0) {
      throw refused(`${at}/${word}`, `be a whole number of at least 0, received ${describeValue(schema[word])}`);
    }
  }
  for (const word of SHAPED.number.filter((word) => schema[word] !== undefined)) {
    if (typeof schema[word] !== "number" || !Number.isFinite(schema[word])) {
      throw refused(`${at}/${word}`, `be a number, received ${describeValue(schema[word])}`);
    }
  }
  const { enum: values, format, required, properties } = schema;
  if (values !== undefined && !(Array.isArray(values) && values.length > 0 && values.every(isScalar))) {
    throw refused(`${at}/enum`, `be a list of texts, numbers, booleans or null, received ${describeValue(values)}`);
  }
  if (schema.const !== undefined && !isScalar(schema.const)) {
    throw refused(`${at}/const`, `be a text, number, boolean or null, received ${describeValue(schema.const)}`);
  }
  if (format !== undefined && !FORMATS.includes(format as string)) {
    throw refused(`${at}/format`, `be one of ${FORMATS.join(", ")}, received ${describeValue(format)}`);
  }
  if (required === undefined) return;
  const names = isMap(properties) ? Object.keys(properties) : [];
  const wrong = !Array.isArray(required) ? required : required.find((name) => !names.includes(name));
  if (wrong === undefined) return;
  throw refused(`${at}/required`, `name properties of the schema, received ${describeValue(wrong)}`);
}

function innerSchemas(schema: Readonly<Record<string, unknown>>): [where: string, inner: unknown][] {
  const inner: [string, unknown][] = [];
  for (const word of MAPS) {
    if (schema[word] === undefined) continue;
    if (!isMap(schema[word])) throw refused(`/${word}`, `be a map, received ${describeValue(schema[word])}`);
    if (Object.hasOwn(schema[word], "__proto__")) throw refused(`/${word}`, 'not name "__proto__"');
    inner.push(...Object.entries(schema[word]).map(([name, one]): [string, unknown] => [`/${word}/${name}`, one]));
  }
  for (const word of SINGLES) {
    if (schema[word] !== undefined) inner.push([`/${word}`, schema[word]]);
  }
  for (const word of LISTS) {
    const list = schema[word];
    if (list === undefined) continue;
    if (!Array.isArray(list) || list.length === 0) {
      throw refused(`/${word}`, `be a list of at least one schema, received ${describeValue(list)}`);
    }
    inner.push(...list.map((one, i): [string, unknown] => [`/${word}/${i}`, one]));
  }
  return inner;
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== "object";
}

function describeIssue({ path, message, ...issue }: z.core.$ZodIssue): string {
  const branches = "errors" in issue ? (issue.errors as z.core.$ZodIssue[][]) : [];
  const ways = branches.slice(0, 3).flatMap((errors) => errors.slice(0, 1).map(describeIssue));
  const text = ways.length > 0 ? `fits no alternative (${ways.join("; ")})` : message.replace(/^Invalid input: /, "");
  return path.length === 0 ? text : `${path.map(String).join(".")}: ${text}`;
}

function refused(at: string, wanted: string): TypeError {
  return new TypeError(`Cannot use the schema: ${at === "" ? "it" : at} must ${wanted}`);
}
