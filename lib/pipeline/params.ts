import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { evaluateExpression } from "../core/evaluate_expression.ts";
import { isMap } from "../core/is_map.ts";
import { parseExpression } from "../core/parse_expression.ts";
import { isOpen, neededSteps } from "./pending.ts";

/** The types that a param may have. */
export const PARAM_TYPES: readonly string[] = [
  "string",
  "number",
  "integer",
  "boolean",
  "enum",
  "path",
  "list",
  "object",
  "any",
];

/** Names that other dialects have for the types. */
export const TYPE_ALIASES: Readonly<Record<string, string>> = {
  str: "string",
  text: "string",
  float: "number",
  int: "integer",
  bool: "boolean",
  array: "list",
  map: "object",
  dict: "object",
  file: "path",
};

/** One declared param. */
export interface Param {
  /** One of {@linkcode PARAM_TYPES}. */
  readonly type: string;
  /** The value where none is given. */
  readonly default?: unknown;
  /** Whether a value must be given; default: when there is no default. */
  readonly required?: boolean;
  /** What it is for. */
  readonly description?: string;
  /** For "enum": the values allowed. */
  readonly values?: readonly unknown[];
  /** The smallest number allowed. */
  readonly min?: number;
  /** The largest number allowed. */
  readonly max?: number;
  /** The fewest characters of a text or items of a list. */
  readonly min_length?: number;
  /** The most characters of a text or items of a list. */
  readonly max_length?: number;
  /** A regular expression that a text must match somewhere, as in conditions. */
  readonly pattern?: string;
}

const FIELDS = [
  "type",
  "default",
  "required",
  "description",
  "values",
  "min",
  "max",
  "min_length",
  "max_length",
  "pattern",
];

/** The values of params. */
export interface ResolvedParams {
  /** The values by name. */
  readonly values: Record<string, unknown>;
  /** The params that need a value and have none. */
  readonly missing: readonly { readonly name: string; readonly wanted: string }[];
  /** What else is wrong. */
  readonly problems: readonly string[];
}

/**
 * The params' values for a run, from the pipeline's declarations and what the user gave.
 *
 * @param declared the `params` (or `inputs`) of the pipeline, as YAML gave them
 * @param given what the user gave, as text (`--param seed=7`) or values; what is pending is taken as it is
 * @returns the values, what needs one and has none, and all other problems
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { values, problems } = resolveParams({ seed: { type: "integer", default: 1 } }, { seed: "7" });
 * assertEquals([values.seed, problems], [7, []]);
 * ```
 */
export function resolveParams(
  declared: unknown,
  given: Readonly<Record<string, unknown>> = {},
): ResolvedParams {
  const problems: string[] = [];
  if (declared !== undefined && !isMap(declared)) {
    return {
      values: {},
      missing: [],
      problems: [`params must be a map from names to declarations, received ${describeValue(declared)}`],
    };
  }
  const params = new Map(Object.entries(declared ?? {}).map(([name, value]) => [name, asParam(name, value, problems)]));
  for (const name of Object.keys(given)) {
    if (!params.has(name)) problems.push(`unknown param "${name}", ${didYouMean(name, [...params.keys()])}`);
  }
  const values = new Map<string, unknown>();
  const missing: { name: string; wanted: string }[] = [];
  for (const [name, param] of params) {
    if (!Object.hasOwn(given, name)) {
      if (param.default !== undefined) values.set(name, checked(name, param, param.default, problems));
      else if (param.required === false) values.set(name, null);
      else missing.push({ name, wanted: wanted(param) });
      continue;
    }
    const value = given[name];
    if (neededSteps(value).length > 0 || isOpen(value)) {
      values.set(name, value);
      continue;
    }
    values.set(name, checked(name, param, typeof value === "string" ? fromText(value, param) : value, problems));
  }
  return { values: Object.fromEntries(values), missing, problems };
}

function asParam(name: string, value: unknown, problems: string[]): Param {
  if (!isMap(value)) return { type: inferType(value), default: value };
  for (const field of Object.keys(value)) {
    if (!FIELDS.includes(field)) {
      problems.push(`param "${name}": unknown field "${field}", ${didYouMean(field, FIELDS)}`);
    }
  }
  const type = paramType(value);
  if (!PARAM_TYPES.includes(String(type))) {
    problems.push(`param "${name}": type must be one of ${PARAM_TYPES.join(", ")}, received ${describeValue(type)}`);
  }
  for (const field of ["min", "max", "min_length", "max_length"] as const) {
    const bound = value[field];
    if (bound !== undefined && typeof bound !== "number") {
      problems.push(`param "${name}": ${field} must be a number, received ${describeValue(bound)}`);
    }
  }
  if (value.required !== undefined && typeof value.required !== "boolean") {
    problems.push(`param "${name}": required must be a boolean, received ${describeValue(value.required)}`);
  }
  if (value.pattern !== undefined && typeof value.pattern !== "string") {
    problems.push(`param "${name}": pattern must be a text, received ${describeValue(value.pattern)}`);
  }
  if (type !== "enum" && value.values !== undefined) {
    problems.push(`param "${name}": values belong to type enum, received type ${describeValue(type)}`);
  }
  if (type === "enum" && !Array.isArray(value.values)) problems.push(`param "${name}": an enum needs a list of values`);
  return { ...value, type: String(type) } as Param;
}

/**
 * The type of a declaration: the one it names, an enum where it lists values, else that of its default.
 *
 * @param declaration what stands under the param's name: a map, or the default itself
 * @returns the type's name, unchecked
 */
export function paramType(declaration: unknown): unknown {
  if (!isMap(declaration)) return inferType(declaration);
  const { type } = declaration;
  if (typeof type === "string" && Object.hasOwn(TYPE_ALIASES, type)) return TYPE_ALIASES[type];
  return type ?? (declaration.values === undefined ? inferType(declaration.default) : "enum");
}

function inferType(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (Number.isInteger(value)) return "integer";
  if (typeof value === "number" || typeof value === "boolean") return typeof value;
  return isMap(value) ? "object" : "string";
}

function fromText(text: string, { type, values }: Param): unknown {
  if (type === "enum") return values?.find((value) => String(value) === text) ?? text;
  if (type === "number" || type === "integer") {
    return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (type !== "list" && type !== "object") return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return type === "list" && !/^\s*[[{]/.test(text) ? text.split(",").map((item) => item.trim()) : text;
  }
}

function checked(name: string, param: Param, value: unknown, problems: string[]): unknown {
  const { type, values, min = -Infinity, max = Infinity } = param;
  const fits = type === "any"
    ? value !== undefined
    : type === "number"
    ? typeof value === "number" && value >= min && value <= max
    : type === "integer"
    ? Number.isInteger(value) && Number(value) >= min && Number(value) <= max
    : type === "boolean"
    ? typeof value === "boolean"
    : type === "enum"
    ? (values ?? []).includes(value)
    : type === "list"
    ? Array.isArray(value)
    : type === "object"
    ? isMap(value)
    : typeof value === "string" && value !== "";
  // A wrong declaration has been told already.
  if (fits) {
    const problem = lengthProblem(param, value) ?? patternProblem(param, value);
    if (problem === null) return value;
    problems.push(`param "${name}" ${problem}, received ${describeValue(value)}`);
    return param.default ?? value;
  }
  if (!PARAM_TYPES.includes(type) || (type === "enum" && values === undefined)) return value;
  problems.push(`param "${name}" must be ${wanted(param)}, received ${describeValue(value)}`);
  // The default lets the steps be checked without blaming them for the param.
  return param.default ?? value;
}

function lengthProblem({ min_length: least = 0, max_length: most = Infinity }: Param, value: unknown): string | null {
  if (typeof value !== "string" && !Array.isArray(value)) return null;
  const what = typeof value === "string" ? "characters" : "items";
  if (value.length < least) return `must have at least ${least} ${what}`;
  return value.length > most ? `must have at most ${most} ${what}` : null;
}

function patternProblem({ pattern }: Param, value: unknown): string | null {
  if (pattern === undefined || typeof value !== "string") return null;
  try {
    const fits = evaluateExpression(parseExpression("value matches pattern"), { value, pattern: String(pattern) });
    return fits ? null : `must match ${describeValue(pattern)}`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `cannot be matched with ${describeValue(pattern)}: ${error.message}`;
  }
}

function wanted({ type, values, min, max }: Param): string {
  if (type === "enum") return `one of ${(values ?? []).map(describeValue).join(", ")}`;
  const range = [...(min === undefined ? [] : [`at least ${min}`]), ...(max === undefined ? [] : [`at most ${max}`])];
  const article = /^[aeiou]/.test(type) ? "an" : "a";
  return [`${article} ${type}`, ...range].join(" of ").replace(/ of (at most)/, " and $1").replace(
    /^(\S+ \S+) and/,
    "$1 of",
  );
}
