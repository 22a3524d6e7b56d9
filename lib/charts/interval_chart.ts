import { formatNumber } from "../core/format.ts";
import { ACCENT, chart } from "./chart.ts";
import type { Chart } from "./chart_type.ts";

/** A value with its interval, under a name. */
export interface IntervalRow {
  /** What the value belongs to: a system, or a pair of them. */
  readonly name: string;
  /** The value; rows without one are listed, but bear no mark. */
  readonly value: number | null;
  /** Lower end of the interval. */
  readonly low: number | null;
  /** Upper end of the interval. */
  readonly high: number | null;
}

const WIDTH = 420;

/**
 * Values with their intervals, one row a name: a metric by system, or differences by pair.
 *
 * @param rows the values, top to bottom
 * @param options `title`; `axis`: the name of the value; `zero`: draw a line at zero, for differences
 * @returns the chart
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { title } = intervalChart([{ name: "a", value: 0.8, low: 0.7, high: 0.9 }], { title: "Accuracy", axis: "accuracy" });
 * assertEquals(title, { text: "Accuracy" });
 * ```
 */
export function intervalChart(
  rows: readonly IntervalRow[],
  options: { title: string; axis: string; zero?: boolean },
): Chart {
  const { title, axis, zero = false } = options;
  const names = rows.map(({ name }) => name);
  const y = {
    field: "name",
    type: "nominal",
    scale: { domain: names },
    title: null,
    axis: { ticks: false, grid: true },
  };
  const valued = rows.filter(({ value }) => value !== null);
  const bounded = rows.filter(({ low, high }) => low !== null && high !== null);
  return chart({
    description: `${title}: ${axis} with interval of ${rows.length} rows`,
    title: { text: title },
    width: WIDTH,
    height: { step: 30 },
    layer: [
      ...(zero
        ? [{
          data: { values: [{ at: 0 }] },
          mark: { type: "rule", color: "currentColor", strokeDash: [4, 3], opacity: 0.6 },
          encoding: { x: { field: "at", type: "quantitative" } },
        }]
        : []),
      {
        data: { values: bounded },
        mark: { type: "rule", color: ACCENT, strokeWidth: 3, opacity: 0.55 },
        encoding: {
          y,
          x: { field: "low", type: "quantitative", title: axis, scale: { zero: false, nice: true } },
          x2: { field: "high" },
        },
      },
      {
        data: { values: valued },
        mark: { type: "point", filled: true, size: 90, color: ACCENT, opacity: 1, tooltip: true },
        encoding: { y, x: { field: "value", type: "quantitative", title: axis } },
      },
      {
        data: { values: rows.map((row) => ({ name: row.name, text: numbers(row) })) },
        mark: { type: "text", align: "left", color: "currentColor", fontSize: 11 },
        encoding: { y, x: { value: WIDTH + 12 }, text: { field: "text", type: "nominal" } },
      },
    ],
  });
}

function numbers({ value, low, high }: IntervalRow): string {
  const interval = low === null || high === null ? "" : ` [${formatNumber(low)}, ${formatNumber(high)}]`;
  return formatNumber(value) + interval;
}
