import { benjaminiHochberg } from "../stats/benjamini_hochberg.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import type { TestResult } from "../stats/test_result.ts";
import { deviationRanges, GAP_METHOD, gapEstimate, gapTest, rangeOf, ratioEstimate } from "./_gap_estimates.ts";
import type { GroupSettings } from "./_group_items.ts";
import { judgeAtMost, type LimitVerdict } from "./_limit_verdict.ts";

/** One group. */
export interface GroupEstimate {
  /** Its name. */
  readonly group: string;
  /** How many of its items count. */
  readonly n: number;
  /** Whether it is large enough to be compared. */
  readonly isCompared: boolean;
  /** Its rate with Wilson's interval, or its mean with a t interval; `excluded` counts its items without an answer. */
  readonly estimate: Estimate;
}

/** Two groups. */
export interface GroupPair {
  /** The first group. */
  readonly first: string;
  /** The second group. */
  readonly second: string;
  /** The first minus the second; the interval is not adjusted for the number of pairs. */
  readonly difference: Estimate;
  /** The two-sided p-value that they do not differ; null where it is undefined. */
  readonly pValue: number | null;
  /** The same after the adjustment of Benjamini and Hochberg over all pairs. */
  readonly adjustedP: number | null;
}

/** A group that was not compared. */
export interface LeftOutGroup {
  /** Its name. */
  readonly group: string;
  /** How many of its items count. */
  readonly n: number;
  /** Why. */
  readonly reason: string;
}

/** How one quantity differs between groups. */
export interface GroupComparison {
  /** Every group, sorted by name. */
  readonly groups: readonly GroupEstimate[];
  /** The largest minus the smallest value of the compared groups: biased upward, see `chanceGap`. */
  readonly gap: Estimate;
  /** The smallest divided by the largest value. */
  readonly ratio: Estimate;
  /** The permutation test that no group differs. */
  readonly test: TestResult;
  /** The mean gap of the permutations: what groups of these sizes show when none differs; null without permutations. */
  readonly chanceGap: number | null;
  /** Every two compared groups. */
  readonly pairs: readonly GroupPair[];
  /** Whether the gap is at most the tolerance; null where none was given. */
  readonly verdict: LimitVerdict | null;
  /** The groups that were not compared, and why. */
  readonly leftOut: readonly LeftOutGroup[];
  /** How many items were left out because their group is not known. */
  readonly withoutGroup: number;
  /** What a reader of the gap must know; null where nothing is special. */
  readonly note: string | null;
}

/** Two groups before their p-values are adjusted. */
export type RawPair = Omit<GroupPair, "adjustedP">;

/** What {@linkcode assembleComparison} puts together. */
export interface ComparisonParts {
  /** Every group. */
  readonly groups: readonly GroupEstimate[];
  /** How many items have no group. */
  readonly withoutGroup: number;
  /** Why a group without items that count has none. */
  readonly empty: string;
  /** The largest possible gap. */
  readonly mostGap?: number;
  /** Why there is no ratio, where draws have no log deviations. */
  readonly noRatio?: string;
  /** The difference of two compared groups, by their places in `groups`; null where pairs are not compared. */
  readonly pair: ((first: number, second: number) => RawPair) | null;
  /** The draws of the compared groups, by their places in `groups`. */
  readonly draw: (compared: readonly number[]) => GroupDraws;
}

/** Draws for the gap of the compared groups. */
export interface GroupDraws {
  /** For each group how far each resample is from its value. */
  readonly deviations: readonly Float64Array[];
  /** For each group draws of its value where it is 0 in truth, for statistics that are then biased upward. */
  readonly atZero?: readonly Float64Array[];
  /** The same as `deviations` on the log scale; null where a ratio has no meaning. */
  readonly logDeviations: readonly Float64Array[] | null;
  /** The ratio about which the interval on the log scale is made. */
  readonly ratioCentre: number;
  /** The gap of each permutation. */
  readonly permuted: Float64Array;
  /** Half a step of rates of counts, by which their gap may be off besides; 0 for scores of any value. */
  readonly continuity?: number;
}

/** A comparison with what a comparison of several of them needs. */
export interface ComparedGroups {
  /** The comparison. */
  readonly comparison: GroupComparison;
  /** How far the gap may be off, by resample; null where groups are missing. */
  readonly ranges: Float64Array | null;
  /** How far the logarithm of the ratio may be off, by resample. */
  readonly logRanges: Float64Array | null;
  /** The ratio about which its interval is made. */
  readonly ratioCentre: number;
  /** The gap of each permutation. */
  readonly permuted: Float64Array;
}

const MOST_GROUPS = 100;

/** Compares the groups that are large enough. */
export function assembleComparison(parts: ComparisonParts, settings: GroupSettings): ComparedGroups {
  const { groups, withoutGroup, noRatio = "it has no ratio" } = parts;
  const { level, minimumGroupSize, tolerance, doing } = settings;
  const compared = groups.flatMap(({ isCompared }, i) => isCompared ? [i] : []);
  if (compared.length > MOST_GROUPS) {
    throw new RangeError(
      `Cannot ${doing}: at most ${MOST_GROUPS} groups can be compared, received ${compared.length}; ` +
        "make the groups coarser, or raise minimumGroupSize",
    );
  }
  const leftOut = groups.filter(({ isCompared }) => !isCompared).map(({ group, n }) => {
    const reason = n === 0 ? parts.empty : `${n} of its items count, fewer than ${minimumGroupSize}`;
    return { group, n, reason };
  });
  const n = compared.reduce((sum, i) => sum + groups[i].n, 0);
  if (compared.length < 2) {
    const reason = `at least 2 groups with ${minimumGroupSize} items that count are needed, there ${
      compared.length === 1 ? "is 1" : "are 0"
    }`;
    const nothing = undefinedEstimate(reason, { n, level, method: GAP_METHOD });
    const test = {
      statistic: null,
      pValue: null,
      method: "permutation random",
      n,
      alternative: "greater",
      reason,
    } as const;
    const verdict = tolerance === null ? null : judgeAtMost(nothing, tolerance);
    const rest = { chanceGap: null, pairs: [], verdict, leftOut, withoutGroup, note: null };
    const comparison = { groups, gap: nothing, ratio: nothing, test, ...rest };
    return { comparison, ranges: null, logRanges: null, ratioCentre: NaN, permuted: new Float64Array(0) };
  }
  const values = compared.map((i) => groups[i].estimate.value!);
  const { deviations, logDeviations, ratioCentre, permuted, continuity = 0, atZero } = parts.draw(compared);
  const ranges = widerRanges(deviations, atZero).map((range) => range + continuity);
  const logRanges = logDeviations === null ? null : deviationRanges(logDeviations);
  const gap = gapEstimate(rangeOf(values), ranges, { n, level, most: parts.mostGap });
  const ratio = logRanges === null
    ? undefinedEstimate(noRatio, { n, level, method: GAP_METHOD })
    : ratioEstimate(values, logRanges, { n, level, centre: ratioCentre });
  const comparison = {
    groups,
    gap,
    ratio,
    ...gapTest(rangeOf(values), permuted, n),
    pairs: comparePairs(compared, parts.pair),
    verdict: tolerance === null ? null : judgeAtMost(gap, tolerance),
    leftOut,
    withoutGroup,
    note: compared.length === 2
      ? null
      : "the largest of several differences is above 0 by chance alone: compare it with chanceGap and its test",
  };
  return { comparison, ranges, logRanges, ratioCentre, permuted };
}

/** Sorted, so that each quantile is the larger one of both. */
function widerRanges(deviations: readonly Float64Array[], atZero?: readonly Float64Array[]): Float64Array {
  const ranges = deviationRanges(deviations);
  if (atZero === undefined) return ranges;
  const others = deviationRanges(atZero).sort();
  return ranges.sort().map((range, r) => Math.max(range, others[r]));
}

function comparePairs(compared: readonly number[], compare: ComparisonParts["pair"]): GroupPair[] {
  if (compare === null) return [];
  const pairs = compared.flatMap((first, k) => compared.slice(k + 1).map((second) => compare(first, second)));
  const known = pairs.filter(({ pValue }) => pValue !== null);
  const values = benjaminiHochberg(known.map(({ pValue }) => pValue!));
  const byPair = new Map(known.map((pair, i) => [pair, values[i]]));
  return pairs.map((pair) => ({ ...pair, adjustedP: byPair.get(pair) ?? null }));
}
