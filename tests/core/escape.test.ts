import { assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { escapeHtml, escapeMarkdown, visible } from "../../lib/core/escape.ts";

const anyText = fc.string({ unit: fc.constantFrom(..."<>&\"'|`*_[]()#~!$\\:/@-+.1 \n\r\tawé\u202e\u0000") });

Deno.test("what could end an element, an attribute or an entity in HTML is an entity", () => {
  assertEquals(escapeHtml(`<script>alert("1")</script>`), "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
  assertEquals(escapeHtml(`' onmouseover='x`), "&#39; onmouseover=&#39;x");
  assertEquals(escapeHtml("&lt;"), "&amp;lt;");
  assertEquals(escapeHtml("ä € 😀 \t\n"), "ä € 😀 \t\n");
});

Deno.test("no raw bracket or quote survives in HTML", () => {
  fc.assert(fc.property(anyText, (text) => assertFalse(/[<>"']/.test(escapeHtml(text)))), { seed: 1 });
});

Deno.test("characters that hide text or turn its direction become visible everywhere", () => {
  // U+202E turns the direction, U+2066 isolates, U+200B has no width, U+FEFF is a byte order mark.
  const marks = [0x202e, 0x202a, 0x2066, 0x2069, 0x200b, 0x200e, 0x200f, 0xfeff, 0x00, 0x07, 0x1b, 0x7f, 0x9f];
  for (const mark of marks) {
    const character = String.fromCharCode(mark);
    assertEquals(visible(`a${character}b`), `a\\u{${mark.toString(16)}}b`);
    for (const escape of [visible, escapeHtml, escapeMarkdown]) {
      assertFalse(escape(`a${character}b`).includes(character));
    }
  }
  assertEquals(visible("tab\tline\nende"), "tab\tline\nende");
});

Deno.test("no Markdown of a cell survives: pipes, emphasis, code, links, images, HTML, formulas", () => {
  assertEquals(escapeMarkdown("a|b"), "a\\|b");
  assertEquals(escapeMarkdown("**a** _b_ `c` ~~d~~ $e$"), "\\*\\*a\\*\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\$e\\$");
  assertEquals(escapeMarkdown("![x](y)"), "\\!\\[x\\](y)");
  assertEquals(escapeMarkdown("<img src=x>"), "&lt;img src=x&gt;");
  assertEquals(escapeMarkdown("a\\|b"), "a\\\\\\|b");
  assertEquals(escapeMarkdown("a & b &amp; c"), "a &amp; b &amp;amp; c");
});

Deno.test("addresses do not become links by themselves", () => {
  assertEquals(
    escapeMarkdown("see https://a.b or www.c.d or e@f.g"),
    "see https&#58;//a.b or www&#46;c.d or e&#64;f.g",
  );
});

Deno.test("several lines become one, whatever ends a line", () => {
  assertEquals(escapeMarkdown("a\nb \r\n c\n\nd"), "a b c d");
  assertEquals(escapeMarkdown("a\rb"), "a b");
});

Deno.test("what would begin a heading, a list or a quotation at the start of a line does not", () => {
  assertEquals(escapeMarkdown("# a"), "\\# a");
  assertEquals(escapeMarkdown("- a"), "\\- a");
  assertEquals(escapeMarkdown("+ a"), "\\+ a");
  // A backslash escapes punctuation only, so it stands before the point (CommonMark 0.31, 2.4).
  assertEquals(escapeMarkdown("1. a"), "1\\. a");
  assertEquals(escapeMarkdown("2) a"), "2\\) a");
  // A backslash before the entity would show the entity's letters.
  assertEquals(escapeMarkdown("> a"), "&gt; a");
});

Deno.test("a line of nothing but a list mark or dashes does not become a list, a rule or a heading", () => {
  for (const text of ["-", "---", "- - -", "+", "1.", "==="]) {
    assertFalse(/^\s*([-+]|\d+[.)]|=+\s*$)/.test(escapeMarkdown(text)), text);
  }
});

Deno.test("no raw bracket, bare pipe or line end survives in Markdown", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = escapeMarkdown(text);
      assertFalse(/[<>\n]/.test(escaped), escaped);
      // A pipe is bare when an even number of backslashes stands before it.
      assertFalse(/(?<!\\)(\\\\)*\|/.test(escaped), escaped);
    }),
    { seed: 1, numRuns: 500 },
  );
});
