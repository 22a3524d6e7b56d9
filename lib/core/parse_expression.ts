import type { BinaryNode, BinaryOperator, CallNode, ExpressionNode } from "./_expression_nodes.ts";
import { isOverItems, parseTokens } from "./_expression_parser.ts";
import { expressionTokens } from "./_expression_tokens.ts";

export type { BinaryNode, BinaryOperator, CallNode, ExpressionNode };

/** A parsed expression; make one with {@linkcode parseExpression}. */
export interface Expression {
  /** The text it was parsed from, for messages. */
  readonly source: string;
  /** What is computed last. */
  readonly root: ExpressionNode;
}

/**
 * Parses an expression of a pipeline: what a condition or a `{{ … }}` computes. It is never run as code.
 *
 * From the loosest to the tightest: `or ||`, `and &&`, `not !`, comparisons (`> < >= <= == !=`, `contains`, `matches`,
 * `between … and …`, `in`, `not in`, `exists`, `empty`, `starts_with`, `ends_with`), `+ -`, `* / %`, unary minus.
 * Comparisons are not chained: `a < b < c` is refused. A backslash in a text escapes quotes, `\`, `/`, `n`, `r`, `t`
 * and `uXXXX`, and stays elsewhere, so that patterns are written plainly: `'\d+'`.
 *
 * @param text the expression, at most 10,000 characters and 100 levels deep; double braces may stand around all of it
 * @returns the parsed expression
 * @throws {SyntaxError} naming the character and what was expected there
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const expression = parseExpression("{{ severity == 'critical' or steps.check.errors.length > 3 }}");
 * assertEquals(expressionPaths(expression), [["severity"], ["steps", "check", "errors", "length"]]);
 * ```
 */
export function parseExpression(text: string): Expression {
  return { source: text, root: parseTokens(text, expressionTokens(text)) };
}

/**
 * The names that an expression takes from its scope, without those of items inside `any`, `all` and `count`.
 *
 * @param expression a parsed expression
 * @returns each path once, in order of appearance
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const expression = parseExpression("any(rows, score > 3) and rows[0].score < limit");
 * assertEquals(expressionPaths(expression), [["rows"], ["rows", "0", "score"], ["limit"]]);
 * ```
 */
export function expressionPaths(expression: Expression): string[][] {
  const paths = new Map<string, string[]>();
  const waiting: ExpressionNode[] = [expression.root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === "path") paths.set(JSON.stringify(node.path), [...node.path]);
    else if (node.kind === "binary") waiting.push(node.right, node.left);
    else if (node.kind === "not" || node.kind === "minus") waiting.push(node.operand);
    else if (node.kind === "list") waiting.push(...node.items.toReversed());
    else if (node.kind === "call") {
      waiting.push(...(isOverItems(node.name) ? [node.items[0]] : node.items.toReversed()));
    }
  }
  return [...paths.values()];
}
