import type { Estimate } from "../stats/estimate.ts";
import { undefinedEstimate } from "../stats/estimate.ts";
import { fisherExact } from "../stats/fisher_exact.ts";
import { riskDifference } from "../stats/risk_difference.ts";
import { tDistribution } from "../stats/t_distribution.ts";

/** The mean of some items minus that of others, with the p-value of no difference. */
export interface GroupDifference {
  /** The difference with its interval. */
  readonly difference: Estimate;
  /** The two-sided p-value; null where it is undefined. */
  readonly pValue: number | null;
}

/** Two lists of items, told by their places. */
export interface TwoGroups {
  /** The items whose mean is the first. */
  readonly inside: readonly number[];
  /** The items whose mean is the second. */
  readonly outside: readonly number[];
  /** Whether all scores are 0 or 1. */
  readonly isShare: boolean;
  /** The cluster of each item. */
  readonly clusters?: readonly (string | number)[];
  /** Confidence level. */
  readonly level: number;
}

/** Compares two groups of different items: Fisher and Newcombe for shares, Welch otherwise, CR1 where items come in clusters. */
export function groupDifference(scores: readonly number[], groups: TwoGroups): GroupDifference {
  const { inside, outside, isShare, clusters, level } = groups;
  const n = inside.length + outside.length;
  if (inside.length === 0 || outside.length === 0) {
    const method = clusters === undefined ? (isShare ? "newcombe" : "welch t") : "clustered t";
    return { difference: undefinedEstimate("there are no other items", { n, method, level }), pValue: null };
  }
  if (clusters !== undefined) return clusteredDifference(scores, { ...groups, clusters });
  if (isShare) {
    const table = [inside, outside].map((items) => {
      const hits = items.reduce((sum, i) => sum + scores[i], 0);
      return [hits, items.length - hits];
    });
    return { difference: riskDifference(table, { level }), pValue: fisherExact(table).pValue };
  }
  const [a, b] = [inside, outside].map((items) => momentsOf(scores, items));
  const [u, v] = [a, b].map(({ squares, n }) => squares / (n - 1) / n);
  const df = (u + v) ** 2 / (u ** 2 / (a.n - 1) + v ** 2 / (b.n - 1));
  return tDifference(a.mean - b.mean, Math.sqrt(u + v), { n, method: "welch t", level, df });
}

/** The coefficient of belonging in a regression of the score, with its CR1 error: items of one cluster may be in both groups. */
function clusteredDifference(
  scores: readonly number[],
  { inside, outside, clusters, level }: TwoGroups & { clusters: readonly (string | number)[] },
): GroupDifference {
  const [a, b] = [inside, outside].map((items) => momentsOf(scores, items));
  const parts = new Map<string | number, number>();
  const add = (i: number, part: number) => parts.set(clusters[i], (parts.get(clusters[i]) ?? 0) + part);
  for (const i of inside) add(i, (scores[i] - a.mean) / a.n);
  for (const i of outside) add(i, -(scores[i] - b.mean) / b.n);
  const count = parts.size;
  const n = a.n + b.n;
  const squares = [...parts.values()].reduce((sum, part) => sum + part ** 2, 0);
  // statsmodels' small-sample factor for two coefficients.
  const error = Math.sqrt(squares * (count / (count - 1)) * ((n - 1) / (n - 2)));
  return tDifference(a.mean - b.mean, error, { n, method: "clustered t", level, df: count - 1 });
}

function tDifference(
  value: number,
  error: number,
  { df, ...about }: { n: number; method: string; level: number; df: number },
): GroupDifference {
  if (!(error > 0) || !(df > 0)) {
    return { difference: undefinedEstimate("the scores have no spread", { ...about, value }), pValue: null };
  }
  const distribution = tDistribution(df);
  const reach = distribution.upperQuantile((1 - about.level) / 2) * error;
  const pValue = Math.min(1, 2 * distribution.sf(Math.abs(value) / error));
  return { difference: { value, low: value - reach, high: value + reach, ...about }, pValue };
}

function momentsOf(scores: readonly number[], items: readonly number[]): { n: number; mean: number; squares: number } {
  const n = items.length;
  const mean = items.reduce((sum, i) => sum + scores[i], 0) / n;
  return { n, mean, squares: items.reduce((sum, i) => sum + (scores[i] - mean) ** 2, 0) };
}
