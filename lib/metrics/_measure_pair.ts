import { intervalOf } from "../stats/bootstrap_interval.ts";
import { DEFAULT_LEVEL, undefinedEstimate } from "../stats/estimate.ts";
import { mcnemarDetectableDifference, mcnemarSampleSize } from "../stats/mcnemar_power.ts";
import { mcnemarTest } from "../stats/mcnemar_test.ts";
import { type PairedCounts, pairedProportionDifference } from "../stats/paired_proportion_difference.ts";
import { effectiveClusters } from "./_cluster_units.ts";
import { countedAnswers } from "./_counted_answers.ts";
import { classMetric, pairClasses } from "./_pair_classes.ts";
import { pairScores, planScores } from "./_pair_scores.ts";
import { pairSums, summedMetric } from "./_pair_sums.ts";
import { resamplePairInSlices } from "./_pair_statistic.ts";
import type { CompareOptions, PairComparison } from "./compare.ts";
import type { Evaluation } from "./evaluate.ts";

/** What a pair is planned for. */
export interface PairPlan {
  /** The level of significance, corrected. */
  readonly alpha: number;
  /** The wanted power. */
  readonly power: number;
}

/** A pair before its p-value is corrected, with how it can be planned. */
export type Measured = Omit<PairComparison, "adjustedP" | "detectable" | "verdict" | "moreItems"> & {
  readonly plan: (plan: PairPlan) => { detectable: number | null; moreItems: number | null };
};

/** Compares two systems by a metric that scores single items, or all of them together. */
export function* measurePair(
  first: Evaluation,
  second: Evaluation,
  options: CompareOptions & { metric: string },
): Generator<void, Measured> {
  const { metric, level = DEFAULT_LEVEL } = options;
  const about = { first: first.system, second: second.system };
  const f1Difference = first.confusion === null
    ? null
    : yield* f1DifferenceOf(first, second, first.confusion.labels, options);
  const [one, two] = [first.itemScores[metric], second.itemScores[metric]];
  const clusters = effectiveClusters(first.answers);
  const summed = first.task === "classification" ? null : summedMetric(metric, first.answers);
  const ofClasses = first.confusion === null ? null : classMetric(metric);
  const counts = clusters === undefined && summed === null && ofClasses === null ? countPair(one, two) : null;
  if (counts === null) {
    const answers = { first: countedAnswers(first), second: countedAnswers(second) };
    const settings = { ...options, clusters, level };
    const paired = summed !== null
      ? yield* pairSums(summed, answers, settings)
      : ofClasses !== null
      ? yield* pairClasses(ofClasses, { ...answers, labels: first.confusion!.labels }, settings)
      : pairScores(one, two, { clusters, level });
    const { n, difference, pValue, test } = paired;
    const plan = (wanted: PairPlan) => planScores(paired, wanted);
    return { ...about, n, counts, difference, f1Difference, mcnemar: null, test, pValue, plan };
  }
  const { onlyFirst, onlySecond } = counts;
  const n = counts.both + onlyFirst + onlySecond + counts.neither;
  const mcnemar = mcnemarTest(onlyFirst, onlySecond);
  return {
    ...about,
    n,
    counts,
    difference: pairedProportionDifference(counts, { level }),
    f1Difference,
    mcnemar,
    test: "mcnemar mid-p",
    pValue: n === 0 ? null : mcnemar.midP,
    plan: (wanted) => {
      const discordance = (onlyFirst + onlySecond) / n;
      const needed = mcnemarSampleSize(discordance, (onlyFirst - onlySecond) / n, wanted);
      const moreItems = needed === null ? null : Math.max(1, needed - n);
      return { detectable: mcnemarDetectableDifference(n, discordance, wanted), moreItems };
    },
  };
}

function* f1DifferenceOf(
  first: Evaluation,
  second: Evaluation,
  labels: readonly string[],
  options: CompareOptions,
): Generator<void, PairComparison["f1Difference"]> {
  const { level = DEFAULT_LEVEL } = options;
  const resamples = yield* resamplePairInSlices(countedAnswers(first), countedAnswers(second), labels, options);
  if (resamples === null) {
    return undefinedEstimate("there are no items that both answered", { n: 0, method: "bca", level });
  }
  const reason = "the F1 of a class is undefined on the items that both answered";
  return intervalOf(resamples, 0, { level, reason });
}

/** Right and wrong of both; null where a score is neither. */
function countPair(
  first: readonly (number | null)[],
  second: readonly (number | null)[],
): PairedCounts | null {
  const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  for (const [i, a] of first.entries()) {
    const b = second[i];
    if (a === null || b === null) continue;
    if ((a !== 0 && a !== 1) || (b !== 0 && b !== 1)) return null;
    counts[a ? b ? "both" : "onlyFirst" : b ? "onlySecond" : "neither"]++;
  }
  return counts;
}
