import type { BinaryOperator } from "./_expression_nodes.ts";
import type { Token } from "./_expression_tokens.ts";

/** An operator that stands behind a value. */
export interface InfixOperator {
  /** Which it is, `||` being `or` and `&&` being `and`. */
  readonly operator: BinaryOperator;
  /** How tightly it binds. */
  readonly level: number;
  /** How many tokens it takes. */
  readonly tokens: number;
}

/** A word behind a value that is another way to write a call. */
export interface InfixCall {
  /** The function. */
  readonly call: string;
  /** Whether `not` belongs to it. */
  readonly isNegated: boolean;
  /** How tightly it binds. */
  readonly level: number;
  /** How many tokens it takes. */
  readonly tokens: number;
}

/** How tightly the operators bind; `or` and `and` are 1 and 2, sums 5, products 6. */
export const LEVELS = { not: 3, comparison: 4, minus: 7 } as const;

/** The functions that words stand for. */
export const WORD_CALLS: ReadonlyMap<string, string> = new Map([
  ["contains", "contains"],
  ["matches", "matches"],
  ["between", "between"],
  ["in", "in"],
  ["not_in", "in"],
  ["exists", "exists"],
  ["empty", "isEmpty"],
  ["starts_with", "startsWith"],
  ["ends_with", "endsWith"],
]);

const OPERATORS: ReadonlyMap<string, readonly [BinaryOperator, number]> = new Map<string, [BinaryOperator, number]>([
  ["or", ["or", 1]],
  ["||", ["or", 1]],
  ["and", ["and", 2]],
  ["&&", ["and", 2]],
  [">", [">", LEVELS.comparison]],
  ["<", ["<", LEVELS.comparison]],
  [">=", [">=", LEVELS.comparison]],
  ["<=", ["<=", LEVELS.comparison]],
  ["==", ["==", LEVELS.comparison]],
  ["!=", ["!=", LEVELS.comparison]],
  ["+", ["+", 5]],
  ["-", ["-", 5]],
  ["*", ["*", 6]],
  ["/", ["/", 6]],
  ["%", ["%", 6]],
]);

/** The words that may stand behind a value, for suggestions. */
export const INFIX_WORDS: readonly string[] = ["and", "or", "not", ...WORD_CALLS.keys()];

/**
 * The operator at a place, if there is one. `not` may stand before each word: `not in`, `not contains`.
 *
 * @param tokens the tokens of the expression
 * @param at the index of the place
 * @returns the operator with its number of tokens, or null
 */
export function infixAt(tokens: readonly Token[], at: number): InfixOperator | InfixCall | null {
  const token = tokens[at];
  if (token.kind !== "word" && token.kind !== "symbol") return null;
  const known = OPERATORS.get(token.source);
  if (known !== undefined) return { operator: known[0], level: known[1], tokens: 1 };
  const isNot = token.source === "not";
  const word = isNot ? tokens[at + 1] : token;
  const call = word.kind === "word" ? WORD_CALLS.get(word.source) : undefined;
  if (call === undefined || (isNot && word.source === "not_in")) return null;
  const isNegated = isNot || word.source === "not_in";
  return { call, isNegated, level: LEVELS.comparison, tokens: isNot ? 2 : 1 };
}
