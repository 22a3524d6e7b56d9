/**
 * Reports: what was found, arranged for those who decide, as page, Markdown, data and model card.
 *
 * @module
 */
export type { Block, Content, Section, Table } from "./content.ts";
export { displayBundle } from "./display_bundle.ts";
export { errorTables, sliceTables } from "./error_tables.ts";
export { htmlPage } from "./html_page.ts";
export { htmlTable, textTable, visibleLine } from "./html_table.ts";
export { junitXml } from "./junit_xml.ts";
export { manifest } from "./manifest.ts";
export { markdown, markdownTable } from "./markdown.ts";
export { type CardDetails, modelCard } from "./model_card.ts";
export { reportContent } from "./report_content.ts";
export type { DatasetSummary, Gate, GateVerdict, ReportInput, SystemSummary, TabledResult } from "./report_input.ts";
export { REPORT_FORMAT, reportJson } from "./report_json.ts";
export { byPrimary, comparisonCharts, datasetCharts, evaluationCharts, type NamedChart } from "./standard_charts.ts";
export {
  classTables,
  formatEstimate,
  formatLevel,
  formatMore,
  metricTable,
  pairDetailTable,
  pairTable,
  rankingTable,
  systemTable,
  undefinedReasons,
} from "./tables.ts";
export { PACKAGES, VERSION } from "./version.ts";
export { checkWritable, renderReport, writeReport } from "./write_report.ts";
