import { assert, assertEquals, assertThrows } from "@std/assert";
import { evaluateExpression } from "../../lib/core/evaluate_expression.ts";
import { parseExpression } from "../../lib/core/parse_expression.ts";
import type { Scope } from "../../lib/core/template.ts";

const NOW = new Date("2026-03-10T12:00:00Z");
const evaluate = (text: string, scope: Scope = {}) =>
  evaluateExpression(parseExpression(text), scope, { now: () => NOW });

const SCOPE: Scope = Object.freeze({
  severity: "high",
  zero: 0,
  n: 3,
  text: "Ab👍 ",
  numeric: "10",
  nan: NaN,
  big: 12n,
  none: null,
  tags: ["a", "b"],
  scores: [1, 2, 3, 6],
  gaps: [1, null, 3],
  empty: [],
  rows: [{ score: 0.2, label: "x", tags: ["p"] }, { score: 0.9, label: "y", tags: ["p", "q"] }, {
    label: "z",
    tags: [],
  }],
  object: { length: 7, "a b": 1 },
  plain: {},
  created: "2026-03-09T12:00:00Z",
  when: new Date("2026-03-09T12:00:00Z"),
});

const CASES: readonly (readonly [string, unknown])[] = [
  ["severity == 'critical' or severity == 'high'", true],
  ["severity == 'critical' or severity == 'low'", false],
  ["{{ severity == 'critical' || severity == \"high\" }}", true],
  ["n > 2 and n < 4 and not n == 5", true],
  ["n or false", true],
  ["zero or none or '' or [] or false", false],
  ["'false' and '0' and [0] and plain", true],
  ["!zero", true],
  ["1 + 2 * 3 - 4 / 2", 5],
  ["(1 + 2) * 3 % 4", 1],
  ["-7 % 4", -3],
  ["-n + --n", 0],
  ["2 * -3", -6],
  ["add(1, 2) * subtract(5, 3) / divide(multiply(2, 4), 4)", 3],
  ["3 > 2", true],
  ["3 < 2", false],
  ["3 >= 3", true],
  ["3 <= 2", false],
  ["3 == 3.0", true],
  ["3 != 3", false],
  ["numeric > 9", true],
  ["numeric == 10", true],
  ["numeric > '9'", true],
  ["10 == '1e1'", true],
  ["'10' == '10.0'", false],
  ["'007' == '7'", false],
  ["'' == 0", false],
  ["' 1' == 1", false],
  ["'0x10' == 16", false],
  ["'b' > 'a'", true],
  ["'high' > 3", false],
  ["'high' <= 3", false],
  ["true > false", false],
  ["true == 1", false],
  ["'true' == true", false],
  ["null == false", false],
  ["tags == ['a', 'b']", true],
  ["tags == ['b', 'a']", false],
  ["[1, '2', [3]] == [1, 2, [3]]", true],
  ["tags != tags", false],
  ["plain == plain", true],
  ["missing == null", true],
  ["missing.deeper[3].x == none", true],
  ["missing != 3", true],
  ["missing > 3", false],
  ["missing <= 3", false],
  ["missing + 1", null],
  ["-missing", null],
  ["nan == null", true],
  ["nan", null],
  ["big + 1", 13],
  ["1 / 0", null],
  ["1 % 0", null],
  ["1e308 * 10", null],
  ["severity contains 'ig'", true],
  ["severity contains 'IG'", false],
  ["tags contains 'a'", true],
  ["tags contains 'c'", false],
  ["scores contains '2'", true],
  ["n contains 3 or true", TypeError],
  ["missing contains 'a'", false],
  ["'a1' contains 1", true],
  ["'a' in tags", true],
  ["'c' not in tags", true],
  ["n not_in [1, 2, 3]", false],
  ["'ig' in severity", true],
  ["none in [null]", true],
  ["missing in tags", false],
  ["severity in missing", false],
  ["severity matches '^hi[a-z]+$'", true],
  ["severity matches '^HI'", false],
  ["n matches '\\d'", true],
  ["missing matches '.'", false],
  ["n between 3 and 5", true],
  ["n between 1 and 3 and true", true],
  ["n between 4 and 5", false],
  ["missing between 1 and 5", false],
  ["between(numeric, 9, 11)", true],
  ["'b' between 'a' and 'c'", true],
  ["severity starts_with 'hi'", true],
  ["startsWith(severity, 'x')", false],
  ["severity ends_with 'gh'", true],
  ["endsWith(missing, 'x')", false],
  ["n exists", true],
  ["zero exists and not missing exists", true],
  ["exists(missing.x)", false],
  ["empty empty", SyntaxError],
  ["tags empty", false],
  ["isEmpty(none) and isEmpty('') and isEmpty([]) and isEmpty(plain)", true],
  ["isEmpty(zero) or isEmpty(when)", false],
  ["length(text)", 4],
  ["text.length", 4],
  ["tags.length == length(tags)", true],
  ["object.length", 7],
  ["length(object)", 2],
  ["length(missing)", null],
  ["missing.length > 0", false],
  ["object['a b']", 1],
  ["rows[1].label", "y"],
  ["rows.1.label", "y"],
  ["rows[9].label", null],
  ["days(1) == hours(24) and hours(1) == minutes(60) and minutes(1) == seconds(60)", true],
  ["seconds(5)", 5],
  ["days(missing)", null],
  ["now() == '2026-03-10T12:00:00Z'", true],
  ["now() == '2026-03-10T13:00:00+01:00'", true],
  ["now() > '2026-03-10'", true],
  ["now() > '2026-03-10T11:59'", true],
  ["now() > 'soon'", false],
  ["now() > 0", false],
  ["now() - when", 86400],
  ["now() - created", 86400],
  ["created > now() - days(2)", true],
  ["created > now() - hours(23)", false],
  ["when + days(1) == now()", true],
  ["days(1) + when == now()", true],
  ["now() - missing", null],
  ["[n, 'x', missing]", [3, "x", null]],
  ["tags", ["a", "b"]],
  ["null", null],
];
for (const [text, expected] of CASES) {
  Deno.test(`${text} is ${typeof expected === "function" ? "refused" : JSON.stringify(expected)}`, () => {
    if (typeof expected === "function") assertThrows(() => evaluate(text, SCOPE), expected as typeof TypeError);
    else assertEquals(evaluate(text, SCOPE), expected);
  });
}

const ERRORS: readonly (readonly [string, typeof TypeError | typeof RangeError, string])[] = [
  ["severity * 2", TypeError, 'Cannot evaluate "severity * 2": * takes numbers, received "high"'],
  ["1 + numeric", TypeError, '+ takes numbers, received "10"'],
  ["missing + severity", TypeError, '+ takes numbers, received "high"'],
  ["-severity", TypeError, '- takes numbers, received "high"'],
  ["tags / 2", TypeError, "/ takes numbers, received a list of 2"],
  ["true % 2", TypeError, "% takes numbers, received true"],
  ["now() * 2", TypeError, "* takes numbers, received a Date"],
  ["now() + now()", TypeError, "+ takes a date and a number of seconds, received a Date"],
  ["1 - now()", TypeError, "- takes a date and a number of seconds, received 1"],
  ["now() + 'x'", TypeError, '+ takes a date and a number of seconds, received "x"'],
  ["plain contains 'x'", TypeError, "contains takes a text or a list to look in, received an object"],
  ["'x' in 3", TypeError, "in takes a text or a list to look in, received 3"],
  ["tags matches 'x'", TypeError, "matches takes texts, received a list of 2"],
  ["severity matches 3", TypeError, "matches takes a text as its pattern, received 3"],
  ["severity matches '('", RangeError, 'matches takes a regular expression, received "(" (Unterminated group)'],
];
for (const [text, kind, message] of ERRORS) {
  Deno.test(`${text} is refused`, () => {
    const error = assertThrows(() => evaluate(text, SCOPE), kind, message);
    assert(error.message.startsWith("Cannot evaluate "), error.message);
  });
}

Deno.test("what prototypes hold cannot be reached", () => {
  const scope = { a: {}, s: "text", l: [1], f: () => 1 };
  const texts = [
    "__proto__",
    "constructor",
    "constructor.name",
    "toString",
    "a.__proto__",
    "a.constructor.prototype",
    "a['__proto__']",
    "s.constructor",
    "l.map",
    "l.constructor",
    "f",
    "f.name",
    "f.length",
    "any([1], constructor)",
    "any(['x'], @.constructor)",
  ];
  for (const text of texts) assertEquals(evaluate(`(${text}) exists and (${text}) != false`, scope), false, text);
  assertEquals(evaluate("a.__proto__", JSON.parse('{"a": {"__proto__": 1}}')), 1);
});

Deno.test("the right side is left alone when the left side decides", () => {
  assertEquals(evaluate("false and 'x' * 2"), false);
  assertEquals(evaluate("true or 'x' * 2"), true);
  assertThrows(() => evaluate("true and 'x' * 2"), TypeError);
});

Deno.test("the clock is read once at most", () => {
  let reads = 0;
  const now = () => new Date(++reads);
  assertEquals(evaluateExpression(parseExpression("now() == now() and now() - now() == 0"), {}, { now }), true);
  assertEquals(evaluateExpression(parseExpression("1 + 1"), {}, { now }), 2);
  assertEquals(reads, 1);
  const before = Date.now();
  const value = evaluateExpression(parseExpression("now()"), {});
  assert(value instanceof Date && value.getTime() >= before);
});

Deno.test("long chains and deep nesting do not exhaust the stack", () => {
  assertEquals(evaluate("1+".repeat(4999) + "1"), 5000);
  assertEquals(evaluate("a or ".repeat(1999) + "true"), true);
  assertEquals(evaluate("(1 + ".repeat(100) + "1" + ")".repeat(100)), 101);
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  assertThrows(() => evaluate("a == b", { a: cyclic, b: [...cyclic] }), RangeError, "nested at most 100 deep");
});

Deno.test("an expression that would compute for ever is stopped", () => {
  const ten = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
  const text = `count(${ten}, `.repeat(12) + "@" + ")".repeat(12);
  assertThrows(() => evaluate(text), RangeError, "it takes more than 20");
  const slow = `all(rows, 'a' in text and text matches '${"a?".repeat(90)}c')`;
  assertThrows(() => evaluate(slow, { rows: Array(1000).fill({ text: "a".repeat(9000) + "b" }) }), RangeError);
});

Deno.test("an error of a getter in the scope passes unchanged", () => {
  const scope = {
    get a(): never {
      throw new Error("mine");
    },
  };
  assertThrows(() => evaluate("a > 1", scope), Error, "mine");
});
