import { checkFraction, checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { betterThanChance, binary, correctedRate, type CorrectionErrors, uncut } from "./_corrected_rate.ts";
import type { AgreementEstimate } from "./agreement.ts";
import { cohenKappa } from "./cohen_kappa.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { proportion } from "./proportion.ts";
import type { RoganGladenEstimate } from "./rogan_gladen.ts";

const DOING = "calibrate a judge";

/** A yes or no; null where there is none. */
export type BinaryVerdict = 0 | 1 | boolean | null;

/** How a judge compares to people, and what its verdicts are worth. */
export interface JudgeCalibration {
  /** How many items the judge labelled. */
  readonly judged: number;
  /** How many of these a human labelled too. */
  readonly labelled: number;
  /** How many items a human labelled and the judge did not: they are left out. */
  readonly unjudged: number;
  /** The part of the human's positives that the judge calls positive. */
  readonly sensitivity: Estimate;
  /** The part of the human's negatives that the judge calls negative. */
  readonly specificity: Estimate;
  /** The part of the items that both label alike. */
  readonly agreement: Estimate;
  /** Agreement beyond chance. */
  readonly kappa: AgreementEstimate;
  /** The part of all judged items that the judge calls positive: what it says, uncorrected. */
  readonly judgeRate: Estimate;
  /** The part of the labelled items that the human calls positive. */
  readonly humanRate: Estimate;
  /** The rate over all judged items, corrected for the judge's errors. */
  readonly corrected: RoganGladenEstimate;
}

/**
 * What a judge's verdicts on many items are worth, by human labels on some of them.
 *
 * Sensitivity, specificity and agreement have Wilson's interval, kappa that of {@linkcode cohenKappa}. The corrected
 * rate is Rogan and Gladen's; as the labelled items are among the judged ones, its samples are not independent, and the
 * delta method goes over the items: if all are labelled, the result is the human rate with its binomial error. Where
 * the judge made no error on the labelled items, the variance is taken with one error and one hit more. It assumes that
 * the labelled items were drawn at random, or at least that the judge errs on the others as on these; not so where
 * people label what the judge is unsure of. For labels drawn at random {@linkcode predictionPoweredMean} gives a
 * narrower interval, given a hundred labels.
 *
 * @param judge the judge's verdict on each item, 0, 1 or a boolean; null where it gave none
 * @param human the human's on the same items; null where there is none
 * @param options `level`: confidence, default 0.95
 * @returns the rates; each undefined with a reason where there is nothing to compute it from
 * @throws {RangeError} if the lists differ in length or a verdict is something else
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const judge = [1, 1, 1, 0, 0, 1, 1, 1, 0, 1] as const;
 * const human = [1, 1, 0, 0, 0, 1, null, null, null, null] as const;
 * const { sensitivity, specificity, corrected } = judgeCalibration(judge, human);
 * assertAlmostEquals(sensitivity.value!, 1, 1e-15);
 * assertAlmostEquals(specificity.value!, 2 / 3, 1e-15);
 * assertAlmostEquals(corrected.value!, (0.7 - 1 / 3) / (2 / 3), 1e-14);
 * ```
 */
export function judgeCalibration(
  judge: ArrayLike<BinaryVerdict>,
  human: ArrayLike<BinaryVerdict>,
  options: { level?: number } = {},
): JudgeCalibration {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  checkSameLength(DOING, { judge, human });
  // Rows: human 0, human 1, no human label; columns: judge 0, judge 1.
  const counts = new Int32Array(6);
  let unjudged = 0;
  const codes = { judge: new Array<number | null>(judge.length), human: new Array<number | null>(judge.length) };
  for (let i = 0; i < judge.length; i++) {
    const verdict = codes.judge[i] = read(judge[i], () => `judge[${i}]`);
    const label = codes.human[i] = read(human[i], () => `human[${i}]`);
    if (verdict !== null) counts[2 * (label ?? 2) + verdict]++;
    else if (label !== null) unjudged++;
  }
  const [trueNegative, falsePositive, falseNegative, truePositive] = counts;
  const [negatives, positives] = [trueNegative + falsePositive, falseNegative + truePositive];
  const labelled = negatives + positives;
  const judged = labelled + counts[4] + counts[5];
  const rate = (hits: number, n: number, empty: string) => proportion(hits, n, { level, empty });
  return {
    judged,
    labelled,
    unjudged,
    sensitivity: rate(truePositive, positives, "no judged item has a positive label"),
    specificity: rate(trueNegative, negatives, "no judged item has a negative label"),
    agreement: rate(trueNegative + truePositive, labelled, "no judged item has a label"),
    kappa: cohenKappa(codes.judge, codes.human, { level, labels: [0, 1] }),
    judgeRate: rate(falsePositive + truePositive + counts[5], judged, "the judge labelled nothing"),
    humanRate: rate(positives, labelled, "no judged item has a label"),
    corrected: corrected(counts, level),
  };
}

function read(verdict: BinaryVerdict, place: () => string): 0 | 1 | null {
  if (verdict === null || verdict === 0 || verdict === 1) return verdict;
  if (typeof verdict === "boolean") return verdict ? 1 : 0;
  throw new RangeError(
    `Cannot ${DOING}: ${place()} must be 0, 1, a boolean or null, received ${describeValue(verdict)}`,
  );
}

function corrected(counts: Int32Array, level: number): RoganGladenEstimate {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const [negatives, positives] = [counts[0] + counts[1], counts[2] + counts[3]];
  const about = { n, level, method: "rogan-gladen, labelled among judged" };
  const sensitivity = positives === 0 ? null : counts[3] / positives;
  const specificity = negatives === 0 ? null : counts[0] / negatives;
  if (sensitivity === null || specificity === null) {
    const why = `no judged item has a ${sensitivity === null ? "positive" : "negative"} label`;
    return { standardError: null, unclipped: null, sensitivity, specificity, ...undefinedEstimate(why, about) };
  }
  const positive = (counts[1] + counts[3] + counts[5]) / n;
  return correctedRate({ positive, sensitivity, specificity }, () => errorsOf(smoothed(counts)), about);
}

/**
 * One item more of each kind where the judge made no error, or nothing but errors: that does not make its rate known.
 */
function smoothed(counts: Int32Array): Int32Array {
  const result = counts.slice();
  for (const cell of [0, 2]) {
    if (counts[cell] > 0 && counts[cell + 1] > 0) continue;
    result[cell]++;
    result[cell + 1]++;
  }
  return result;
}

function errorsOf(counts: Int32Array): CorrectionErrors {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const [negatives, positives] = [counts[0] + counts[1], counts[2] + counts[3]];
  const positive = (counts[1] + counts[3] + counts[5]) / n;
  const rates = { positive, sensitivity: counts[3] / positives, specificity: counts[0] / negatives };
  const [rate, better] = [uncut(rates), betterThanChance(rates)];
  let sum = 0;
  for (let cell = 0; cell < 6; cell++) {
    const verdict = cell % 2;
    // What one item of this kind moves: by the judge's rate, and by the specificity or the sensitivity.
    let moves = (verdict - positive) / n;
    if (cell < 2) moves += (1 - rate) * (1 - verdict - rates.specificity) / negatives;
    else if (cell < 4) moves -= rate * (verdict - rates.sensitivity) / positives;
    sum += counts[cell] * moves * moves;
  }
  const spread = binary(rates.sensitivity) / positives + binary(rates.specificity) / negatives;
  return { variance: sum / better ** 2, better: { value: better, variance: spread } };
}
