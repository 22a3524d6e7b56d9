import { checkFraction, checkInteger, checkSameLength } from "../core/checks.ts";
import { benjaminiHochberg } from "../stats/benjamini_hochberg.ts";
import { clusteredMean } from "../stats/clustered_mean.ts";
import { clusteredProportion } from "../stats/clustered_proportion.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { meanEstimate } from "../stats/mean_estimate.ts";
import { proportion } from "../stats/proportion.ts";
import { groupDifference } from "./_group_difference.ts";

/** The items of one value of a column, against all others. */
export interface SliceScore {
  /** The column. */
  readonly column: string;
  /** The value. */
  readonly value: string;
  /** Items of the slice that have a score. */
  readonly n: number;
  /** The mean score of the slice. */
  readonly estimate: Estimate;
  /** The mean score of the slice minus that of all other items. */
  readonly difference: Estimate;
  /** The p-value of no difference; null where it is undefined. */
  readonly pValue: number | null;
  /** The same after Benjamini and Hochberg's correction over all slices. */
  readonly adjustedP: number | null;
  /** "better" or "worse" than the rest where the corrected p-value is below alpha. */
  readonly verdict: "better" | "worse" | "no decision";
}

/** The result of {@linkcode scoreSlices}. */
export interface SliceScores {
  /** The slices, those of one column together, the largest first. */
  readonly slices: readonly SliceScore[];
  /** By column how many values were too small to be looked at, and how many scored items have one of them or no value. */
  readonly leftOut: readonly { readonly column: string; readonly values: number; readonly items: number }[];
  /** The level of significance, after correction. */
  readonly alpha: number;
  /** The fewest scored items of a slice. */
  readonly minimumSize: number;
}

/** Options of {@linkcode scoreSlices}. */
export interface SliceOptions {
  /** Slices of fewer scored items are left out, default 20, at least 2. */
  readonly minimumSize?: number;
  /** The level of significance after correction, default 0.05. */
  readonly alpha?: number;
  /** Confidence level of the intervals, default 0.95; they are not corrected. */
  readonly level?: number;
  /** The cluster of each item, where items belong together. */
  readonly clusters?: readonly (string | number)[];
  /** Whether more is better, default true. */
  readonly higherIsBetter?: boolean;
}

/** Of one column only the largest slices are looked at: so many. */
const MOST_SLICES = 200;

/**
 * Scores the slices of a list of items, each against all items outside of it, to find where a system is weak.
 *
 * Shares (scores of 0 and 1) are compared by Fisher's exact test with Newcombe's interval, other scores by Welch's t test, and scores
 * of items in clusters by the clustered (CR1) t test. The p-values of all slices are corrected for their false-discovery rate
 * (Benjamini and Hochberg), since slices are explored rather than confirmed. A slice whose items, or whose other items, are all of one
 * cluster has no p-value: nothing tells how far such clusters differ. Of a column at most the 200 largest slices are looked at.
 *
 * @param scores one score an item; null leaves it out
 * @param columns the value of each item by column; null where it has none
 * @param options see {@linkcode SliceOptions}
 * @returns the slices with their gaps
 * @throws {RangeError} if lengths differ or an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const scores = Array.from({ length: 80 }, (_, i) => i < 40 ? 1 : i % 2);
 * const language = scores.map((_, i) => i < 40 ? "en" : "de");
 * const { slices } = scoreSlices(scores, { language });
 * assertEquals(slices.map(({ value, verdict }) => [value, verdict]), [["de", "worse"], ["en", "better"]]);
 * ```
 */
export function scoreSlices(
  scores: readonly (number | null)[],
  columns: Readonly<Record<string, readonly (string | null)[]>>,
  options: SliceOptions = {},
): SliceScores {
  const { minimumSize = 20, alpha = 0.05, level = DEFAULT_LEVEL, clusters, higherIsBetter = true } = options;
  checkInteger("score slices", "minimumSize", minimumSize, { min: 2 });
  checkFraction("score slices", "alpha", alpha);
  checkFraction("score slices", "level", level);
  checkSameLength("score slices", { scores, ...(clusters && { clusters }) });
  // Apart and in quotes, since a column may be called scores too.
  for (const [column, values] of Object.entries(columns)) {
    checkSameLength("score slices", { scores, [`column "${column}"`]: values });
  }
  const isShare = scores.every((score) => score === null || score === 0 || score === 1);
  const found: Omit<SliceScore, "adjustedP" | "verdict">[] = [];
  const leftOut: SliceScores["leftOut"][number][] = [];
  for (const [column, values] of Object.entries(columns)) {
    const { large, small, scored } = slicesOf(scores, values, minimumSize);
    for (const [value, inside] of large) {
      const outside = scored.filter((i) => values[i] !== value);
      const { difference, pValue } = groupDifference(scores as readonly number[], {
        inside,
        outside,
        isShare,
        clusters,
        level,
      });
      const estimate = meanOf(scores as readonly number[], inside, { isShare, clusters, level });
      found.push({ column, value, n: inside.length, estimate, difference, pValue });
    }
    if (small.items > 0) leftOut.push({ column, ...small });
  }
  const adjusted = benjaminiHochberg(found.flatMap(({ pValue }) => pValue ?? []));
  let at = 0;
  const slices = found.map((slice): SliceScore => {
    const adjustedP = slice.pValue === null ? null : adjusted[at++];
    const isDecided = adjustedP !== null && adjustedP < alpha && slice.difference.value !== 0;
    const isBetter = (slice.difference.value! > 0) === higherIsBetter;
    return { ...slice, adjustedP, verdict: isDecided ? (isBetter ? "better" : "worse") : "no decision" };
  });
  return { slices, leftOut, alpha, minimumSize };
}

/** The items of each value, largest first; what is too small is only counted. */
function slicesOf(scores: readonly (number | null)[], values: readonly (string | null)[], minimumSize: number) {
  const scored = [...scores.keys()].filter((i) => scores[i] !== null);
  const byValue = Map.groupBy(scored, (i) => values[i]);
  const small = { values: 0, items: 0 };
  const large: [value: string, items: number[]][] = [];
  const sorted = [...byValue].sort(([a, x], [b, y]) => y.length - x.length || ((a ?? "") < (b ?? "") ? -1 : 1));
  for (const [value, items] of sorted) {
    if (value !== null && items.length >= minimumSize && large.length < MOST_SLICES) {
      large.push([value, items]);
      continue;
    }
    if (value !== null) small.values++;
    small.items += items.length;
  }
  return { large, small, scored };
}

function meanOf(
  scores: readonly number[],
  items: readonly number[],
  { isShare, clusters, level }: { isShare: boolean; clusters?: readonly (string | number)[]; level: number },
): Estimate {
  const values = items.map((i) => scores[i]);
  if (clusters === undefined) {
    if (!isShare) return meanEstimate(values, { level });
    return proportion(values.reduce((sum, one) => sum + one, 0), values.length, { level, empty: "there are no items" });
  }
  const names = items.map((i) => clusters[i]);
  if (isShare) return clusteredProportion(values, names, { level });
  if (new Set(names).size > 1) return clusteredMean(values, names, { level });
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  return undefinedEstimate("all items are of one cluster", { n: values.length, method: "clustered t", level, value });
}
