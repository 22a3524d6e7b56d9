import { chart, chartTitle, PALETTE } from "./chart.ts";
import type { Chart } from "./chart_type.ts";

/** One class's score by one system. */
export interface ClassScoreRow {
  /** The system. */
  readonly system: string;
  /** The class. */
  readonly label: string;
  /** The score, 0 to 1; null where it is undefined. */
  readonly value: number | null;
  /** Lower end of its interval. */
  readonly low: number | null;
  /** Upper end of its interval. */
  readonly high: number | null;
}

const MOST_CLASSES = 30;

/**
 * A score of each class by system, with intervals, systems side by side.
 *
 * Of more than 30 classes, those whose best score is lowest are shown, and the title says so.
 *
 * @param rows the scores
 * @param options `title`; `axis`: the name of the score
 * @returns the chart
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const rows = [{ system: "s", label: "a", value: 0.5, low: 0.2, high: 0.8 }];
 * assertStringIncludes(classScoreChart(rows, { title: "F1 by class", axis: "F1" }).description, "1 class");
 * ```
 */
export function classScoreChart(rows: readonly ClassScoreRow[], options: { title: string; axis: string }): Chart {
  const { title, axis } = options;
  const systems = [...new Set(rows.map(({ system }) => system))];
  const labels = [...new Set(rows.map(({ label }) => label))];
  const best = new Map<string, number>();
  for (const { label, value } of rows) best.set(label, Math.max(best.get(label) ?? 0, value ?? 0));
  const shown = labels.length <= MOST_CLASSES
    ? labels
    : labels.toSorted((a, b) => best.get(a)! - best.get(b)!).slice(0, MOST_CLASSES);
  const kept = rows.filter(({ label, value }) => value !== null && shown.includes(label));
  const subtitle = shown.length < labels.length
    ? `the ${shown.length} of ${labels.length} classes with the lowest best score`
    : undefined;
  const encoding = {
    y: { field: "label", type: "nominal", scale: { domain: shown }, title: null, axis: { ticks: false } },
    yOffset: { field: "system", type: "nominal", scale: { domain: systems } },
    color: {
      field: "system",
      type: "nominal",
      scale: systems.length <= PALETTE.length
        ? { domain: systems, range: PALETTE.slice(0, systems.length) }
        : { domain: systems, scheme: "tableau20" },
      legend: { orient: "top", title: null, symbolType: "circle", symbolOpacity: 1, columns: 3 },
    },
  };
  return chart({
    description: `${title}: ${axis} of ${shown.length} class${
      shown.length === 1 ? "" : "es"
    } by ${systems.length} systems`,
    title: chartTitle(title, subtitle),
    width: 460,
    height: { step: Math.max(9, Math.min(14, 60 / systems.length)), for: "offset" },
    layer: [
      {
        data: { values: kept.filter(({ low, high }) => low !== null && high !== null) },
        mark: { type: "rule", strokeWidth: 2, opacity: 0.5 },
        encoding: {
          ...encoding,
          x: { field: "low", type: "quantitative", title: axis, scale: { domain: [0, 1] } },
          x2: { field: "high" },
        },
      },
      {
        data: { values: kept },
        mark: { type: "point", filled: true, size: 55, opacity: 1, tooltip: true },
        encoding: { ...encoding, x: { field: "value", type: "quantitative", title: axis } },
      },
    ],
  });
}
