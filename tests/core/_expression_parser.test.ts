import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { evaluateExpression } from "../../lib/core/evaluate_expression.ts";
import { type ExpressionNode, parseExpression } from "../../lib/core/parse_expression.ts";

/** Prints a tree; `parens` decides whether an operand of a level needs them. */
const LEVEL: Record<string, number> = { or: 1, and: 2, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6 };
const WORDS: Record<string, string> = {
  contains: "contains",
  matches: "matches",
  in: "in",
  startsWith: "starts_with",
  endsWith: "ends_with",
};

function levelOf(node: ExpressionNode, style: Style): number {
  if (node.kind === "binary") return LEVEL[node.operator] ?? 4;
  if (node.kind === "not") return 3;
  if (node.kind === "minus") return 7;
  return node.kind === "call" && style === "least" && Object.hasOwn(WORDS, node.name) ? 4 : 8;
}

type Style = "full" | "least";

function print(node: ExpressionNode, style: Style): string {
  const at = (inner: ExpressionNode, least: number) => {
    const needs = style === "full" || levelOf(inner, style) < least;
    return needs ? `(${print(inner, style)})` : print(inner, style);
  };
  const plain = (inner: ExpressionNode) => print(inner, style);
  if (node.kind === "literal") return typeof node.value === "string" ? quote(node.value) : String(node.value);
  if (node.kind === "list") return `[${node.items.map(plain).join(", ")}]`;
  if (node.kind === "path") return node.path[0] + node.path.slice(1).map((name) => `[${quote(name)}]`).join("");
  if (node.kind === "not") return `not ${at(node.operand, 3)}`;
  if (node.kind === "minus") return `-${at(node.operand, 7)}`;
  const level = levelOf(node, style);
  // Comparisons are not chained, all else goes from left to right.
  const left = level === 4 ? 5 : level;
  if (node.kind === "binary") return `${at(node.left, left)} ${node.operator} ${at(node.right, level + 1)}`;
  if (level === 4) return `${at(node.items[0], 5)} ${WORDS[node.name]} ${at(node.items[1], 5)}`;
  return `${node.name}(${node.items.map(plain).join(", ")})`;
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

const binary = (operator: string, left: ExpressionNode, right: ExpressionNode) =>
  ({ kind: "binary", operator, left, right }) as ExpressionNode;
const literal = (value: string | number | boolean | null): ExpressionNode => ({ kind: "literal", value });
const path = (...names: string[]): ExpressionNode => ({ kind: "path", path: names });

const numbers = fc.letrec<{ node: ExpressionNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 6, depthIdentifier: "numbers" },
    fc.oneof(fc.nat(9), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })).map(literal),
    fc.tuple(fc.constantFrom("+", "-", "*", "/", "%"), tie("node"), tie("node")).map(([operator, left, right]) =>
      binary(operator, left, right)
    ),
    tie("node").map((operand): ExpressionNode => ({ kind: "minus", operand })),
  ),
})).node;

/** The oracle: JavaScript's own arithmetic, in which what is not finite is undefined and stays so. */
function compute(node: ExpressionNode): number | null {
  if (node.kind === "literal") return node.value as number;
  if (node.kind === "minus") {
    const value = compute(node.operand);
    return value === null ? null : -value;
  }
  if (node.kind !== "binary") throw new Error(node.kind);
  const [a, b] = [compute(node.left), compute(node.right)];
  if (a === null || b === null) return null;
  const results: Record<string, number> = { "+": a + b, "-": a - b, "*": a * b, "/": a / b, "%": a % b };
  return Number.isFinite(results[node.operator]) ? results[node.operator] : null;
}

Deno.test("arithmetic agrees with JavaScript's, with all parentheses and with the fewest", () => {
  fc.assert(
    fc.property(numbers, (node) => {
      const expected = compute(node);
      for (const style of ["full", "least"] as const) {
        const text = print(node, style);
        const value = evaluateExpression(parseExpression(text), {});
        assertEquals(value === expected, true, `${text} is ${value}, expected ${expected}`);
      }
    }),
    { seed: 1, numRuns: 2000 },
  );
});

const NAMES = ["a", "b", "c", "d"];
const truths = fc.letrec<{ node: ExpressionNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 6, depthIdentifier: "truths" },
    fc.constantFrom(...NAMES).map((name) => path(name)),
    fc.tuple(fc.constantFrom("or", "and", "==", "!="), tie("node"), tie("node")).map(([operator, left, right]) =>
      binary(operator, left, right)
    ),
    tie("node").map((operand): ExpressionNode => ({ kind: "not", operand })),
  ),
})).node;

/** The oracle: both sides are always computed, as bits. */
function bit(node: ExpressionNode, scope: Record<string, boolean>): number {
  if (node.kind === "path") return Number(scope[node.path[0]]);
  if (node.kind === "not") return 1 - bit(node.operand, scope);
  if (node.kind !== "binary") throw new Error(node.kind);
  const [a, b] = [bit(node.left, scope), bit(node.right, scope)];
  const results: Record<string, number> = { or: a | b, and: a & b, "==": 1 - (a ^ b), "!=": a ^ b };
  return results[node.operator];
}

Deno.test("or, and, not and equality have the truth tables of their bits, however they are parenthesised", () => {
  fc.assert(
    fc.property(truths, (node) => {
      const parsed = (["full", "least"] as const).map((style) => parseExpression(print(node, style)));
      for (let row = 0; row < 16; row++) {
        const scope = Object.fromEntries(NAMES.map((name, i) => [name, (row >> i & 1) === 1]));
        for (const expression of parsed) {
          assertEquals(evaluateExpression(expression, scope), bit(node, scope) === 1, expression.source);
        }
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

const anything = fc.letrec<{ node: ExpressionNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, depthIdentifier: "anything" },
    fc.oneof(
      fc.constantFrom(true, false, null),
      fc.string({ unit: "binary" }),
      fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    ).map(literal),
    fc.tuple(fc.constantFrom(...NAMES, "length", "größe"), fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }))
      .map(
        ([root, names]) => path(root, ...names),
      ),
    fc.array(tie("node"), { maxLength: 3 }).map((items): ExpressionNode => ({ kind: "list", items })),
    fc.tuple(fc.constantFrom("not" as const, "minus" as const), tie("node")).map(([kind, operand]) => ({
      kind,
      operand,
    })),
    fc.tuple(fc.constantFrom(...Object.keys(LEVEL), "<", ">", "<=", ">=", "==", "!="), tie("node"), tie("node")).map(
      ([operator, left, right]) => binary(operator, left, right),
    ),
    fc.tuple(fc.constantFrom(...Object.keys(WORDS), "any", "pow"), tie("node"), tie("node")).map(
      ([name, ...items]): ExpressionNode => ({ kind: "call", name, items }),
    ),
  ),
})).node;

Deno.test("what is printed parses to the same tree, with all parentheses and with the fewest", () => {
  fc.assert(
    fc.property(anything, (node) => {
      assertEquals(parseExpression(print(node, "full")).root, node);
      assertEquals(parseExpression(print(node, "least")).root, node);
      assertEquals(parseExpression(`{{ ${print(node, "least")} }}`).root, node);
    }),
    { seed: 1, numRuns: 1000 },
  );
});
