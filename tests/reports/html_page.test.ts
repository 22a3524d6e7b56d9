import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Block, Content } from "../../lib/reports/content.ts";
import { htmlPage } from "../../lib/reports/html_page.ts";
import { type Element, elements, parseMarkup, textOf } from "../charts/_markup.ts";

const chart = { description: "A chart of <b>things</b>" };
const BLOCKS: readonly Block[] = [
  { kind: "text", text: "A text & more" },
  { kind: "list", items: ["one", "<two>"] },
  { kind: "callout", tone: "bad", text: "It failed" },
  { kind: "table", table: { caption: "A table", columns: [{ title: "n", align: "right" }], rows: [["1"], ["2"]] } },
  { kind: "chart", id: "c", chart },
];
const CONTENT: Content = {
  title: "Title & <more>",
  subtitle: "A sentence",
  sections: [{ title: "First", blocks: BLOCKS }, { title: "Second", blocks: [] }],
};

const page = parseMarkup(htmlPage(CONTENT, { c: "<svg><text>drawn</text></svg>" }));
const all = (name: string): Element[] => elements(page, name);

Deno.test("A page is well-formed, names its language and carries title and subtitle", () => {
  assertEquals([page.name, page.attributes.lang], ["html", "en"]);
  assertEquals(all("title").map(textOf), ["Title & <more>"]);
  assertEquals(all("h1").map(textOf), ["Title & <more>"]);
  assertEquals(all("p").filter(({ attributes }) => attributes.class === "subtitle").map(textOf), ["A sentence"]);
});

Deno.test("A page forbids itself every script and every request", () => {
  const policy = all("meta").find(({ attributes }) => attributes["http-equiv"] === "Content-Security-Policy")!;
  const rules = policy.attributes.content.split("; ");
  assert(rules.includes("default-src 'none'"));
  assertEquals(rules.filter((rule) => /script|http|\*/.test(rule)), []);
  assertEquals(["script", "link", "img", "iframe"].flatMap(all), []);
  assertEquals(textOf(all("style")[0]).match(/@import|url\(/g), null);
});

Deno.test("The links at the top lead to the sections, in their order", () => {
  const links = elements(all("nav")[0], "a");
  assertEquals(links.map(textOf), ["First", "Second"]);
  const ids = all("section").map(({ attributes }) => attributes.id);
  assertEquals(links.map(({ attributes }) => attributes.href), ids.map((id) => `#${id}`));
  assertEquals(new Set(ids).size, ids.length);
});

Deno.test("Every kind of block is written, with its text as text", () => {
  const [first] = all("section");
  const texts = (name: string) => elements(first, name).map(textOf);
  assertEquals(texts("h2"), ["First"]);
  assertEquals(texts("p"), ["A text & more", "It failed"]);
  assertEquals(texts("li"), ["one", "<two>"]);
  assertEquals(texts("caption"), ["A table"]);
  assertEquals(texts("td"), ["1", "2"]);
  const callout = elements(first, "p").find((one) => textOf(one) === "It failed")!;
  assertEquals(callout.attributes.class, "callout bad");
});

Deno.test("A picture is labelled by its description and can be scrolled by keyboard, as a table can", () => {
  const [figure] = all("figure");
  assertEquals(figure.attributes["aria-label"], chart.description);
  assertEquals(figure.attributes.tabindex, "0");
  assertEquals(elements(figure, "svg").length, 1);
  const scrolled = all("div").filter(({ attributes }) => attributes.tabindex === "0");
  assertEquals(scrolled.flatMap((one) => elements(one, "table")).length, 1);
});

Deno.test("A page without a subtitle has no empty paragraph", () => {
  const bare = parseMarkup(htmlPage({ ...CONTENT, subtitle: "" }, { c: "<svg></svg>" }));
  assertEquals(elements(bare, "p").filter((one) => textOf(one) === ""), []);
});

Deno.test("A chart that was not drawn is an error, not the word undefined", () => {
  let written: string | undefined;
  try {
    written = htmlPage(CONTENT, {});
  } catch (error) {
    assertStringIncludes((error as Error).message, "c");
  }
  assert(written === undefined || !written.includes("undefined"));
});
