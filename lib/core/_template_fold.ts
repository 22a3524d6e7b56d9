import { isOverItems } from "./_expression_parser.ts";
import { plainValue } from "./_expression_values.ts";
import { isKnown } from "./_template_paths.ts";
import type { Scope } from "./_template_scope.ts";
import { evaluateExpression } from "./evaluate_expression.ts";
import { type BinaryNode, type Expression, type ExpressionNode, expressionPaths } from "./parse_expression.ts";

/** What is known while a template is filled in part. */
export interface Known {
  /** The values. */
  readonly scope: Scope;
  /** Names whose members will never be more than they are: those of loops that are unrolled. */
  readonly final: readonly string[];
}

interface Folded {
  readonly node: ExpressionNode;
  /** Whether it needs nothing that is unknown; it is not computed yet. */
  readonly isConstant: boolean;
}

/**
 * Whether a path is known now, be it only as missing for good.
 *
 * @param path the names from the outside in
 * @param known what is known
 * @returns whether it is
 */
export function isSettled(path: readonly string[], known: Known): boolean {
  return known.final.includes(path[0]) || isKnown(known.scope, path);
}

/**
 * Whether an expression can be computed now.
 *
 * @param expression a parsed expression
 * @param known what is known
 * @returns whether all its paths are
 */
export function isComputable(expression: Expression, known: Known): boolean {
  return expressionPaths(expression).every((path) => isSettled(path, known));
}

/**
 * Computes the parts of an expression that can be, so that it needs less.
 *
 * A part that fails keeps its values and fails when it is computed, if it ever is.
 *
 * @param expression a parsed expression
 * @param known what is known
 * @returns an expression of the same value
 */
export function foldExpression(expression: Expression, known: Known): Expression {
  const { source } = expression;
  return { source, root: settle(fold(expression.root, source, known), source, known) };
}

/**
 * An expression that is a value.
 *
 * @param source what it was computed from, for messages
 * @param value the value, of any kind
 * @returns the expression
 */
export function literalExpression(source: string, value: unknown): Expression {
  return { source, root: literal(value) };
}

function fold(node: ExpressionNode, source: string, known: Known): Folded {
  if (node.kind === "literal") return { node, isConstant: true };
  if (node.kind === "path") return { node, isConstant: isSettled(node.path, known) };
  if (node.kind === "binary") return foldChain(node, source, known);
  if (node.kind === "not" || node.kind === "minus") {
    const operand = fold(node.operand, source, known);
    return operand.isConstant
      ? { node, isConstant: true }
      : { node: { ...node, operand: operand.node }, isConstant: false };
  }
  const isOverSecond = node.kind === "call" && isOverItems(node.name);
  const items = (isOverSecond ? node.items.slice(0, 1) : node.items).map((item) => fold(item, source, known));
  if (items.every(({ isConstant }) => isConstant)) return { node, isConstant: true };
  const settled = [...items.map((item) => settle(item, source, known)), ...node.items.slice(items.length)];
  return { node: { ...node, items: settled }, isConstant: false };
}

/** A chain leans to the left as deep as it is long, so it is walked rather than entered. */
function foldChain(last: BinaryNode, source: string, known: Known): Folded {
  const chain: BinaryNode[] = [];
  let first: ExpressionNode = last;
  for (; first.kind === "binary"; first = first.left) chain.push(first);
  return chain.reverse().reduce((left: Folded, node) => {
    const right = fold(node.right, source, known);
    if (left.isConstant && right.isConstant) return { node, isConstant: true };
    const sides = { left: settle(left, source, known), right: settle(right, source, known) };
    return { node: { ...node, ...sides }, isConstant: false };
  }, fold(first, source, known));
}

function settle({ node, isConstant }: Folded, source: string, known: Known): ExpressionNode {
  if (!isConstant || node.kind === "literal") return node;
  try {
    return literal(evaluateExpression({ source, root: node }, known.scope));
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    const inner = (part: ExpressionNode) => settle({ node: part, isConstant: true }, source, known);
    if (node.kind === "binary") return { ...node, left: inner(node.left), right: inner(node.right) };
    if (node.kind === "not" || node.kind === "minus") return { ...node, operand: inner(node.operand) };
    if (node.kind === "list") return { ...node, items: node.items.map(inner) };
    if (node.kind !== "call") throw error;
    const isOverSecond = isOverItems(node.name);
    return { ...node, items: node.items.map((item, i) => i === 1 && isOverSecond ? item : inner(item)) };
  }
}

/** In memory a literal may be a list or an object too; only writing it as text needs more. */
function literal(value: unknown): ExpressionNode {
  return { kind: "literal", value: plainValue(value) as string | number | boolean | null };
}
