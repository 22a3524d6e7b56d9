import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  bindTemplate,
  lookUp,
  parseTemplate,
  renderTemplate,
  type Scope,
  templateNames,
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

Deno.test("loops without end, ends without loop and double braces around anything but a name are refused", () => {
  assertThrows(() => parseTemplate("{for x in xs}{x}"), SyntaxError, "{for x in xs} has no {endfor}");
  assertThrows(() => parseTemplate("a{endfor}"), SyntaxError, "{endfor} without {for");
  assertThrows(() => parseTemplate("{{ a + b }}"), SyntaxError, "must be a dotted name");
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
