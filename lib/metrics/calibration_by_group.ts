import { checkInteger, checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { readFairItems } from "./_fair_items.ts";
import { NOT_ASKED } from "./_gap_estimates.ts";
import { assembleComparison, type GroupComparison } from "./_group_comparison.ts";
import { binScores, drawCalibration } from "./_group_calibration.ts";
import type { CodedGroups, FairLabel, FairnessOptions, GroupColumns, GroupSettings } from "./_group_items.ts";
import { compareMeans } from "./_group_means.ts";
import { calibration } from "./calibration.ts";

/** Scores by group. */
export interface GroupedScores {
  /** The true label of each item; null leaves it out. */
  readonly references: readonly FairLabel[];
  /** The predicted probability of the favourable label, 0 to 1; null leaves the item out. */
  readonly scores: readonly (number | null)[];
  /** The group of each item in the same order, or several attributes by name. */
  readonly groups: GroupColumns;
}

/** Options of {@linkcode calibrationByGroup}. */
export interface GroupCalibrationOptions extends FairnessOptions {
  /** How many bins of equal width, 1 to 1000, default 10. */
  readonly bins?: number;
}

/** The result of {@linkcode calibrationByGroup}; a tolerance holds for each of the three. */
export interface GroupCalibration {
  /** Expected calibration error by group; without pairs and ratio, since it is biased by the size of the group. */
  readonly ece: GroupComparison;
  /** Mean squared distance of the score from what is true, by group. */
  readonly brier: GroupComparison;
  /** Mean score minus share of the truly positive: above 0 where a group is rated too high. Its gap is not biased by the sizes. */
  readonly bias: GroupComparison;
}

/**
 * Whether scores mean the same in every group: calibration within groups.
 *
 * Kleinberg, Mullainathan and Raghavan, "Inherent Trade-Offs in the Fair Determination of Risk Scores" (ITCS 2017). Each group's
 * error is that of {@linkcode calibration} (bins of equal width, Guo et al., ICML 2017), its Brier score scikit-learn's
 * `brier_score_loss`. A small group has a larger expected calibration error by chance; the permutation test and `chanceGap` keep the
 * groups' sizes and so allow for it, and the interval of the gap is the wider one of a bootstrap and of draws from perfectly calibrated
 * groups of these sizes. Items without a score or a true label are excluded.
 *
 * @param data true labels, scores and groups
 * @param options see {@linkcode GroupCalibrationOptions}
 * @returns three comparisons
 * @throws {RangeError} if lengths differ, a score is outside 0 to 1, or an option is out of range
 * @throws {AssayError} if a label is neither a text, a number nor a boolean
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const references = [1, 0, 1, 0];
 * const scores = [0.75, 0.25, 0.75, 0.75];
 * const groups = ["x", "x", "y", "y"];
 * const { ece, bias } = calibrationByGroup({ references, scores, groups }, { minimumGroupSize: 2, resamples: 100 });
 * assertAlmostEquals(ece.gap.value!, 0, 1e-15);
 * assertAlmostEquals(bias.gap.value!, 0.25, 1e-15);
 * ```
 */
export function calibrationByGroup(data: GroupedScores, options: GroupCalibrationOptions = {}): GroupCalibration {
  const doing = "measure calibration by group";
  const { bins = 10 } = options;
  const { references, scores } = data;
  checkInteger(doing, "bins", bins, { min: 1, max: 1000 });
  const { settings, groups, labels } = readFairItems(doing, { lists: { references }, groups: data.groups }, options);
  checkSameLength(doing, { references, scores });
  const offsets = Float64Array.from(scores, (score, i) => {
    if (score !== null && !(score >= 0 && score <= 1)) {
      throw new RangeError(
        `Cannot ${doing}: scores[${i}] must be from 0 to 1, or null, received ${describeValue(score)}`,
      );
    }
    return score === null || labels.references[i] < 0 ? NaN : score - labels.references[i];
  });
  return {
    ece: compareErrors(groups, { scores, offsets, truths: labels.references, bins }, settings),
    brier: compareMeans(groups, offsets.map((offset) => offset * offset), settings),
    bias: compareMeans(groups, offsets, settings),
  };
}

function compareErrors(
  { names, codes }: CodedGroups,
  items: { scores: readonly (number | null)[]; offsets: Float64Array; truths: Int8Array; bins: number },
  settings: GroupSettings,
): GroupComparison {
  const { level, resamples, seed, minimumGroupSize } = settings;
  const { scores, offsets, truths, bins } = items;
  const [members, excluded] = [names.map(() => [] as number[]), names.map(() => 0)];
  let withoutGroup = 0;
  codes.forEach((g, i) => {
    if (g < 0) withoutGroup++;
    else if (Number.isNaN(offsets[i])) excluded[g]++;
    else members[g].push(i);
  });
  const rows = names.map((group, g) => {
    const own = members[g];
    const about = { bins, level, seed, resamples: Math.max(1, resamples) };
    const { ece } = calibration(own.map((i) => truths[i] === 1), own.map((i) => scores[i]), about);
    const unasked = resamples === 0
      ? { low: null, high: null, reason: ece.value === null ? ece.reason : NOT_ASKED }
      : {};
    const left = excluded[g] === 0 ? {} : { excluded: excluded[g] };
    return {
      group,
      n: own.length,
      isCompared: own.length >= minimumGroupSize,
      estimate: { ...ece, ...unasked, ...left },
    };
  });
  const { comparison } = assembleComparison({
    groups: rows,
    withoutGroup,
    empty: "none of its items has a score and a reference",
    mostGap: 1,
    noRatio: "the error is biased by the size of a group, so that a ratio says little",
    pair: null,
    draw: (compared) => {
      const parts = compared.map((g) => {
        const own = Float64Array.from(members[g], (i) => scores[i]!);
        return { bins: binScores(own, bins), offsets: Float64Array.from(members[g], (i) => offsets[i]), scores: own };
      });
      return drawCalibration(parts, { bins, resamples, seed });
    },
  }, settings);
  return comparison;
}
