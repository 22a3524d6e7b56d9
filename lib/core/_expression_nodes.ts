/** An operator between two values, in one of its spellings. */
export type BinaryOperator = "or" | "and" | ">" | "<" | ">=" | "<=" | "==" | "!=" | "+" | "-" | "*" | "/" | "%";

/** A part of a parsed expression. Infix words are calls: `a contains b` is `contains(a, b)`. */
export type ExpressionNode =
  | { kind: "literal"; value: string | number | boolean | null }
  | { kind: "list"; items: readonly ExpressionNode[] }
  | { kind: "path"; path: readonly string[] }
  | { kind: "not"; operand: ExpressionNode }
  | { kind: "minus"; operand: ExpressionNode }
  | BinaryNode
  | CallNode;

/** Two values and an operator between them. */
export interface BinaryNode {
  /** Which node it is. */
  readonly kind: "binary";
  /** The operator, `||` being `or` and `&&` being `and`. */
  readonly operator: BinaryOperator;
  /** The value before the operator. */
  readonly left: ExpressionNode;
  /** The value behind it. */
  readonly right: ExpressionNode;
}

/** A function and its arguments. */
export interface CallNode {
  /** Which node it is. */
  readonly kind: "call";
  /** The function's name. */
  readonly name: string;
  /** The arguments; the second of any, all and count is computed for each item. */
  readonly items: readonly ExpressionNode[];
}
