import { EXPRESSION_FUNCTIONS } from "./_expression_functions.ts";
import type { ExpressionNode } from "./_expression_nodes.ts";
import { INFIX_WORDS, infixAt, type InfixCall, LEVELS, WORD_CALLS } from "./_expression_operators.ts";
import { expressionError, type Token } from "./_expression_tokens.ts";
import { describeValue } from "./describe_value.ts";
import { didYouMean } from "./did_you_mean.ts";

interface Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
  nesting: number;
  /** How many any, all or count are open, inside which `@` has a meaning. */
  items: number;
}

const MAX_NESTING = 100;
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([["true", true], ["false", false], ["null", null]]);

/**
 * Parses the tokens of an expression by precedence climbing.
 *
 * @param text the expression, for messages
 * @param tokens its tokens
 * @returns the root
 * @throws {SyntaxError} naming the character and what was expected there
 */
export function parseTokens(text: string, tokens: readonly Token[]): ExpressionNode {
  const cursor: Cursor = { text, tokens, at: 0, nesting: 0, items: 0 };
  const root = parseLevel(cursor, 0);
  const token = peek(cursor);
  if (token.kind !== "end") throw refuse(cursor, "expected an operator or the end", hint(token));
  return root;
}

function parseLevel(cursor: Cursor, minimum: number): ExpressionNode {
  let left = parsePrefix(cursor);
  let isComparison = false;
  for (;;) {
    const infix = infixAt(cursor.tokens, cursor.at);
    if (infix === null || infix.level < minimum) return left;
    if (infix.level === LEVELS.comparison && isComparison) {
      throw refuse(
        cursor,
        "expected and, or, or the end",
        "comparisons are not chained: join them by and, or use parentheses",
      );
    }
    isComparison = infix.level === LEVELS.comparison;
    cursor.at += infix.tokens;
    if ("operator" in infix) {
      left = { kind: "binary", operator: infix.operator, left, right: parseLevel(cursor, infix.level + 1) };
    } else left = parseCallAfter(cursor, left, infix);
  }
}

function parseCallAfter(cursor: Cursor, left: ExpressionNode, infix: InfixCall): ExpressionNode {
  const name = infix.call;
  const items = [left];
  if (name !== "exists" && name !== "isEmpty") items.push(parseLevel(cursor, LEVELS.comparison + 1));
  if (name === "between") {
    if (peek(cursor).source !== "and") throw refuse(cursor, "expected and, as in x between 1 and 5");
    cursor.at++;
    items.push(parseLevel(cursor, LEVELS.comparison + 1));
  }
  const call: ExpressionNode = { kind: "call", name, items };
  return infix.isNegated ? { kind: "not", operand: call } : call;
}

function parsePrefix(cursor: Cursor): ExpressionNode {
  const token = peek(cursor);
  if (token.kind === "end") throw refuse(cursor, "expected a value");
  cursor.at++;
  if (token.kind === "number" || token.kind === "text") return { kind: "literal", value: token.value! };
  if (token.kind === "path") return peek(cursor).source === "(" ? parseCall(cursor, token) : parsePath(cursor, token);
  const { source } = token;
  if (CONSTANTS.has(source)) return { kind: "literal", value: CONSTANTS.get(source)! };
  if (source === "not" || source === "!") {
    return nested(cursor, () => ({ kind: "not", operand: parseLevel(cursor, LEVELS.not) }));
  }
  if (source === "-") return nested(cursor, () => ({ kind: "minus", operand: parseLevel(cursor, LEVELS.minus) }));
  if (source === "[") return { kind: "list", items: parseItems(cursor, "]", () => parseLevel(cursor, 0)) };
  if (source === "(") {
    const node = nested(cursor, () => parseLevel(cursor, 0));
    expect(cursor, ")");
    return node;
  }
  if (WORD_CALLS.has(source) && peek(cursor).source === "(") {
    const call = parseCall(cursor, token, WORD_CALLS.get(source));
    return source === "not_in" ? { kind: "not", operand: call } : call;
  }
  cursor.at--;
  throw refuse(cursor, "expected a value");
}

function parsePath(cursor: Cursor, token: Token): ExpressionNode {
  if (token.source.startsWith("@") && cursor.items === 0) {
    throw expressionError(cursor.text, token.start, "unexpected @", "it is the item inside any, all and count only");
  }
  return { kind: "path", path: token.path! };
}

function parseCall(cursor: Cursor, token: Token, name = token.source): ExpressionNode {
  const found = EXPRESSION_FUNCTIONS.get(name);
  if (found === undefined) {
    const known = didYouMean(name, [...EXPRESSION_FUNCTIONS.keys()].filter((key) => key !== "in"));
    throw expressionError(cursor.text, token.start, `unknown function ${describeValue(name)}`, known);
  }
  cursor.at++;
  const items = parseItems(cursor, ")", (i) => {
    if (i === 0 || !isOverItems(name)) return parseLevel(cursor, 0);
    cursor.items++;
    const inner = parseLevel(cursor, 0);
    cursor.items--;
    return inner;
  });
  const [min, max] = found.takes;
  if (items.length >= min && items.length <= max) return { kind: "call", name, items };
  const allowed = max === Infinity ? `at least ${min}` : min === max ? `${min}` : `${min} or ${max}`;
  const problem = `${token.source} must have ${allowed} argument${
    allowed === "1" || allowed === "at least 1" ? "" : "s"
  }`;
  throw expressionError(cursor.text, token.start, problem, `received ${items.length}`);
}

function parseItems(cursor: Cursor, closing: string, parseItem: (i: number) => ExpressionNode): ExpressionNode[] {
  const items: ExpressionNode[] = [];
  while (peek(cursor).source !== closing || items.length > 0) {
    items.push(nested(cursor, () => parseItem(items.length)));
    if (peek(cursor).source === closing) break;
    expect(cursor, ",", closing);
  }
  cursor.at++;
  return items;
}

function nested<T>(cursor: Cursor, parse: () => T): T {
  if (++cursor.nesting > MAX_NESTING) {
    throw refuse(cursor, `nested too deeply`, `the most is ${MAX_NESTING} levels`);
  }
  const result = parse();
  cursor.nesting--;
  return result;
}

function expect(cursor: Cursor, ...symbols: string[]): void {
  const token = peek(cursor);
  if (token.kind !== "symbol" || token.source !== symbols[0]) throw refuse(cursor, `expected ${symbols.join(" or ")}`);
  cursor.at++;
}

function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.at];
}

/**
 * Whether a function computes its second argument for each item of its first.
 *
 * @param name the function's name
 * @returns whether it is any, all or count
 */
export function isOverItems(name: string): boolean {
  return name === "any" || name === "all" || name === "count";
}

function refuse(cursor: Cursor, problem: string, remedy?: string): SyntaxError {
  const token = peek(cursor);
  return expressionError(cursor.text, token.start, problem, remedy ?? received(token));
}

function received(token: Token): string {
  return token.kind === "end" ? "received the end" : `received ${describeValue(token.source)}`;
}

function hint(token: Token): string {
  const isWord = token.kind === "path" && token.source.length > 1;
  const remedy = isWord ? didYouMean(token.source, INFIX_WORDS) : "";
  return remedy.startsWith("did") ? `${received(token)}, ${remedy}` : received(token);
}
