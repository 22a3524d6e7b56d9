import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  bindTemplate,
  lookUp,
  parseTemplate,
  renderTemplate,
  type Scope,
  templateNames,
  templateOptionalPaths,
  templatePaths,
  templateValue,
} from "../../lib/core/template.ts";

const render = (text: string, scope: Scope) => renderTemplate(parseTemplate(text), scope);

const CASES: readonly (readonly [string, string, Scope, string])[] = [
  ["a name is filled, with one brace or two", "{a} {{ a }} {{a}}", { a: 1 }, "1 1 1"],
  ["members are reached with dots", "{a.b.c}{{ a.b.c }}", { a: { b: { c: "x" } } }, "xx"],
  ["lists and objects are written as JSON", "{a} {b}", { a: [1, "x"], b: { c: null } }, '[1,"x"] {"c":null}'],
  [
    "JSON and code are plain text",
    '{"a": 1} { a } {} {{}} function () { return 1; }',
    { a: 1 },
    '{"a": 1} { a } {} {{}} function () { return 1; }',
  ],
  ["escaped braces are braces", "\\{a\\} {a}", { a: 1 }, "{a} 1"],
  ["a loop repeats its body", "{for x in xs}<{x}>{endfor}", { xs: [1, 2] }, "<1><2>"],
  ["an empty list gives nothing", "a{for x in xs}{x}{endfor}b", { xs: [] }, "ab"],
  ["loops nest", "{for r in rows}{for c in r.cells}{c}{r.end}{endfor}|{endfor}", {
    rows: [{ cells: [1, 2], end: "," }, { cells: [3], end: ";" }],
  }, "1,2,|3;|"],
  [
    "a loop's name hides an outer one and ends with the loop",
    "{x}{for x in xs}{x}{endfor}{x}",
    { x: "o", xs: ["i"] },
    "oio",
  ],
  [
    "loop tags alone on their lines leave no empty lines",
    "a\n  {for x in xs}\n- {x}\n{endfor}  \nb",
    { xs: [1, 2] },
    "a\n- 1\n- 2\nb",
  ],
  [
    "loop tags with Windows line ends leave no empty lines",
    "a\r\n{for x in xs}\r\n{x}\r\n{endfor}\r\nb",
    { xs: [1] },
    "a\r\n1\r\nb",
  ],
  ["a loop tag beside text keeps its line", "a {for x in xs}\n{x}{endfor}\n", { xs: [1] }, "a \n1\n"],
  [
    "what is filled in is not parsed again",
    "{a}{b}",
    { a: "{b}{{ b }}\\{", b: "{for x in y}" },
    "{b}{{ b }}\\{{for x in y}",
  ],
  [
    "a place behind a dollar sign takes double braces",
    "${a} ${{ a }} ${a | upper}",
    { a: "x" },
    "${a} $x ${a | upper}",
  ],
  [
    "two braces of JSON are no tag",
    '{{"a": {"b": 1}}} {{"a": 1}} {{"a": "{x}"}}',
    { x: 2 },
    '{{"a": {"b": 1}}} {{"a": 1}} {{"a": "2"}}',
  ],
  ["quoted braces in an expression do not end it", "{{ a == '}}' }}{if a == '{'}x{endif}", { a: "{" }, "falsex"],
  ["expressions are computed in double braces", "{{ s.a * 100 }} {{ round(s.b) }}", { s: { a: 0.5, b: 1.6 } }, "50 2"],
  ["members of any name stand in brackets", "{{ s['my-step'].text }} {s.xs[1]} {s.xs.0}", {
    s: { "my-step": { text: "T" }, xs: [1, 2] },
  }, "T 2 1"],
  ["words of the expression language are names where nothing else stands", "{in} {{ in }} {{ in | upper }}", {
    in: "a",
  }, "a a A"],
  ["the first branch whose condition holds is written", "{if a}A{elif b}B{else if c}C{else}D{endif}", {
    a: 0,
    b: "",
    c: 1,
  }, "C"],
  ["else is written where no condition holds", "{{if a}}A{{elif b}}B{{else}}D{{endif}}", { a: null, b: [] }, "D"],
  ["without else nothing is written", "<{if a}A{endif}>", { a: false }, "<>"],
  ["what is missing is null in a condition", "{if a.b > 1}A{elif a exists}B{else}C{endif}", {}, "C"],
  [
    "tags of choices alone on their lines leave no empty lines",
    "a\n{if x}\nb\n  {else}\nc\n{endif}\nd",
    { x: 1 },
    "a\nb\nd",
  ],
  ["loops and choices nest", "{for x in xs}{if x > 1}{for y in ys}{{ x * y }},{endfor}{else}-{endif}{endfor}", {
    xs: [1, 2],
    ys: [3],
  }, "-6,"],
  [
    "code with if, else and pipes is text",
    "if (x) {if (y) return 1;} {yes|no} {x | x > 0} a {b | c d}",
    {},
    "if (x) {if (y) return 1;} {yes|no} {x | x > 0} a {b | c d}",
  ],
  ["dates are written in ISO 8601", "{d}", { d: new Date(0) }, "1970-01-01T00:00:00.000Z"],
  ["three braces are one of text and a place", '{"a": {{x}}} {{{x}}}', { x: 1 }, '{"a": 1} {1}'],
  ["dollar signs are filled in as they are", "{a}", { a: "$& $1 $$" }, "$& $1 $$"],
  [
    "false, zero, null and the empty text are values",
    "{a},{b},{c},{d}",
    { a: false, b: 0, c: null, d: "" },
    "false,0,null,",
  ],
];
for (const [name, text, scope, expected] of CASES) {
  Deno.test(name, () => assertEquals(render(text, scope), expected));
}

Deno.test("with double braces only, single ones are left for later", () => {
  const template = parseTemplate("{a} {{ a }} {for x in xs} \\{", { style: "double" });
  assertEquals(renderTemplate(template, { a: 1 }), "{a} 1 {for x in xs} \\{");
});

Deno.test("the names of a template are those that its loops do not bind, each once", () => {
  assertEquals(templateNames(parseTemplate("{a} {for x in b.xs}{x.y} {c} {a}{endfor} {x}")), ["a", "b.xs", "c", "x"]);
});

Deno.test("an unknown name is refused with the nearest or all known ones", () => {
  assertThrows(
    () => render("{target_inpt}", { target_input: 1, task: 2 }),
    RangeError,
    'Cannot render {target_inpt}: target_inpt must be a known name, did you mean "target_input"?',
  );
  assertThrows(() => render("{{ zzz }}", { a: 1, b: 2 }), RangeError, "zzz must be a known name, known: a, b");
  assertThrows(() => render("{a.c}", { a: { b: 1 } }), RangeError, '"a" has no such member');
  assertThrows(() => render("{for x in ys}{endfor}", { xs: [] }), RangeError, 'did you mean "xs"?');
});

Deno.test("what prototypes hold cannot be reached", () => {
  for (
    const path of [
      "__proto__",
      "constructor",
      "constructor.name",
      "a.__proto__",
      "a.constructor",
      "a.toString",
      "s.length",
      "f.call",
    ]
  ) {
    assertThrows(() => render(`{${path}}`, { a: {}, s: "text", f: () => 1 }), RangeError, "must be a known name");
  }
  assertEquals(lookUp({ a: {} }, ["a", "hasOwnProperty"]), undefined);
  assertEquals(render("{for __proto__ in xs}{__proto__.a}{endfor}", { xs: [{ a: 1 }] }), "1");
});

Deno.test("a loop over something else than a list is refused", () => {
  assertThrows(() => render("{for x in a}{endfor}", { a: "text" }), TypeError, 'a must be a list, received "text"');
});

Deno.test("what is known already can be filled first, and the rest later", () => {
  const bound = bindTemplate(parseTemplate("{a} {for x in xs}{x.n}{endfor} {b}"), { a: 1, xs: [{ n: 2 }] });
  assertEquals(templateNames(bound), ["b"]);
  assertEquals(renderTemplate(bound, { b: "{a}" }), "1 2 {a}");
});

Deno.test("filling in two steps gives the same as filling at once, in whatever order", () => {
  const text = "{a}{for x in xs}{a}{x}{for y in ys}{x}{y}{a}{endfor}{endfor}";
  const scope: Record<string, unknown> = { a: "A", xs: [1, 2], ys: ["u", "v"] };
  fc.assert(
    fc.property(fc.subarray(Object.keys(scope)), (first) => {
      const pick = (wanted: boolean) =>
        Object.fromEntries(Object.entries(scope).filter(([name]) => first.includes(name) === wanted));
      const bound = bindTemplate(parseTemplate(text), pick(true));
      assertEquals(renderTemplate(bound, pick(false)), render(text, scope));
    }),
    { seed: 1 },
  );
});

Deno.test("text without braces is itself", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const plain = text.replace(/[{}\\]/g, "");
      assertEquals(render(plain, {}), plain);
    }),
    { seed: 1 },
  );
});

Deno.test("a value of any content is filled in unchanged", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      (value) => assertStringIncludes(render("<{a}>", { a: value }), `<${value}>`),
    ),
    { seed: 1 },
  );
});

Deno.test("the paths of a template are told each once, with those in conditions, arguments and expressions", () => {
  const text =
    "{if a.b > limit}{for x in xs.y}{x}{{ x.z + c['d e'] }}{endfor}{else}{{ e | default(f) | join(g) }}{endif}{x}{e}";
  const paths = [["a", "b"], ["limit"], ["xs", "y"], ["c", "d e"], ["e"], ["f"], ["g"], ["x"]];
  assertEquals(templatePaths(parseTemplate(text)), paths);
  assertEquals(templateNames(parseTemplate(text)), ["a.b", "limit", "xs.y", "c.d e", "e", "f", "g", "x"]);
});

Deno.test("a path is optional where each use of it may do without", () => {
  const optional = (text: string) => templateOptionalPaths(parseTemplate(text));
  assertEquals(optional("{{ a | default(b) }}{{ c.d * 2 | default(0) }}"), [["a"], ["c", "d"]]);
  assertEquals(optional("{{ a | default(1) }}{a}"), []);
  assertEquals(optional("{{ a | upper | default('') }}"), []);
  assertEquals(optional("{if a exists and a.b > 1 and c > 1}{endif}{{ isEmpty(d) }}"), [["a"], ["a", "b"], ["d"]]);
  assertEquals(optional("{for x in xs}{{ x | default(1) }}{endfor}"), []);
});

Deno.test("a template that is one place has a typed value, any other is a text", () => {
  const value = (text: string, scope: Scope) => templateValue(parseTemplate(text), scope);
  const list = [1, { a: 2 }];
  assertEquals(value("{xs}", { xs: list }), list);
  assertEquals(value("{{ a / 2 }}", { a: 3 }), 1.5);
  assertEquals(value("{{ xs | length }}", { xs: list }), 2);
  assertEquals(value("{{ x | default(null) }}", {}), null);
  assertEquals(value("{{ xs }} ", { xs: list }), '[1,{"a":2}] ');
  assertEquals(value("{if xs}{xs}{endif}", { xs: list }), '[1,{"a":2}]');
  assertEquals(value("", {}), "");
  assertThrows(() => value("{xz}", { xs: 1 }), RangeError, 'must be a known name, did you mean "xs"?');
});

Deno.test("what is missing in an expression or an argument is refused, save what is asked for", () => {
  assertThrows(
    () => render("{{ s.b * 2 }}", { s: { a: 1 } }),
    RangeError,
    "Cannot render {{ s.b * 2 }}: s.b must be a",
  );
  assertThrows(() => render("{{ x | join(y) }}", { x: [] }), RangeError, "y must be a known name");
  assertThrows(() => render("{{ x | upper }}", { y: 1 }), RangeError, "x must be a known name");
  assertThrows(() => render("{{ x | default(y) }}", {}), RangeError, "y must be a known name");
  assertEquals(render("{{ x | default(y) }}{{ y exists and y.z > 1 }}", { x: 1 }), "1false");
});

Deno.test("an error inside an expression or a filter names the place", () => {
  assertThrows(() => render("a {{ 'a' * x }}", { x: 1 }), TypeError, "Cannot render {{ 'a' * x }}: ");
  assertThrows(
    () => render("{x | upper}", { x: [] }),
    TypeError,
    "Cannot render {x | upper}: upper takes a text, received",
  );
  assertThrows(() => render("{if -x > 1}{endif}", { x: "a" }), TypeError, "Cannot render {if -x > 1}: ");
});
