import { countCharacters, EXPRESSION_FUNCTIONS, type Tools } from "./_expression_functions.ts";
import { areEqual, asNumber, calculate, finite, isTrue, order, plainValue, Refusal } from "./_expression_values.ts";
import { describeValue } from "./describe_value.ts";
import { formatCount } from "./format.ts";
import type { BinaryNode, BinaryOperator, CallNode, Expression, ExpressionNode } from "./parse_expression.ts";
import { lookUp, type Scope } from "./_template_scope.ts";

const MAX_STEPS = 20_000_000;

/**
 * Computes the value of an expression.
 *
 * What is missing is null, and so is what has no value: arithmetic with null, a division by 0, the average of an empty
 * list or of one with a missing number. Only `==`, `!=`, `exists` and `empty` see null; every other comparison with it
 * is false, as is one of values of different kinds. Numbers and numeric texts compare as numbers, save that two texts
 * are equal only letter by letter. `and`, `or` and `not` give true or false; the right side is left alone when the left
 * side decides. `round` rounds halves away from zero, the sign of `%` is that of the left side, `days` to `seconds`
 * give seconds, `matches` looks anywhere in the text for a regular expression without looking around or back. Only own
 * properties can be reached.
 *
 * @param expression a parsed expression
 * @param scope the values that it may name
 * @param options `now` is the clock, read at most once (default: the system's)
 * @returns null, a boolean, a number, a text, a date, or a value of the scope
 * @throws {TypeError} for an operator or a function given a value of the wrong kind: text in arithmetic
 * @throws {RangeError} for a pattern that is invalid or longer than 200 characters, a text to match longer than 10,000,
 * and more than 20,000,000 steps
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseExpression } from "./parse_expression.ts";
 *
 * const expression = parseExpression("count(rows, score >= 0.5) / rows.length");
 * assertEquals(evaluateExpression(expression, { rows: [{ score: 0.4 }, { score: 0.9 }] }), 0.5);
 * ```
 */
export function evaluateExpression(
  expression: Expression,
  scope: Scope,
  options: { now?: () => Date } = {},
): unknown {
  let now: Date | undefined;
  let steps = 0;
  const tools: Tools = {
    now: () => now ??= options.now?.() ?? new Date(),
    charge: (more) => {
      steps += more;
      if (steps > MAX_STEPS) throw new Refusal(RangeError, `it takes more than ${formatCount(MAX_STEPS)} steps`);
    },
  };
  try {
    return evaluate(expression.root, scope, tools);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new error.kind(`Cannot evaluate ${describeValue(expression.source)}: ${error.message}`);
  }
}

function evaluate(node: ExpressionNode, scope: unknown, tools: Tools): unknown {
  tools.charge(1);
  if (node.kind === "literal") return node.value;
  if (node.kind === "path") return readPath(scope, node.path);
  if (node.kind === "list") return node.items.map((item) => evaluate(item, scope, tools));
  if (node.kind === "binary") return evaluateBinary(node, scope, tools);
  if (node.kind === "call") return evaluateCall(node, scope, tools);
  if (node.kind === "not") return !isTrue(evaluate(node.operand, scope, tools));
  const number = asNumber("-", evaluate(node.operand, scope, tools));
  return number === null ? null : finite(-number);
}

/** A chain such as a + b + c leans to the left as deep as it is long, so it is walked rather than entered. */
function evaluateBinary(last: BinaryNode, scope: unknown, tools: Tools): unknown {
  const chain: BinaryNode[] = [];
  let node: ExpressionNode = last;
  for (; node.kind === "binary"; node = node.left) chain.push(node);
  let value = evaluate(node, scope, tools);
  for (const { operator, right } of chain.reverse()) {
    tools.charge(1);
    if (operator === "or") value = isTrue(value) || isTrue(evaluate(right, scope, tools));
    else if (operator === "and") value = isTrue(value) && isTrue(evaluate(right, scope, tools));
    else {
      if (Array.isArray(value)) tools.charge(value.length);
      value = operate(operator, value, evaluate(right, scope, tools));
    }
  }
  return value;
}

function operate(operator: BinaryOperator, left: unknown, right: unknown): unknown {
  if (operator === "==") return areEqual(left, right);
  if (operator === "!=") return !areEqual(left, right);
  if (!"<=>=".includes(operator)) return calculate(operator, left, right);
  const sign = order(left, right);
  if (sign === null) return false;
  if (sign === 0) return operator.endsWith("=");
  return sign < 0 ? operator.startsWith("<") : operator.startsWith(">");
}

function evaluateCall(node: CallNode, scope: unknown, tools: Tools): unknown {
  const { name, items } = node;
  const { run } = EXPRESSION_FUNCTIONS.get(name)!;
  if (!["any", "all", "count"].includes(name)) {
    return run(items.map((item) => evaluate(item, scope, tools)), tools);
  }
  const list = evaluate(items[0], scope, tools);
  if (items.length === 1 || !Array.isArray(list)) return run([list], tools);
  tools.charge(list.length);
  return run([list, list.map((item) => evaluate(items[1], plainValue(item), tools))], tools);
}

function readPath(scope: unknown, path: readonly string[]): unknown {
  const value = lookUp(scope, path);
  if (value !== undefined || path.at(-1) !== "length") return plainValue(value);
  const text = lookUp(scope, path.slice(0, -1));
  return typeof text === "string" ? countCharacters(text) : null;
}
