import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { bindTemplate, parseTemplate, renderTemplate, type Scope, writeTemplate } from "../../lib/core/template.ts";

const rewrite = (text: string) => writeTemplate(parseTemplate(text));

const WRITTEN: readonly (readonly [string, string])[] = [
  ["{{ a.b }} {a[0]} {{ s['my-step'].x }} {{ größe }}", "{a.b} {a.0} {{ s['my-step'].x }} {{ größe }}"],
  ["{{a+b*2|round( 1 )}}", "{{ a + b * 2 | round(1) }}"],
  ["{{ (a + b) * -c - (d - e) }}", "{{ (a + b) * -c - (d - e) }}"],
  ["{{ not (a == b) == (c or d) and x not in [1, 'q'] }}", "{{ not (a == b) == (c or d) and not in(x, [1, 'q']) }}"],
  ["{if a}x{else if b == 'c'}y{else}z{endif}", "{if a}x{elif b == 'c'}y{else}z{endif}"],
  ["{{ for x in s['a b'] }}{{ x }}{{ endfor }}", "{{ for x in s['a b'] }}{x}{endfor}"],
  ["a\n{for x in xs}\n- {x}\n{endfor}\nb", "a\n{for x in xs}- {x}\n{endfor}b"],
  ["{{ (else) }}{true | upper}{{ true }}", "{{ (else) }}{true | upper}{{ true }}"],
  ['{"a": {"b": 1}} {} {{}} ${x} {x|y} {x | y > 1}', '{"a": {"b": 1}} {} {{}} ${x} {x|y} {x | y > 1}'],
  ["\\{a} \\\\{a} \\{\\{a}} \\{if x} \\{a, b}", "\\{a} \\\\{a} \\{\\{a}} \\{if x} {a, b}"],
  ["${{ a }} ${{ true }}{endless}", "${{ a }} ${{ true }}{endless}"],
];
for (const [text, written] of WRITTEN) {
  Deno.test(`${JSON.stringify(text)} is written so that it is read as the same`, () => {
    assertEquals(rewrite(text), written);
    assertEquals(rewrite(written), written);
  });
}

Deno.test("what was filled in is escaped where it would be read as a tag, and only there", () => {
  const bound = bindTemplate(parseTemplate("{note}: {target}"), { note: 'say {target} {"a": 1} {{ x }} {endfor} \\{' });
  assertEquals(writeTemplate(bound), 'say \\{target} {"a": 1} \\{{ x }} \\{endfor} \\\\{: {target}');
});

Deno.test("an expression that is filled in part is written with its values", () => {
  const bind = (text: string, scope: Scope) => writeTemplate(bindTemplate(parseTemplate(text), scope));
  assertEquals(bind("{{ a * 2 + b }}", { a: 3 }), "{{ 6 + b }}");
  assertEquals(bind("{{ b - a }}", { a: -3 }), "{{ b - -3 }}");
  assertEquals(bind("{{ b == a }}", { a: "{b}'\n" }), "{{ b == '\\u007bb\\u007d\\'\\n' }}");
  assertEquals(bind("{{ count(rows, score > 1) / b }}", { rows: [{ score: 2 }] }), "{{ 1 / b }}");
  assertEquals(
    bind("{{ rows | to_json | indent(b) }}", { rows: [{ a: 1 }] }),
    "{{ '[\\u007b\"a\":1\\u007d]' | indent(b) }}",
  );
  assertEquals(bind("{if a > 1}x{elif b}{a}{else}z{endif}", { a: 1 }), "{if b}1{else}z{endif}");
  assertEquals(bind("{if b}{x}{elif a}y{else}z{endif}", { a: 1 }), "{if b}{x}{else}y{endif}");
  assertEquals(bind("{if flag}{{ 'a' * x }}{endif}", { x: 1 }), "{if flag}{{ 'a' * 1 }}{endif}");
});

Deno.test("what cannot be written inside an expression is refused", () => {
  const bind = (text: string, scope: Scope) => writeTemplate(bindTemplate(parseTemplate(text), scope));
  assertThrows(() => bind("{{ [a, b] }}", { a: { c: 1 } }), RangeError, "received an object");
  assertThrows(() => bind("{{ a == b }}", { a: "x".repeat(10_001) }), RangeError, "Cannot write the template");
});

Deno.test("a member that the item of an unrolled loop lacks is missing for good", () => {
  const template = parseTemplate("{for x in xs}{{ x.y | default('-') }}{if b}{x.y}{endif}{endfor}");
  assertEquals(writeTemplate(bindTemplate(template, { xs: [{ y: "{x.y}" }] })), "\\{x.y}{if b}\\{x.y}{endif}");
  assertThrows(() => bindTemplate(template, { xs: [{ z: 1 }] }), RangeError, "x.y must be a known name");
});

const PARTS = [
  "{a}",
  "{{ b }}",
  "{c | upper}",
  "{{ d | default(a) }}",
  "{{ nope | default(b) | trim }}",
  "{{ a == b }}",
  "{{ [a, n, b] | join(c) }}",
  "{{ n * m - 1 | default(c) }}",
  "{{ contains(a, b) or a == c }}",
  "{{ xs | join(a) | replace('{', b) }}",
  "{true}",
  "{for x in xs}",
  "{for a in ys}",
  "{if a == b}",
  "{if n > m}",
  "{if nope exists or b}",
  "{x}",
  "{x | default('{a}')}",
  "{elif c}",
  "{else}",
  "{endif}",
  "{endif}",
  "{endfor}",
  "{endfor}",
];
const HOSTILE = [
  "{",
  "}",
  "{{",
  "}}",
  "\\",
  "\\{",
  "'",
  '"',
  "$",
  "\n",
  "  ",
  "\r\n",
  "a",
  "a}",
  "{a}",
  "{{ b }}",
  "{for x in xs}",
  "{if a}",
  "{else}",
  "{endfor}",
  "{endif}",
  "{if ",
  "| upper }}",
  " | ",
];
const hostile = fc.array(fc.constantFrom(...HOSTILE), { maxLength: 5 }).map((parts) => parts.join(""));
const source = fc.array(fc.oneof(fc.constantFrom(...PARTS), fc.constantFrom(...PARTS), hostile), { maxLength: 14 })
  .map((parts) => closed(parts).join(""));
const scopes = fc.record({
  a: hostile,
  b: hostile,
  c: hostile,
  d: hostile,
  true: hostile,
  x: hostile,
  n: fc.integer({ min: -3, max: 3 }),
  m: fc.integer({ min: -3, max: 3 }),
  xs: fc.array(fc.oneof(hostile, fc.integer()), { maxLength: 3 }),
  ys: fc.array(hostile, { maxLength: 2 }),
});

/** Opens and closes what would otherwise stand alone, so that most texts are templates. */
function closed(parts: readonly string[]): string[] {
  const open: string[] = [];
  const out: string[] = [];
  for (const part of parts) {
    const isTag = PARTS.includes(part);
    if (isTag && /^\{(end|el)/.test(part)) {
      const wanted = part === "{endfor}" ? "{endfor}" : "{endif}";
      if (open.at(-1) !== wanted) continue;
      if (part.startsWith("{end")) open.pop();
    } else if (isTag && /^\{(for|if)/.test(part)) open.push(part.startsWith("{for") ? "{endfor}" : "{endif}");
    out.push(part);
  }
  return [...out, ...open.reverse()];
}

function outcome(render: () => string): string {
  try {
    return `text: ${render()}`;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return "refused";
  }
}

Deno.test("filling in two steps, with the template written and read between them, gives the same as at once", () => {
  let compared = 0;
  fc.assert(
    fc.property(source, scopes, fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }), (text, scope, isFirst) => {
      let template;
      try {
        template = parseTemplate(text);
      } catch (error) {
        if (error instanceof SyntaxError) return;
        throw error;
      }
      const pick = (wanted: boolean) =>
        Object.fromEntries(Object.entries(scope).filter((_, i) => isFirst[i] === wanted));
      const expected = outcome(() => renderTemplate(template, scope));
      const written = outcome(() => writeTemplate(bindTemplate(template, pick(true))));
      if (written === "refused") return assertEquals(expected, "refused");
      compared++;
      const again = parseTemplate(written.slice("text: ".length));
      assertEquals(outcome(() => renderTemplate(again, pick(false))), expected);
    }),
    { seed: 1, numRuns: 3000 },
  );
  assertEquals(compared > 1000, true, `${compared}`);
});

Deno.test("a template that is written is read as the same, tag for tag", () => {
  const plain = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (key, item) => key === "source" ? undefined : item));
  fc.assert(
    fc.property(source, (text) => {
      let template;
      try {
        template = parseTemplate(text);
      } catch (error) {
        if (error instanceof SyntaxError) return;
        throw error;
      }
      assertEquals(plain(parseTemplate(writeTemplate(template))), plain(template));
    }),
    { seed: 1, numRuns: 3000 },
  );
});

Deno.test("any text that is filled in comes back as it was", () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: "grapheme" })), (text) => {
      const written = writeTemplate(bindTemplate(parseTemplate("{a}{b}{a}"), { a: text }));
      assertEquals(renderTemplate(parseTemplate(written), { b: "|" }), `${text}|${text}`);
    }),
    { seed: 1, numRuns: 3000 },
  );
});
