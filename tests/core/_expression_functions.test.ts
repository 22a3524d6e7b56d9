import { assertEquals, assertThrows } from "@std/assert";
import { EXPRESSION_FUNCTIONS } from "../../lib/core/_expression_functions.ts";
import { evaluateExpression } from "../../lib/core/evaluate_expression.ts";
import { parseExpression } from "../../lib/core/parse_expression.ts";
import type { Scope } from "../../lib/core/template.ts";

const SCOPE: Scope = Object.freeze({
  severity: "high",
  n: 3,
  text: "Ab👍 ",
  tags: ["a", "b"],
  scores: [1, 2, 3, 6],
  gaps: [1, null, 3],
  rows: [{ score: 0.2, label: "x", tags: ["p"] }, { score: 0.9, label: "y", tags: ["p", "q"] }, {
    label: "z",
    tags: [],
  }],
});
const evaluate = (text: string) => evaluateExpression(parseExpression(text), SCOPE);

const CASES: readonly (readonly [string, unknown])[] = [
  ["toLowerCase(text)", "ab👍 "],
  ["toUpperCase(trim(text))", "AB👍"],
  ["trim(missing)", null],
  ["any(rows, score > 0.5)", true],
  ["any(rows, score > 1)", false],
  ["any(rows, tags contains 'q' and label == 'y')", true],
  ["any(rows, any(tags, @ == 'q'))", true],
  ["any(rows, @.score > 0.5 and @['label'] == 'x')", false],
  ["all(rows, label matches '^[xyz]$')", true],
  ["all(rows, score > 0)", false],
  ["all([], @ > 1)", true],
  ["any([0, ''])", false],
  ["all([1, 'a'])", true],
  ["any(missing, @ > 1)", null],
  ["not all(missing, @ > 1)", true],
  ["count(rows)", 3],
  ["count(rows, score exists)", 2],
  ["count(tags, n > 0)", 0],
  ["count(tags, length == 1)", 2],
  ["count(missing)", null],
  ["sum(scores)", 12],
  ["sum(1, 2, n)", 6],
  ["sum([])", 0],
  ["sum(gaps)", null],
  ["average(scores)", 3],
  ["average(1, 2)", 1.5],
  ["average([])", null],
  ["average(gaps) > 0", false],
  ["min(scores) + max(scores)", 7],
  ["min(4, n)", 3],
  ["max(n)", 3],
  ["min([])", null],
  ["max(missing)", null],
  ["abs(-2)", 2],
  ["round(2.5)", 3],
  ["round(-2.5)", -3],
  ["round(-0.4)", 0],
  ["round(2.346, 2)", 2.35],
  ["round(missing)", null],
  ["floor(-1.5)", -2],
  ["ceil(1.2)", 2],
  ["sqrt(9)", 3],
  ["sqrt(-1)", null],
  ["pow(2, 10)", 1024],
];
for (const [text, expected] of CASES) {
  Deno.test(`${text} is ${JSON.stringify(expected)}`, () => assertEquals(evaluate(text), expected));
}

const ERRORS: readonly (readonly [string, typeof TypeError | typeof RangeError, string])[] = [
  ["toLowerCase(3)", TypeError, "toLowerCase takes a text, received 3"],
  ["length(3)", TypeError, "length takes a text, a list or an object, received 3"],
  ["any(severity, @)", TypeError, 'any takes a list, received "high"'],
  ["sum(tags)", TypeError, 'sum takes numbers, received "a"'],
  ["abs(severity)", TypeError, 'abs takes numbers, received "high"'],
  ["pow(2, 'x')", TypeError, 'pow takes numbers, received "x"'],
  ["round(1, 20)", RangeError, "round takes 0 to 15 digits, received 20"],
  ["count(n)", TypeError, "count takes a list, received 3"],
];
for (const [text, kind, message] of ERRORS) {
  Deno.test(`${text} is refused`, () => {
    assertThrows(() => evaluate(text), kind, message);
  });
}

Deno.test("every function takes missing values without complaint", () => {
  for (const [name, { takes: [min] }] of EXPRESSION_FUNCTIONS) {
    const value = evaluate(`${name}(${Array(min).fill("missing.x").join(", ")})`);
    if (name !== "now" && name !== "isEmpty") assertEquals(value === null || value === false, true, name);
  }
});
