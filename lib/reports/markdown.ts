import { escapeMarkdown } from "../core/escape.ts";
import type { Block, Content, Table } from "./content.ts";

const MARKS = { good: "✅", bad: "❌", open: "▶" };

/**
 * A report as Markdown, with links to its charts.
 *
 * @param content the report
 * @param options `charts`: the folder of the charts' SVG files, default "charts"
 * @returns the text; no character of the content can start markup
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const text = markdown({ title: "A *b*", subtitle: "", sections: [] });
 * assertStringIncludes(text, "# A \\*b\\*");
 * ```
 */
export function markdown(content: Content, options: { charts?: string } = {}): string {
  const { charts = "charts" } = options;
  const parts = [`# ${escapeMarkdown(content.title)}`];
  if (content.subtitle !== "") parts.push(escapeMarkdown(content.subtitle));
  for (const { title, blocks } of content.sections) {
    parts.push(`## ${escapeMarkdown(title)}`, ...blocks.map((block) => markdownBlock(block, charts)));
  }
  return `${parts.join("\n\n")}\n`;
}

/**
 * A table as Markdown.
 *
 * @param table the table
 * @returns the lines, without a final line break
 */
export function markdownTable({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  const rule = `|${columns.map(({ align }) => align === "right" ? " --: " : " --- ").join("|")}|`;
  return [`**${escapeMarkdown(caption)}**`, "", line(columns.map(({ title }) => title)), rule, ...rows.map(line)].join(
    "\n",
  );
}

function markdownBlock(block: Block, charts: string): string {
  if (block.kind === "text") return escapeMarkdown(block.text);
  if (block.kind === "list") return block.items.map((item) => `- ${escapeMarkdown(item)}`).join("\n");
  if (block.kind === "callout") return `> ${MARKS[block.tone]} ${escapeMarkdown(block.text)}`;
  if (block.kind === "table") return markdownTable(block.table);
  return `![${escapeMarkdown(block.chart.description)}](${charts}/${block.id}.svg)`;
}
