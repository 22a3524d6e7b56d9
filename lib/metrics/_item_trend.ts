import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { tDistribution } from "../stats/t_distribution.ts";
import type { MeanSettings } from "./_paired_change.ts";

/** A slope with the test that it is 0. */
export interface ItemTrend {
  /** The change of the mean score a unit of time. */
  readonly slope: Estimate;
  /** The two-sided p-value that the slope is 0; null when it is undefined. */
  readonly pValue: number | null;
}

/**
 * The slope of scores of the same items over time: regression with one intercept an item, errors clustered by item or by the clusters
 * named (CR1), t with clusters − 1 degrees of freedom. Items with one score say nothing about it.
 */
export function itemTrend(
  times: readonly number[],
  scores: readonly (readonly (number | null)[])[],
  { clusters, level }: MeanSettings,
): ItemTrend {
  const items = scores[0]?.length ?? 0;
  const rows: { offsets: number[]; values: number[]; cluster: string | number }[] = [];
  for (let i = 0; i < items; i++) {
    const seen = times.flatMap((_, t) => scores[t][i] === null ? [] : [t]);
    if (seen.length < 2) continue;
    const mean = meanOf(seen.map((t) => times[t]));
    const level = meanOf(seen.map((t) => scores[t][i]!));
    rows.push({
      offsets: seen.map((t) => times[t] - mean),
      values: seen.map((t) => scores[t][i]! - level),
      cluster: clusters === undefined ? i : clusters[i],
    });
  }
  const n = rows.length;
  const left = items - n === 0 ? {} : { excluded: items - n };
  const about = { n, level, method: "clustered t" };
  const nothing = (reason: string, value: number | null = null) => {
    return { slope: { ...undefinedEstimate(reason, { ...about, value }), ...left }, pValue: null };
  };
  if (n === 0) return nothing("no item has scores at two dates");
  const squares = sumOf(rows, ({ offsets }) => product(offsets, offsets));
  const value = sumOf(rows, ({ offsets, values }) => product(offsets, values)) / squares;
  const parts = new Map<string | number, number>();
  for (const { offsets, values, cluster } of rows) {
    const part = offsets.reduce((sum, offset, k) => sum + offset * (values[k] - value * offset), 0);
    parts.set(cluster, (parts.get(cluster) ?? 0) + part);
  }
  const count = parts.size;
  if (count < 2) {
    return nothing(clusters === undefined ? "one item has no spread" : "the items come from one cluster", value);
  }
  const spread = [...parts.values()].reduce((sum, part) => sum + part * part, 0);
  const error = Math.sqrt(count / (count - 1) * spread) / squares;
  if (!Number.isFinite(error) || !Number.isFinite(value)) return nothing("the scores are too large to be squared");
  // Sums that cancel leave rounding only.
  const scale = sumOf(rows, ({ offsets, values }) => offsets.reduce((sum, x, k) => sum + Math.abs(x * values[k]), 0));
  if (error <= 1e-14 * scale / squares) return nothing("the items do not differ in their slopes", value);
  const law = tDistribution(count - 1);
  const reach = law.upperQuantile((1 - level) / 2) * error;
  return {
    slope: { value, low: value - reach, high: value + reach, ...about, ...left },
    pValue: Math.min(1, 2 * law.sf(Math.abs(value / error))),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}

function sumOf<Row>(rows: readonly Row[], part: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + part(row), 0);
}
