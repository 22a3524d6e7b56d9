import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { displayBundle } from "../../lib/reports/display_bundle.ts";
import { htmlTable } from "../../lib/reports/html_table.ts";
import { exampleInput, INVISIBLE } from "./_example.ts";
import { elements, parseMarkup, textOf } from "../charts/_markup.ts";

const table = { caption: "C", columns: [{ title: "x" }], rows: [["<b>1</b>"]] };
const [{ chart }] = exampleInput().charts!;

Deno.test("Tables alone are shown as HTML and as text", async () => {
  assertEquals(await displayBundle([table, table]), {
    "text/html": `${htmlTable(table)}\n${htmlTable(table)}\n`,
    "text/plain": "C\nx\n<b>1</b>\n\nC\nx\n<b>1</b>",
  });
});

Deno.test("With a chart, the HTML holds its picture and the richer types are there too", async () => {
  const bundle = await displayBundle([table], chart);
  assertEquals(bundle["application/vnd.vegalite.v5+json"], chart);
  const html = parseMarkup(`<div>${bundle["text/html"]}</div>`);
  assertEquals([elements(html, "table").length, elements(html, "svg").length], [1, 1]);
  assertEquals(elements(html, "td").map(textOf), ["<b>1</b>"]);
  assertEquals(parseMarkup(bundle["image/svg+xml"] as string).name, "svg");
});

Deno.test("A hostile caption is text in HTML, and visible on a terminal", async () => {
  const caption = "<img onerror=x> \u202e\u001b[31m";
  const bundle = await displayBundle([{ ...table, caption }]);
  assertStringIncludes(bundle["text/html"] as string, "<caption>&lt;img onerror=x&gt;");
  assert(!INVISIBLE.test(bundle["text/plain"] as string));
});
