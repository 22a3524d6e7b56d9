import { AssayError } from "./assay_error.ts";
import { describeValue } from "./describe_value.ts";
import { didYouMean } from "./did_you_mean.ts";
import { isTrue } from "./_expression_values.ts";
import { evaluateExpression } from "./evaluate_expression.ts";
import { type Expression, expressionPaths, parseExpression } from "./parse_expression.ts";
import type { Scope } from "./template.ts";

/** A parsed condition; make one with {@linkcode parseCondition}. */
export type Condition =
  | { kind: "expression"; expression: Expression }
  | { kind: "and" | "or"; conditions: readonly Condition[] }
  | { kind: "not"; condition: Condition };

interface Reading {
  readonly problems: string[];
  count: number;
}

const MAX_CONDITIONS = 1000;
const MAX_NESTING = 100;
const KEYS = ["and", "or", "not"];
const ALLOWED = "an expression, true or false, a list (all of which must hold), {and: […]}, {or: […]} or {not: …}";
const NOTHING: Condition = { kind: "and", conditions: [] };

/**
 * Parses the condition of a step: an expression, true or false, a list of conditions that must all hold, or
 * `{and: […]}`, `{or: […]}`, `{not: …}` with conditions inside.
 *
 * @param value the condition as YAML gives it; at most 1,000 conditions, nested at most 100 deep
 * @returns the parsed condition
 * @throws {AssayError} with every problem and its place, such as `and[1].not: …`
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const condition = parseCondition({ or: ["severity == 'critical'", { not: "errors.length < 3" }] });
 * assertEquals(testCondition(condition, { severity: "low", errors: ["a", "b", "c"] }), true);
 * ```
 */
export function parseCondition(value: unknown): Condition {
  const reading: Reading = { problems: [], count: 0 };
  const condition = read(value, "", 0, reading);
  if (reading.problems.length > 0) {
    throw new AssayError("Cannot read the condition", { problems: reading.problems });
  }
  return condition;
}

/**
 * The names that a condition takes from its scope.
 *
 * @param condition a parsed condition
 * @returns each path once, in order of appearance
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(conditionPaths(parseCondition(["a.b > 1", { not: "c or a.b" }])), [["a", "b"], ["c"]]);
 * ```
 */
export function conditionPaths(condition: Condition): string[][] {
  const paths = pathsOf(condition).map((path) => [JSON.stringify(path), path] as const);
  return [...new Map(paths).values()];
}

/**
 * Whether a condition holds. Null, false, 0, the empty text and the empty list are false, everything else is true.
 *
 * @param condition a parsed condition
 * @param scope the values that it may name
 * @param options `now` is the clock, read at most once (default: the system's)
 * @returns whether it holds
 * @throws {TypeError} as {@linkcode evaluateExpression} does
 * @throws {RangeError} as {@linkcode evaluateExpression} does
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(testCondition(parseCondition("score between 0.5 and 1"), { score: 0.75 }), true);
 * assertEquals(testCondition(parseCondition("score between 0.5 and 1"), {}), false);
 * ```
 */
export function testCondition(condition: Condition, scope: Scope, options: { now?: () => Date } = {}): boolean {
  let now: Date | undefined;
  return holds(condition, scope, { now: () => now ??= options.now?.() ?? new Date() });
}

function read(value: unknown, place: string, depth: number, reading: Reading): Condition {
  const refuse = (problem: string): Condition => {
    reading.problems.push(place === "" ? problem : `${place}: ${problem}`);
    return NOTHING;
  };
  // An alias of YAML may name one list many times over, so that few lines hold very many conditions.
  if (++reading.count > MAX_CONDITIONS) {
    return reading.count > MAX_CONDITIONS + 1 ? NOTHING : refuse(`there must be at most ${MAX_CONDITIONS} conditions`);
  }
  if (depth > MAX_NESTING) return refuse(`conditions must be nested at most ${MAX_NESTING} deep`);
  if (typeof value === "boolean") return { kind: "expression", expression: parseExpression(String(value)) };
  if (typeof value === "string") {
    try {
      return { kind: "expression", expression: parseExpression(value) };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return refuse(error.message);
    }
  }
  const readList = (list: readonly unknown[], kind: "and" | "or", at: string): Condition => {
    if (list.length === 0) return refuse("a list of conditions must have at least one, received none");
    const conditions: Condition[] = [];
    for (const [i, item] of list.entries()) {
      if (reading.count > MAX_CONDITIONS + 1) break;
      conditions.push(read(item, `${at}[${i}]`, depth + 1, reading));
    }
    return { kind, conditions };
  };
  if (Array.isArray(value)) return readList(value, "and", place);
  if (value === null || typeof value !== "object") {
    return refuse(`must be ${ALLOWED}, received ${describeValue(value)}`);
  }
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0) {
    return refuse(
      `must have exactly one of and, or, not, received ${[key, ...others].filter(Boolean).join(", ") || "none"}`,
    );
  }
  if (!KEYS.includes(key)) return refuse(`unknown field ${describeValue(key)}, ${didYouMean(key, KEYS)}`);
  const inner = (value as Record<string, unknown>)[key];
  const at = place === "" ? key : `${place}.${key}`;
  if (key === "not") return { kind: "not", condition: read(inner, at, depth + 1, reading) };
  if (Array.isArray(inner)) return readList(inner, key as "and" | "or", at);
  return refuse(`"${key}" must be a list of conditions, received ${describeValue(inner)}`);
}

function pathsOf(condition: Condition): string[][] {
  if (condition.kind === "expression") return expressionPaths(condition.expression);
  if (condition.kind === "not") return pathsOf(condition.condition);
  return condition.conditions.flatMap(pathsOf);
}

function holds(condition: Condition, scope: Scope, options: { now: () => Date }): boolean {
  if (condition.kind === "expression") return isTrue(evaluateExpression(condition.expression, scope, options));
  if (condition.kind === "not") return !holds(condition.condition, scope, options);
  const test = (inner: Condition) => holds(inner, scope, options);
  return condition.kind === "and" ? condition.conditions.every(test) : condition.conditions.some(test);
}
