import { assertEquals, assertThrows } from "@std/assert";
import { parseTemplate, renderTemplate, templateValue } from "../../lib/core/template.ts";

const value = (filters: string, x: unknown) => templateValue(parseTemplate(`{{ x | ${filters} }}`), { x, y: "Y" });
const NESTED = [1, { name: "Ann", tags: ["a", "b"], at: { x: 1 }, no: [] }, [2, [3]], "two\nlines", {}, null];

const CASES: readonly (readonly [string, unknown, unknown])[] = [
  ["default('-')", null, "-"],
  ["default('-')", NaN, "-"],
  ["default('-')", "", ""],
  ["default('-')", 0, 0],
  ["default(y)", null, "Y"],
  ["default([])", null, []],
  ["default(-1)", null, -1],
  ["upper", "aß", "ASS"],
  ["lower | trim", "  AB\n", "ab"],
  ["upper", 1.5, "1.5"],
  ["length", "a😀", 2],
  ["length", [1, 2], 2],
  ["length", { a: 1 }, 1],
  ["first", [4, 5], 4],
  ["last", [4, 5], 5],
  ["first | default('none')", [], "none"],
  ["first", "😀a", "😀"],
  ["last", "a😀", "😀"],
  ["join", [1, "b", null, [2]], "1, b, null, [2]"],
  ["join(' | ')", ["a", "b"], "a | b"],
  ["join(separator=')')", ["a", "b"], "a)b"],
  ["join(y)", ["a", "b"], "aYb"],
  ["lines", ["a", "b"], "a\nb"],
  ["to_json", { b: "{y}", a: [1] }, '{"b":"{y}","a":[1]}'],
  ["to_yaml", { b: [1, { c: "x\ny" }], a: null }, "b:\n  - 1\n  - c: |-\n      x\n      y\na: null"],
  ["indent(2)", "a\n\n b", "  a\n\n   b"],
  ["truncate(3)", "abcd", "ab…"],
  ["truncate(3)", "a😀b", "a😀b"],
  ["truncate(2)", "😀😀😀", "😀…"],
  ["round", 2.5, 3],
  ["round(2)", 1.239, 1.24],
  ["replace('.', y)", "a.b.", "aYbY"],
  ["replace(b='1', a='a')", "aa", "11"],
  ["replace('a', '$&')", "a", "$&"],
  ["keys", { b: 1, a: 2 }, ["b", "a"]],
  ["values", { b: 1, a: 2 }, [1, 2]],
  ["keys | first", JSON.parse('{"__proto__": 1}'), "__proto__"],
  ["format_as_list", { a: 1, b: [2] }, "- a: 1\n- b:\n    - 2"],
  ["format_as_list", [], ""],
  [
    "format_as_list",
    NESTED,
    "- 1\n- name: Ann\n  tags:\n    - a\n    - b\n  at:\n    x: 1\n  no: []\n- - 2\n  - - 3\n- two\n  lines\n- {}\n- null",
  ],
  ["format_as_list", [new Date(0), "a\r- b\u2028- c"], "- 1970-01-01T00:00:00.000Z\n- a\n  - b\n  - c"],
];
for (const [filters, x, expected] of CASES) {
  Deno.test(`${JSON.stringify(x)} | ${filters} is ${JSON.stringify(expected)}`, () => {
    assertEquals(value(filters, x), expected);
  });
}

const REFUSED: readonly (readonly [string, unknown, typeof TypeError | typeof RangeError, string])[] = [
  ["upper", null, TypeError, "upper takes a text, received null; put default(…) before it"],
  ["upper", ["a"], TypeError, "upper takes a text, received a list of 1"],
  ["length", 5, TypeError, "length takes a text, a list or an object, received 5"],
  ["first", {}, TypeError, "first takes a list or a text, received an object"],
  ["join", "abc", TypeError, 'join takes a list, received "abc"'],
  ["keys", [1], TypeError, "keys takes an object, received a list of 1"],
  ["values", new Date(0), TypeError, "values takes an object, received a Date"],
  ["format_as_list", "a", TypeError, "format_as_list takes a list or an object"],
  ["round", "1.5", TypeError, 'takes numbers, received "1.5"'],
  ["round(-1)", 1.5, RangeError, "round takes 0 to 15 digits"],
  ["indent('a')", "x", RangeError, 'indent takes a whole number from 0 to 1000, received "a"'],
  ["indent(1e9)", "x", RangeError, "indent takes a whole number"],
  ["truncate(0)", "x", RangeError, "truncate takes a whole number of at least 1"],
  ["replace('', 'a')", "x", RangeError, "replace takes a text that is not empty"],
];
for (const [filters, x, kind, message] of REFUSED) {
  Deno.test(`${JSON.stringify(x)} | ${filters} is refused`, () => {
    assertThrows(() => value(filters, x), kind, message);
  });
}

Deno.test("no filter makes a text of more than 16 MiB", () => {
  const long = "a\n".repeat(2 ** 19);
  const growing = [
    `replace('a', '${"b".repeat(100)}')`,
    "indent(1000)",
    `to_json | replace('a', '${"c".repeat(40)}')`,
  ];
  for (const filters of growing) assertThrows(() => value(filters, long), RangeError, "at most 16 MiB");
  assertThrows(() => value(`join('${"b".repeat(1000)}')`, Array(20_000).fill("")), RangeError, "at most 16 MiB");
  let bomb: unknown = "lol";
  for (let i = 0; i < 30; i++) bomb = [bomb, bomb];
  for (const filter of ["to_json", "to_yaml", "format_as_list", "lines"]) {
    assertThrows(() => value(filter, bomb), RangeError, "at most 16 MiB");
  }
});

Deno.test("what filters give is not parsed again", () => {
  const template = parseTemplate("{{ x | default('{y}') }}{{ x | default(y) | upper }}");
  assertEquals(renderTemplate(template, { y: "{{ x }}" }), "{y}{{ X }}");
});
