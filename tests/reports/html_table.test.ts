import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { htmlTable, textTable } from "../../lib/reports/html_table.ts";
import type { Table } from "../../lib/reports/content.ts";
import { elements, parseMarkup, textOf } from "../charts/_markup.ts";

const TABLE: Table = {
  caption: "A & B",
  columns: [{ title: "name" }, { title: "n", align: "right" }],
  rows: [["a<b", "1"], ["日本", "1000"]],
};

Deno.test("An HTML table has its caption, heads with scope, and cells as text, numbers to the right", () => {
  const table = parseMarkup(htmlTable(TABLE));
  const texts = (name: string) => elements(table, name).map(textOf);
  assertEquals([texts("caption"), texts("th"), texts("td")], [["A & B"], ["name", "n"], ["a<b", "1", "日本", "1000"]]);
  assertEquals(elements(table, "th").map(({ attributes }) => attributes.scope), ["col", "col"]);
  const classes = elements(table, "td").map(({ attributes }) => attributes.class);
  assertEquals(classes, [undefined, "number", undefined, "number"]);
});

Deno.test("Any cell reads back as it was written", () => {
  const text = fc.string({ unit: "grapheme-ascii", maxLength: 20 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), text, (rows, caption) => {
      const table = parseMarkup(htmlTable({ ...TABLE, caption, rows }));
      assertEquals(elements(table, "td").map(textOf), rows.flat());
      assertEquals(textOf(elements(table, "caption")[0]), caption);
    }),
    { seed: 3 },
  );
});

Deno.test("A text table is aligned, by characters and not by code units, without blanks at line ends", () => {
  assertEquals(textTable({ ...TABLE, rows: [["ab", "1"], ["😀c", "10"]] }), "name   n\nab     1\n😀c    10");
});

Deno.test("A cell of several lines stays one line of a text table", () => {
  assertEquals(textTable({ ...TABLE, rows: [["a\nb\t c", "1"]] }), "name   n\na b c  1");
});

Deno.test("A table without rows is its head", () => {
  assertEquals(textTable({ ...TABLE, rows: [] }), "name  n");
  assertEquals(elements(parseMarkup(htmlTable({ ...TABLE, rows: [] })), "tr").length, 1);
});
