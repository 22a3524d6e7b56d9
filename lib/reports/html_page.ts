import { escapeHtml } from "../core/escape.ts";
import { PAGE_STYLE } from "./_page_style.ts";
import type { Block, Content } from "./content.ts";
import { htmlTable } from "./html_table.ts";

/**
 * A report as one HTML file that needs nothing else: style and pictures are inside, and it forbids itself any request or
 * script.
 *
 * @param content the report
 * @param charts the SVG of each chart, by id
 * @param options `files`: names beside the page, which its foot links
 * @returns the page
 * @throws {RangeError} if a chart of the content is not among the charts
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const page = htmlPage({ title: "<script>", subtitle: "", sections: [] }, {});
 * assertStringIncludes(page, "<title>&lt;script&gt;</title>");
 * ```
 */
export function htmlPage(
  content: Content,
  charts: Readonly<Record<string, string>>,
  options: { files?: readonly string[] } = {},
): string {
  const { files = [] } = options;
  const sections = content.sections.map(({ title, blocks }, i) => {
    const body = blocks.map((block) => htmlBlock(block, charts)).join("\n");
    return `<section id="s${i + 1}">\n<h2>${escapeHtml(title)}</h2>\n${body}\n</section>`;
  });
  const links = content.sections.map(({ title }, i) => `<a href="#s${i + 1}">${escapeHtml(title)}</a>`);
  const subtitle = content.subtitle === "" ? "" : `<p class="subtitle">${escapeHtml(content.subtitle)}</p>\n`;
  const foot = files.length === 0
    ? ""
    : `<footer>Beside this page: ${
      files.map((file) => `<a href="${escapeHtml(file)}">${escapeHtml(file)}</a>`).join(", ")
    }</footer>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(content.title)}</title>
<style>
${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(content.title)}</h1>
${subtitle}<nav aria-label="Parts">${links.join(" ")}</nav>
</header>
<main>
${sections.join("\n")}
</main>
${foot}</body>
</html>
`;
}

function htmlBlock(block: Block, charts: Readonly<Record<string, string>>): string {
  if (block.kind === "text") return `<p>${escapeHtml(block.text)}</p>`;
  if (block.kind === "list") return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join("\n")}</ul>`;
  if (block.kind === "callout") return `<p class="callout ${block.tone}">${escapeHtml(block.text)}</p>`;
  if (block.kind === "table") return `<div class="scroll" tabindex="0">${htmlTable(block.table)}</div>`;
  const svg = charts[block.id];
  if (svg === undefined) {
    throw new RangeError(`Cannot make the page: the chart "${block.id}" must be drawn, received nothing`);
  }
  return `<figure class="scroll" tabindex="0" aria-label="${escapeHtml(block.chart.description)}">${svg}</figure>`;
}
