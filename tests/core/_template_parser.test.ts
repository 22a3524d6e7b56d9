import { assertEquals, assertThrows } from "@std/assert";
import { bindTemplate, parseTemplate, renderTemplate, type Scope, writeTemplate } from "../../lib/core/template.ts";

const render = (text: string, scope: Scope) => renderTemplate(parseTemplate(text), scope);

const REFUSED: readonly (readonly [string, string, string])[] = [
  ["a loop without end", "\n{for x in xs}{x}", "line 2: {for x in xs} has no {endfor}"],
  ["a choice without end", "{if x}{x}", "line 1: {if x} has no {endif}"],
  ["an end without loop", "a\n\n{endfor}", "line 3: {endfor} without {for"],
  ["an end without choice", "a{endif}", "{endif} without {if"],
  ["an else without choice", "a{else}b", "{else} without {if"],
  ["an elif without choice", "a{elif x}b", "{elif x} without {if"],
  ["an end of the wrong kind", "{if a}\n{endfor}", "line 2: {endfor} without {for … in …}, inside {if a} of line 1"],
  ["two elses", "{if a}{else}{else}{endif}", "{else} stands behind {else}"],
  ["an elif behind else", "{if a}{else}{elif b}{endif}", "{elif b} stands behind {else}"],
  ["double braces around no expression", "{{ a b }}", "{{ a b }}: Cannot parse the expression"],
  ["a mistake in a condition", "{if a = b}x{endif}", "{if a = b} on line 1 is no condition: Cannot parse the expr"],
  ["a mistake in a later condition", "{if a}{elif b = 1}{endif}", 'equality is written "=="'],
  ["an unknown filter in double braces", "{{ x|uper }}", 'unknown filter "uper", did you mean "upper"?'],
  ["an unknown filter in single braces", "{x | uper}", 'unknown filter "uper", did you mean "upper"?'],
  ["an unknown filter of a literal", "{{ 'a' | uper }}", 'unknown filter "uper"'],
  ["a prototype's filter", "{{ x | constructor }}", 'unknown filter "constructor"'],
  ["a filter without its argument", "{{ x | default }}", "default must have 1 argument (value), received 0"],
  ["too many arguments", "{{ x | upper(1) }}", "upper must have 0 arguments (none), received 1"],
  ["an unknown argument", "{{ x | join(sep='-') }}", 'join has no argument "sep"'],
  ["an argument given twice", "{{ x | replace('a', a='b') }}", "each argument once"],
  ["an argument that is computed", "{{ x | default(a + 1) }}", "an argument of default must be"],
  ["a filter that is none", "{{ x | a b }}", "a filter must be a name"],
  ["a loop over an expression", "{{ for x in xs + 1 }}{{ endfor }}", "a loop runs over a path"],
  ["more than 50 levels", `${"{if a}".repeat(51)}${"{endif}".repeat(51)}`, "nested too deeply, the most is 50"],
];
for (const [name, text, message] of REFUSED) {
  Deno.test(`${name} is refused`, () => {
    assertThrows(() => parseTemplate(text), SyntaxError, message);
  });
}

Deno.test("50 levels are parsed", () => {
  assertEquals(render(`${"{if a}".repeat(50)}x${"{endif}".repeat(50)}`, { a: 1 }), "x");
});

Deno.test("texts, nesting, rounds and output are bounded", () => {
  assertThrows(() => parseTemplate("a".repeat(2 ** 20 + 1)), RangeError, "at most 1 MiB");
  const big = "a".repeat(2 ** 23);
  assertThrows(() => render("{a}{a}{a}", { a: big }), RangeError, "at most 16 MiB");
  assertThrows(() => bindTemplate(parseTemplate("{a}{a}{a}"), { a: big }), RangeError, "at most 16 MiB");
  const xs = Array(1100).fill(0);
  assertThrows(() => render("{for x in xs}{for y in xs}{endfor}{endfor}", { xs }), RangeError, "go round at most");
  let deep: unknown = 1;
  for (let i = 0; i < 200; i++) deep = [deep];
  assertThrows(() => render("{a}", { a: deep }), RangeError, "at most 100 deep");
  let bomb: unknown = "lol";
  for (let i = 0; i < 30; i++) bomb = [bomb, bomb];
  assertThrows(() => render("{a}", { a: bomb }), RangeError, "at most 16 MiB");
});

Deno.test("a megabyte of beginnings of tags is parsed or refused soon", () => {
  const parts = [
    "{{{{",
    "{if ",
    "{for x in",
    "{if 'a{if \"b",
    "{{ '",
    '{{"a\\',
    "{{'a'{{\"b\" ",
    "{a | upper('",
    "{a.b",
    '{{"a"|((',
    "{if a b}",
    "{for   ",
    "\\{",
    "   {x}",
    "{if a}{endif} ",
    "{a[0]",
  ];
  for (const part of parts) {
    const text = part.repeat(Math.floor(2 ** 20 / part.length));
    const started = performance.now();
    try {
      writeTemplate(parseTemplate(text));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    const seconds = (performance.now() - started) / 1000;
    assertEquals(seconds < 10, true, `${part}: ${seconds} s`);
  }
});
