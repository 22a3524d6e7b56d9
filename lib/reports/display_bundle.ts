import type { Chart } from "../charts/chart_type.ts";
import { renderSvg } from "../charts/render_svg.ts";
import type { MimeBundle } from "../core/displayable.ts";
import type { Table } from "./content.ts";
import { htmlTable, textTable, visibleLine } from "./html_table.ts";

/**
 * What a notebook shows of a result: tables and a chart as HTML, the chart as live Vega-Lite and as SVG, tables as text.
 *
 * @param tables the tables
 * @param chart the chart that belongs to them
 * @returns the renderings by MIME type
 */
export async function displayBundle(tables: readonly Table[], chart?: Chart): Promise<MimeBundle> {
  const svg = chart === undefined ? "" : await renderSvg(chart);
  return {
    ...(chart === undefined ? {} : { "application/vnd.vegalite.v5+json": chart, "image/svg+xml": svg }),
    "text/html": [...tables.map(htmlTable), svg].join("\n"),
    "text/plain": tables.map((table) => `${visibleLine(table.caption)}\n${textTable(table)}`).join("\n\n"),
  };
}
