import { escapeHtml, visible } from "../core/escape.ts";
import type { Table } from "./content.ts";

/**
 * A table as HTML, all cells escaped.
 *
 * @param table the table
 * @returns the element
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const html = htmlTable({ caption: "c", columns: [{ title: "x" }], rows: [["<b>"]] });
 * assertStringIncludes(html, "<td>&lt;b&gt;</td>");
 * ```
 */
export function htmlTable({ caption, columns, rows }: Table): string {
  const align = columns.map((column) =>
    column.align === "right" ? ' class="number"' : column.short ? ' class="short"' : ""
  );
  const head = columns.map(({ title }, i) => `<th scope="col"${align[i]}>${escapeHtml(title)}</th>`).join("");
  const body = rows.map((row) =>
    `<tr>${row.map((cell, i) => `<td${align[i]}>${escapeHtml(cell)}</td>`).join("")}</tr>`
  );
  return `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead>` +
    `<tbody>\n${body.join("\n")}\n</tbody></table>`;
}

/**
 * A table as plain text, for terminals and notebooks without HTML.
 *
 * @param table the table
 * @returns aligned lines, without a final line break
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const table = { caption: "c", columns: [{ title: "x" }, { title: "n", align: "right" as const }], rows: [["a", "10"]] };
 * assertEquals(textTable(table), "x   n\na  10");
 * ```
 */
export function textTable({ columns, rows }: Table): string {
  const lines = [columns.map(({ title }) => visibleLine(title)), ...rows.map((row) => row.map(visibleLine))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => [...line[i]].length)));
  return lines.map((line) => {
    const cells = line.map((cell, i) => {
      const blanks = " ".repeat(widths[i] - [...cell].length);
      return columns[i].align === "right" ? blanks + cell : cell + blanks;
    });
    return cells.join("  ").trimEnd();
  }).join("\n");
}

/**
 * Untrusted text as one line for a terminal.
 *
 * @param text the text
 * @returns the text without line breaks, invisible characters made visible
 */
export function visibleLine(text: string): string {
  return visible(text).replace(/\s+/g, " ");
}
