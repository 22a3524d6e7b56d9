import { LEVELS } from "./_expression_operators.ts";
import { expressionTokens } from "./_expression_tokens.ts";
import type { BinaryNode, BinaryOperator, ExpressionNode } from "./parse_expression.ts";

const ATOM = 8;
const OPERATOR_LEVELS: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  ">": LEVELS.comparison,
  "<": LEVELS.comparison,
  ">=": LEVELS.comparison,
  "<=": LEVELS.comparison,
  "==": LEVELS.comparison,
  "!=": LEVELS.comparison,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
};
const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "{": "\\u007b",
  "}": "\\u007d",
};

/**
 * Writes an expression as text without braces and line ends.
 *
 * @param node its root
 * @returns text that is parsed as the same expression
 * @throws {RangeError} for a literal that has no text, such as an object
 */
export function writeExpression(node: ExpressionNode): string {
  if (node.kind === "literal") return writeLiteral(node.value);
  if (node.kind === "path") return writePath(node.path);
  if (node.kind === "list") return `[${node.items.map(writeExpression).join(", ")}]`;
  if (node.kind === "call") return `${node.name}(${node.items.map(writeExpression).join(", ")})`;
  if (node.kind === "not") return `not ${writeOperand(node.operand, LEVELS.not)}`;
  return node.kind === "minus" ? `-${writeOperand(node.operand, LEVELS.minus)}` : writeChain(node);
}

/**
 * Writes a path: names in dots, others in brackets.
 *
 * @param path the names from the outside in
 * @returns the text
 */
export function writePath(path: readonly string[]): string {
  if (isSimplePath(path)) return path.join(".");
  const [root, ...members] = path;
  const isName = root !== undefined && /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(root) &&
    expressionTokens(root)[0].kind === "path";
  return (isName ? [root] : ["@"]).concat((isName ? members : path).map(writeMember)).join("");
}

/**
 * Whether a path can be written with dots alone.
 *
 * @param path the names from the outside in
 * @returns whether it can
 */
export function isSimplePath(path: readonly string[]): boolean {
  return path.length > 0 && /^[A-Za-z_]/.test(path[0]) && path.every((name) => /^\w+$/.test(name));
}

/**
 * Writes a text in quotes, its braces as codes, so that nothing in it looks like a tag.
 *
 * @param text the text
 * @returns the text of a literal
 */
export function writeText(text: string): string {
  return `'${text.replace(/[\\'\n\r\t{}]/g, (character) => ESCAPES[character])}'`;
}

function writeMember(name: string): string {
  return /^[\p{L}\p{M}\p{N}_]+$/u.test(name) ? `.${name}` : `[${writeText(name)}]`;
}

function writeLiteral(value: unknown): string {
  if (typeof value === "string") return writeText(value);
  if (Array.isArray(value)) return `[${value.map(writeLiteral).join(", ")}]`;
  const isNumber = typeof value === "number" && Number.isFinite(value);
  if (isNumber || value === null || typeof value === "boolean") return String(value);
  throw new RangeError(
    "Cannot write the template: a value inside an expression must be a text, a finite number, true, false, null or a " +
      "list of them, received an object, a date or an infinite number; fill the expression at once",
  );
}

function writeOperand(node: ExpressionNode, minimum: number): string {
  const text = writeExpression(node);
  return levelOf(node) < minimum ? `(${text})` : text;
}

/** A chain leans to the left as deep as it is long, so it is walked rather than entered. */
function writeChain(last: BinaryNode): string {
  const parts: string[] = [];
  let node: ExpressionNode = last;
  let level = 0;
  for (; node.kind === "binary" && levelOf(node) >= level; node = node.left) {
    const own = levelOf(node);
    parts.push(` ${node.operator} ${writeOperand(node.right, own + 1)}`);
    // Comparisons are not chained.
    level = own === LEVELS.comparison ? own + 1 : own;
  }
  return writeOperand(node, level) + parts.reverse().join("");
}

function levelOf(node: ExpressionNode): number {
  if (node.kind === "binary") return OPERATOR_LEVELS[node.operator];
  if (node.kind === "not") return LEVELS.not;
  const isNegative = node.kind === "literal" && typeof node.value === "number" && node.value < 0;
  return node.kind === "minus" || isNegative ? LEVELS.minus : ATOM;
}
