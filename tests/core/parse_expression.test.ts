import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { expressionPaths, parseExpression } from "../../lib/core/parse_expression.ts";

const SAME: readonly (readonly [string, string, string])[] = [
  ["or is looser than and", "a or b and c", "a or (b and c)"],
  ["and is looser than not", "not a and b", "(not a) and b"],
  ["not is looser than comparisons", "not a == b", "not (a == b)"],
  ["comparisons are looser than sums", "a + 1 < b - 2", "(a + 1) < (b - 2)"],
  ["sums are looser than products", "a + b * c", "a + (b * c)"],
  ["products are looser than minus", "-a * b", "(-a) * b"],
  ["sums go from left to right", "a - b - c", "(a - b) - c"],
  ["products go from left to right", "a / b * c % d", "((a / b) * c) % d"],
  [
    "the bounds of between are sums, and its and is its own",
    "x between a + 1 and b and c",
    "(x between (a+1) and b) and c",
  ],
  ["comparisons on both sides of or are two", "a == 'x' or a == 'y'", "(a == 'x') or (a == 'y')"],
  ["the signs mean the words", "!a && b || c", "not a and b or c"],
  ["infix contains is the function", "a contains b", "contains(a, b)"],
  ["infix matches is the function", "a matches 'x'", "matches(a, 'x')"],
  ["infix between is the function", "a between 1 and 2", "between(a, 1, 2)"],
  ["infix starts_with is the function", "a starts_with 'x'", "startsWith(a, 'x')"],
  ["infix ends_with is the function", "a ends_with 'x'", "endsWith(a, 'x')"],
  ["starts_with is a function too", "starts_with(a, 'x')", "startsWith(a, 'x')"],
  ["postfix exists is the function", "a exists and b", "exists(a) and b"],
  ["postfix empty is the function", "a empty or b", "isEmpty(a) or b"],
  ["empty is isEmpty", "empty(a)", "isEmpty(a)"],
  ["not in is not_in", "a not in [1]", "a not_in [1]"],
  ["not in negates in", "a not in [1]", "not (a in [1])"],
  ["not_in is a function too", "not_in(a, [1])", "not in(a, [1])"],
  ["not may stand before each word", "a not contains b", "not contains(a, b)"],
  ["not may stand before a postfix word", "a not empty", "not empty(a)"],
  ["minus may be repeated", "1 - -a", "1 - (-a)"],
  ["not may be repeated", "not not a", "!(!a)"],
  ["double braces around all of it are nothing", "  {{ a > 1 }}\n", "a > 1"],
  ["double braces need no space", "{{a}}", "a"],
  ["space is nothing", "\ta\n>\r\n1 ", "a>1"],
  ["an index is a member", "a[0].b", "a.0.b"],
  ["a quoted index is a member", "a[ 'b' ]", "a.b"],
  ["quotes are single or double", "'it\\'s'", '"it\'s"'],
];
for (const [name, text, other] of SAME) {
  Deno.test(name, () => assertEquals(parseExpression(text).root, parseExpression(other).root));
}

const LITERALS: readonly (readonly [string, unknown])[] = [
  ["12", 12],
  ["1.5", 1.5],
  [".5", 0.5],
  ["2e3", 2000],
  ["2.5E-1", 0.25],
  ["true", true],
  ["false", false],
  ["null", null],
  ["''", ""],
  ["'a \"b\"'", 'a "b"'],
  [`"a 'b'"`, "a 'b'"],
  ["'or and {{ }} ('", "or and {{ }} ("],
  ["'a\\\\b\\n\\t\\r\\/\\u00e9'", "a\\b\n\t\r/é"],
  ["'\\d+\\.\\b'", "\\d+\\.\\b"],
  ["'日本 👍'", "日本 👍"],
];
for (const [text, value] of LITERALS) {
  Deno.test(`${text} is a literal`, () =>
    assertEquals(parseExpression(text).root, { kind: "literal", value } as never));
}

const PATHS: readonly (readonly [string, string[][]])[] = [
  ["severity == 'critical' or severity == 'high'", [["severity"]]],
  ["steps.check.0.score > inputs.limit and a[12].length", [["steps", "check", "0", "score"], ["inputs", "limit"], [
    "a",
    "12",
    "length",
  ]]],
  ["any(rows, score > 3 and any(tags, @ == name)) and limit", [["rows"], ["limit"]]],
  ["all(a.b, @.c)", [["a", "b"]]],
  ["count(rows) / count(other, x)", [["rows"], ["other"]]],
  ["between(x, [y, -z], max(u, v)) and not w", [["x"], ["y"], ["z"], ["u"], ["v"], ["w"]]],
  ["a.in.or.not", [["a", "in", "or", "not"]]],
  ["length == 3 and x.length", [["length"], ["x", "length"]]],
  ["steps['my-step'][\"a b\"]", [["steps", "my-step", "a b"]]],
  ["größe > 1 and 名前 == 'x'", [["größe"], ["名前"]]],
  ["'a.b' == 1", []],
];
for (const [text, paths] of PATHS) {
  Deno.test(`the paths of ${text}`, () => assertEquals(expressionPaths(parseExpression(text)), paths));
}

const ERRORS: readonly (readonly [string, string])[] = [
  ["", "expected a value at character 1, received the end"],
  ["{{ }}", "expected a value at character 4, received the end"],
  ["a >", "expected a value at character 4, received the end"],
  ["a b", 'expected an operator or the end at character 3, received "b"'],
  ["a AND b", 'expected an operator or the end at character 3, received "AND", did you mean "and"?'],
  ["a contain b", 'at character 3, received "contain", did you mean "contains"?'],
  ["and a", 'expected a value at character 1, received "and"'],
  ["a or in", 'expected a value at character 6, received "in"'],
  ["(a", "expected ) at character 3, received the end"],
  ["a)", 'expected an operator or the end at character 2, received ")"'],
  ["[1, 2", "expected , or ] at character 6, received the end"],
  ["[1,]", 'expected a value at character 4, received "]"'],
  ["[,]", 'expected a value at character 2, received ","'],
  ["max(1 2)", 'expected , or ) at character 7, received "2"'],
  ["1 < 2 < 3", "expected and, or, or the end at character 7, comparisons are not chained"],
  ["a == b != c", "at character 8, comparisons are not chained"],
  ["x between 1 or 2", "expected and, as in x between 1 and 5 at character 13"],
  ["a = 1", 'unexpected "=" at character 3, equality is written "=="'],
  ["a & b", 'unexpected "&" at character 3, it is written "and" or "&&"'],
  ["a | default(1)", 'unexpected "|" at character 3, it is written "or" or "||"'],
  ["a # b", 'unexpected "#" at character 3, a value or an operator was expected'],
  ["'abc", 'unexpected "\'" at character 1, a text needs its closing quote'],
  ["👍👍", 'unexpected "👍" at character 1'],
  ["'👍' $", 'unexpected "$" at character 5'],
  ["{{ a }} == {{ b }}", 'unexpected "}" at character 6, double braces may only stand around the whole expression'],
  ["{{ a }", 'unexpected "{" at character 1, double braces may only stand around the whole'],
  ["@ > 1", "unexpected @ at character 1, it is the item inside any, all and count only"],
  ["any(@, 1)", "unexpected @ at character 5"],
  ["any(a, @) and @.b", "unexpected @ at character 15"],
  ["lenght(a) > 1", 'unknown function "lenght" at character 1, did you mean "length"?'],
  ["1 + TOLOWERCASE(a)", 'unknown function "TOLOWERCASE" at character 5, did you mean "toLowerCase"?'],
  ["filter(a)", 'unknown function "filter" at character 1, known: contains, matches, startsWith, endsWith, between'],
  ["constructor(a)", 'unknown function "constructor" at character 1'],
  ["a.b.trim()", 'unknown function "a.b.trim" at character 1'],
  ["__proto__()", 'unknown function "__proto__" at character 1'],
  ["length()", "length must have 1 argument at character 1, received 0"],
  ["now(1)", "now must have 0 arguments at character 1, received 1"],
  ["any(a, b, c)", "any must have 1 or 2 arguments at character 1, received 3"],
  ["starts_with(a)", "starts_with must have 2 arguments at character 1, received 1"],
  ["min()", "min must have at least 1 argument at character 1, received 0"],
  ["1e999", "a number that is too large at character 1"],
  ["(".repeat(101) + "1" + ")".repeat(101), "nested too deeply at character 102, the most is 100 levels"],
  ["not ".repeat(101) + "a", "the most is 100 levels"],
  ["-".repeat(9999) + "1", "the most is 100 levels"],
  ["[".repeat(5000), "the most is 100 levels"],
  ["abs(".repeat(200), "the most is 100 levels"],
];
for (const [text, message] of ERRORS) {
  Deno.test(`refused with its place: ${text.slice(0, 40)}`, () => {
    const error = assertThrows(() => parseExpression(text), SyntaxError, message);
    assert(error.message.startsWith('Cannot parse the expression "'), error.message);
  });
}

Deno.test("an expression may have 10,000 characters and 100 levels, and no more", () => {
  parseExpression("(".repeat(100) + "1" + ")".repeat(100));
  parseExpression("a+".repeat(4999) + "aa");
  assertThrows(() => parseExpression("1" + " ".repeat(10_000)), SyntaxError, "it must have at most 10");
});

const PIECES = [
  ..."()[],.@!-+*/%<>'\"{}\\ ",
  ..."and or not in not_in contains matches between exists empty true null a.b any( length( 1 'x' {{ }} == && [0]"
    .split(" "),
];

Deno.test("whatever the text, it parses or is refused by a SyntaxError, and soon", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(" ")),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join("")),
    fc.constantFrom(...PIECES).map((piece) => piece.repeat(3000).slice(0, 10_000)),
  );
  const began = performance.now();
  fc.assert(
    fc.property(texts, (text) => {
      try {
        expressionPaths(parseExpression(text));
      } catch (error) {
        assert(error instanceof SyntaxError, String(error));
      }
    }),
    { seed: 1, numRuns: 3000 },
  );
  assert(performance.now() - began < 20_000);
});
