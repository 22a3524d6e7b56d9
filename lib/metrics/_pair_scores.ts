import { checkSameLength } from "../core/checks.ts";
import { clusteredMean } from "../stats/clustered_mean.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { meanEstimate } from "../stats/mean_estimate.ts";
import { normalQuantile } from "../stats/normal_quantile.ts";
import { tDistribution } from "../stats/t_distribution.ts";

/** Two systems' scores of the same items, compared. */
export interface PairedScores {
  /** Items that both have a score of. */
  readonly n: number;
  /** The mean of the first minus that of the second. */
  readonly difference: Estimate;
  /** The two-sided p-value of no difference; null where it is undefined. */
  readonly pValue: number | null;
  /** "paired t" or "clustered t". */
  readonly test: string;
  /** The standard error of the difference; null where it is undefined. */
  readonly standardError: number | null;
}

type Scores = readonly (number | null)[];

/** Standard errors below this part of the scores' size are what rounding left over. */
const ROUNDING = 1e-15;

/** The mean difference of paired scores, by Student's t over the items, or over the clusters with their CR1 error. */
export function pairScores(
  first: Scores,
  second: Scores,
  { clusters, level }: { clusters?: readonly (string | number)[]; level: number },
): PairedScores {
  checkSameLength("compare", { first, second });
  const kept = [...first.keys()].filter((i) => first[i] !== null && second[i] !== null);
  const differences = kept.map((i) => first[i]! - second[i]!);
  const n = kept.length;
  const test = clusters === undefined ? "paired t" : "clustered t";
  const nothing = (reason: string, value: number | null): PairedScores => ({
    n,
    difference: undefinedEstimate(reason, { n, method: test, level, value }),
    pValue: null,
    test,
    standardError: null,
  });
  if (n === 0) return nothing("there are no items that both answered", null);
  const names = clusters === undefined ? undefined : kept.map((i) => clusters[i]);
  const units = names === undefined ? n : new Set(names).size;
  if (units < 2) {
    const value = differences.reduce((sum, one) => sum + one, 0) / n;
    return nothing(names === undefined ? "one item has no spread" : "all items are of one cluster", value);
  }
  const estimate = names === undefined
    ? meanEstimate(differences, { level })
    : clusteredMean(differences, names, { level });
  const { standardError, ...rest } = estimate;
  // What rounding leaves of a constant difference is no spread.
  const size = kept.reduce((most, i) => Math.max(most, Math.abs(first[i]!), Math.abs(second[i]!)), 0);
  if (standardError === null || standardError <= ROUNDING * size) {
    return nothing(names === undefined ? "the differences have no spread" : "the clusters do not differ", rest.value);
  }
  const pValue = Math.min(1, 2 * tDistribution(units - 1).sf(Math.abs(rest.value!) / standardError));
  const { value, low, high, method } = rest;
  return { n, difference: { value, low, high, n, method, level }, pValue, test, standardError };
}

/**
 * The smallest difference that so many items would show, and how many more items the present one needs; both by the normal formula.
 *
 * Where items come in clusters, further items are meant to come in more clusters of the same kind.
 */
export function planScores(
  { n, difference: { value }, standardError }: PairedScores,
  { alpha, power }: { alpha: number; power: number },
): { detectable: number | null; moreItems: number | null } {
  if (standardError === null) return { detectable: null, moreItems: null };
  const reach = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  const detectable = reach * standardError;
  if (value === null || value === 0) return { detectable, moreItems: null };
  const needed = Math.ceil(n * (detectable / value) ** 2);
  // Beyond whole numbers there is nothing to tell.
  return { detectable, moreItems: Number.isSafeInteger(needed) ? Math.max(1, needed - n) : null };
}
