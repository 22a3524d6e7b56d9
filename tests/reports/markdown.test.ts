import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { markdown, markdownTable } from "../../lib/reports/markdown.ts";
import { reportContent } from "../../lib/reports/report_content.ts";
import { exampleInput } from "./_example.ts";

Deno.test("Every kind of block is written as Markdown, with blank lines between", () => {
  const text = markdown({
    title: "T",
    subtitle: "S",
    sections: [{
      title: "A",
      blocks: [
        { kind: "text", text: "plain" },
        { kind: "list", items: ["one", "two"] },
        { kind: "callout", tone: "good", text: "passed" },
        {
          kind: "table",
          table: { caption: "C", columns: [{ title: "x" }, { title: "n", align: "right" }], rows: [["a", "1"]] },
        },
        { kind: "chart", id: "c", chart: { description: "A chart" } },
      ],
    }],
  });
  assertEquals(
    text,
    "# T\n\nS\n\n## A\n\nplain\n\n- one\n- two\n\n> ✅ passed\n\n" +
      "**C**\n\n| x | n |\n| --- | --: |\n| a | 1 |\n\n![A chart](charts/c.svg)\n",
  );
});

Deno.test("A report in Markdown has every heading, table and picture of its content", () => {
  const content = reportContent(exampleInput());
  const lines = markdown(content).split("\n");
  const blocks = content.sections.flatMap((section) => section.blocks);
  assertEquals(lines.filter((line) => line.startsWith("## ")).length, content.sections.length);
  assertEquals(
    lines.filter((line) => /^\|( (---|--:) \|)+$/.test(line)).length,
    blocks.filter(({ kind }) => kind === "table").length,
  );
  assertEquals(
    lines.filter((line) => line.startsWith("![")).length,
    blocks.filter(({ kind }) => kind === "chart").length,
  );
});

Deno.test("Pictures are linked in the folder that is named", () => {
  const content = reportContent(exampleInput());
  const links = markdown(content, { charts: "pictures" }).match(/\]\(([^)]*)\)/g) ?? [];
  assert(links.length > 0 && links.every((link) => /^\]\(pictures\/\w+\.svg\)$/.test(link)));
});

Deno.test("A number with a point at the start of a text is no list, and shows no backslash", () => {
  // CommonMark 0.31, section 2.4: a backslash escapes punctuation only, so it has to stand before the point.
  const blocks = [{ kind: "text", text: "1. first" }] as const;
  const text = markdown({ title: "2) second", subtitle: "", sections: [{ title: "A", blocks }] });
  assert(text.includes("\n1\\. first\n"), text);
  assert(!text.includes("\\2"), text);
});

Deno.test("A table row has as many cells as the table has columns, whatever the cells hold", () => {
  const cell = fc.string({ unit: fc.constantFrom("|", "\\", "\n", "\r", "`", "a", " ", "*", "<"), maxLength: 8 });
  fc.assert(
    fc.property(cell, cell, (a, b) => {
      const lines = markdownTable({ caption: "c", columns: [{ title: "x" }, { title: "y" }], rows: [[a, b]] })
        .split(/\r\n|\r|\n/);
      assertEquals(lines.length, 5);
      assertEquals(lines[4].replace(/\\./g, "").split("|").length, 4);
    }),
    { seed: 5 },
  );
});
