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

/** Errors below this part of the mean absolute deviation are what rounding left over. */
const ROUNDING = 1e-14;

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
    // Where all items are right, or all are wrong, no other table has the same margins.
    return { difference: riskDifference(table, { level }), pValue: fisherExact(table).pValue ?? 1 };
  }
  const [a, b] = [inside, outside].map((items) => momentsOf(scores, items));
  const about = { n, method: "welch t", level, deviation: (a.deviations + b.deviations) / n };
  if (a.n < 2 || b.n < 2) return nothing(a.mean - b.mean, "one item has no spread", about);
  const [u, v] = [a, b].map(({ squares, n }) => squares / (n - 1) / n);
  // As shares of their sum, so that the squares of small errors do not vanish.
  const [s, t] = [u / (u + v), v / (u + v)];
  const df = 1 / (s ** 2 / (a.n - 1) + t ** 2 / (b.n - 1));
  return tDifference(a.mean - b.mean, Math.sqrt(u + v), { ...about, df });
}

/** The coefficient of belonging in a regression of the score, with its CR1 error: items of one cluster may be in both groups. */
function clusteredDifference(
  scores: readonly number[],
  groups: TwoGroups & { clusters: readonly (string | number)[] },
): GroupDifference {
  const { inside, outside, clusters, level } = groups;
  const [a, b] = [inside, outside].map((items) => momentsOf(scores, items));
  const n = a.n + b.n;
  const about = { n, method: "clustered t", level, deviation: (a.deviations + b.deviations) / n };
  // The residuals of a group that is one cluster add up to nothing: the error would know only of the other group.
  const few = [inside, outside].some((items) => items.every((i) => clusters[i] === clusters[items[0]]));
  if (few) return nothing(a.mean - b.mean, "all items of a group are of one cluster", about);
  const parts = new Map<string | number, number>();
  const add = (i: number, part: number) => parts.set(clusters[i], (parts.get(clusters[i]) ?? 0) + part);
  for (const i of inside) add(i, (scores[i] - a.mean) / a.n);
  for (const i of outside) add(i, -(scores[i] - b.mean) / b.n);
  const count = parts.size;
  const squares = [...parts.values()].reduce((sum, part) => sum + part ** 2, 0);
  // statsmodels' small-sample factor for two coefficients.
  const error = Math.sqrt(squares * (count / (count - 1)) * ((n - 1) / (n - 2)));
  return tDifference(a.mean - b.mean, error, { ...about, df: count - 1 });
}

interface About {
  readonly n: number;
  readonly method: string;
  readonly level: number;
  /** The mean absolute deviation from the mean of the own group. */
  readonly deviation: number;
}

function tDifference(value: number, error: number, { df, ...about }: About & { df: number }): GroupDifference {
  if (!(error > ROUNDING * about.deviation)) return nothing(value, "the scores have no spread", about);
  const { n, method, level } = about;
  const distribution = tDistribution(df);
  const reach = distribution.upperQuantile((1 - level) / 2) * error;
  const pValue = Math.min(1, 2 * distribution.sf(Math.abs(value) / error));
  return { difference: { value, low: value - reach, high: value + reach, n, method, level }, pValue };
}

function nothing(value: number, reason: string, { n, method, level }: About): GroupDifference {
  return { difference: undefinedEstimate(reason, { n, method, level, value }), pValue: null };
}

/** Mean, squared and absolute deviations; equal scores have none, whatever rounding makes of their sum. */
function momentsOf(scores: readonly number[], items: readonly number[]) {
  const n = items.length;
  const first = scores[items[0]];
  if (items.every((i) => scores[i] === first)) return { n, mean: first, squares: 0, deviations: 0 };
  const rough = items.reduce((sum, i) => sum + scores[i], 0) / n;
  const mean = rough + items.reduce((sum, i) => sum + (scores[i] - rough), 0) / n;
  let [squares, deviations] = [0, 0];
  for (const i of items) {
    squares += (scores[i] - mean) ** 2;
    deviations += Math.abs(scores[i] - mean);
  }
  return { n, mean, squares, deviations };
}
