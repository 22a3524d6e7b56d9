import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { clusteredMean } from "../stats/clustered_mean.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { mcnemarTest } from "../stats/mcnemar_test.ts";
import { type MeanEstimate, meanEstimate } from "../stats/mean_estimate.ts";
import { type PairedCounts, pairedProportionDifference } from "../stats/paired_proportion_difference.ts";
import { proportion } from "../stats/proportion.ts";
import { tDistribution } from "../stats/t_distribution.ts";

/** The cluster of each item, such as its document; items of one cluster are not independent. */
export type Clusters = readonly (string | number)[];

/** How means of items are made. */
export interface MeanSettings {
  /** The cluster of each item; without it items count as independent. */
  readonly clusters?: Clusters;
  /** Confidence level. */
  readonly level: number;
}

/** The difference of two scores of the same items. */
export interface PairedChange {
  /** First minus second, with its interval. */
  readonly difference: Estimate;
  /** The two-sided p-value that the true difference is `shift`; null when it is undefined. */
  readonly pValue: (shift: number) => number | null;
}

const LEAST_P = 1e-15;
/** Differences of such scores can still be squared. */
const LARGEST = 1e149;
const ONE_CLUSTER = "the items come from one cluster";

/** The scores, each checked; null stays. */
export function checkScores(
  doing: string,
  name: string,
  scores: readonly (number | null)[],
): readonly (number | null)[] {
  scores.forEach((score, i) => {
    if (score === null || Number.isFinite(score) && Math.abs(score) <= LARGEST) return;
    throw new RangeError(
      `Cannot ${doing}: ${name}[${i}] must be a finite number of at most ${LARGEST} in size, or null, received ${
        describeValue(score)
      }`,
    );
  });
  return scores;
}

/** The mean of the items that have a score: Wilson for zeros and ones, t otherwise, clustered where clusters are named. */
export function meanOfItems(scores: readonly (number | null)[], { clusters, level }: MeanSettings): Estimate {
  const rows = scores.flatMap((score, i) => score === null ? [] : [i]);
  const values = rows.map((i) => scores[i]!);
  const excluded = scores.length - rows.length;
  const left = excluded === 0 ? {} : { excluded };
  const n = rows.length;
  if (n === 0) return { ...undefinedEstimate("no item has a score", { n, level, method: "t" }), ...left };
  const isBinary = values.every((value) => value === 0 || value === 1);
  if (clusters !== undefined) {
    if (new Set(rows.map((i) => clusters[i])).size < 2) {
      const value = values.reduce((sum: number, score) => sum + score, 0) / n;
      return { ...undefinedEstimate(ONE_CLUSTER, { n, level, method: "clustered t", value }), ...left };
    }
    const { standardError: _, clusters: __, ...estimate } = clusteredMean(values, rows.map((i) => clusters[i]), {
      level,
    });
    return { ...(isBinary ? within(estimate, 0, 1) : estimate), ...left };
  }
  if (isBinary) return { ...proportion(values.filter((value) => value === 1).length, n, { level }), ...left };
  const { standardError: _, ...estimate } = meanEstimate(values, { level });
  return { ...estimate, ...left };
}

/**
 * First minus second score of the items that have both. Zeros and ones: Newcombe's paired interval and McNemar's mid-p value, or for a
 * shift the level at which the interval ends there. Others: Student's t. Clustered t where clusters are named.
 */
export function pairedChange(
  doing: string,
  { first, second }: { first: readonly (number | null)[]; second: readonly (number | null)[] },
  { clusters, level }: MeanSettings,
): PairedChange {
  checkSameLength(doing, clusters === undefined ? { first, second } : { first, second, clusters });
  const rows = first.flatMap((score, i) => score === null || second[i] === null ? [] : [i]);
  const n = rows.length;
  const excluded = first.length - n;
  const left = excluded === 0 ? {} : { excluded };
  if (n === 0) {
    const difference = undefinedEstimate("no item has both scores", { n, level, method: "t" });
    return { difference: { ...difference, ...left }, pValue: () => null };
  }
  const [a, b] = [rows.map((i) => first[i]!), rows.map((i) => second[i]!)];
  const isBinary = [a, b].every((list) => list.every((score) => score === 0 || score === 1));
  if (isBinary && clusters === undefined) {
    const counts = countPairs(a, b);
    return {
      difference: { ...pairedProportionDifference(counts, { level }), ...left },
      pValue: (shift) => shift === 0 ? mcnemarTest(counts.onlyFirst, counts.onlySecond).midP : levelAt(counts, shift),
    };
  }
  const differences = a.map((score, k) => score - b[k]);
  const names = clusters === undefined ? null : rows.map((i) => clusters[i]);
  const df = (names === null ? n : new Set(names).size) - 1;
  if (names !== null && df < 1) {
    const value = differences.reduce((sum: number, one) => sum + one, 0) / n;
    const difference = undefinedEstimate(ONE_CLUSTER, { n, level, method: "clustered t", value });
    return { difference: { ...difference, ...left }, pValue: () => null };
  }
  const mean = names === null ? meanEstimate(differences, { level }) : clusteredMean(differences, names, { level });
  const { standardError: _, clusters: __, ...difference } = { clusters: 0, ...mean };
  return {
    difference: { ...(isBinary ? within(difference, -1, 1) : difference), ...left },
    pValue: (shift) => tPValue(mean, { shift, df }),
  };
}

function tPValue({ value, standardError }: MeanEstimate, { shift, df }: { shift: number; df: number }): number | null {
  if (standardError === null) return value === shift ? 1 : null;
  return Math.min(1, 2 * tDistribution(df).sf(Math.abs((value! - shift) / standardError)));
}

/** One minus the confidence level of the interval that ends at the shift. */
function levelAt(counts: PairedCounts, shift: number): number {
  const excludes = (alpha: number) => {
    const { low, high } = pairedProportionDifference(counts, { level: 1 - alpha });
    return shift < low! || shift > high!;
  };
  // A difference of shares is rounded, a tolerance is not.
  if (Math.abs(pairedProportionDifference(counts).value! - shift) < 1e-12) return 1;
  if (excludes(LEAST_P)) return LEAST_P;
  let [inside, outside] = [Math.log(LEAST_P), 0];
  for (let step = 0; step < 80; step++) {
    const middle = (inside + outside) / 2;
    if (middle < 0 && !excludes(Math.exp(middle))) inside = middle;
    else outside = middle;
  }
  return Math.exp(outside);
}

/** Right and wrong of both, from scores of 0 and 1. */
export function countPairs(a: readonly number[], b: readonly number[]): PairedCounts {
  const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  a.forEach((score, k) =>
    counts[score === 1 ? b[k] === 1 ? "both" : "onlyFirst" : b[k] === 1 ? "onlySecond" : "neither"]++
  );
  return counts;
}

function within(estimate: Estimate, least: number, most: number): Estimate {
  const { low, high } = estimate;
  if (low === null || high === null) return estimate;
  return { ...estimate, low: Math.max(least, low), high: Math.min(most, high) };
}
