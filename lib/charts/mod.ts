/**
 * Charts: rows in, Vega-Lite out; drawn live in notebooks and as SVG in reports.
 *
 * @module
 */
export { ACCENT, chart, chartTitle, PALETTE } from "./chart.ts";
export type { Chart } from "./chart_type.ts";
export { classScoreChart, type ClassScoreRow } from "./class_score_chart.ts";
export { type ConfusionCounts, confusionMatrixChart } from "./confusion_matrix_chart.ts";
export { intervalChart, type IntervalRow } from "./interval_chart.ts";
export { labelDistributionChart } from "./label_distribution_chart.ts";
export { lengthDistributionChart } from "./length_distribution_chart.ts";
export { reliabilityChart, type ReliabilityRow } from "./reliability_chart.ts";
export { renderSvg } from "./render_svg.ts";
