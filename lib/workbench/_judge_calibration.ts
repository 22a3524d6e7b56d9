import type { AgreementEstimate } from "../stats/agreement.ts";
import { cohenKappa } from "../stats/cohen_kappa.ts";
import type { CorrelationEstimate } from "../stats/correlation_estimate.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { type JudgeCalibration, judgeCalibration } from "../stats/judge_calibration.ts";
import { type PredictionPoweredEstimate, predictionPoweredMean } from "../stats/prediction_powered_mean.ts";
import { spearman } from "../stats/spearman.ts";
import { rowEstimate } from "./_judge_estimates.ts";
import type { HumanLabels } from "./_judge_human.ts";
import type { ReadyLevel, ScoreRange } from "./_judge_scale.ts";

/** How a judge's scores compare to those of people on the same scale. */
export interface GradedCalibration {
  /** Agreement beyond chance, disagreements weighted by their squares; averaged scores are rounded to the nearest level. */
  readonly weightedKappa: AgreementEstimate;
  /** Spearman's rank correlation. */
  readonly spearman: CorrelationEstimate;
  /** The mean of judge minus human: above 0 the judge is too kind. */
  readonly meanDifference: Estimate;
  /** The mean human score that is to be expected over all judged rows: prediction-powered inference. */
  readonly predictionPowered: PredictionPoweredEstimate;
}

/** What a judge's scores are worth by the labels of people. */
export interface HumanCalibration {
  /** In words: "calibrated against 120 human labels", or "not calibrated against human labels". */
  readonly status: string;
  /** How many judged rows have a human label. */
  readonly labelled: number;
  /** By yes and no: sensitivity, specificity, kappa, and the rate corrected for the judge's errors; null without a pass mark. */
  readonly binary: JudgeCalibration | null;
  /** By scores; null where people only said yes or no. */
  readonly graded: GradedCalibration | null;
  /** What keeps it from being trusted, in words. */
  readonly warnings: readonly string[];
}

/** With fewer labels than these a calibration is told to be weak. */
const FEWEST_LABELS = 30;
/** What a result says that nobody has compared to people. */
const NOT_CALIBRATED = "not calibrated against human labels";

/** Holds scores against human labels. */
export function calibrateScores(
  scores: readonly (number | null)[],
  human: HumanLabels | null,
  { range, mark, clusters, level }: {
    range: ScoreRange;
    mark: number | null;
    clusters: readonly (string | number)[] | null;
    level: number;
  },
): HumanCalibration {
  const given = human?.scores ?? human?.verdicts ?? [];
  const labelled = scores.filter((score, row) => score !== null && (given[row] ?? null) !== null).length;
  if (human === null || labelled === 0) return notCalibrated(human);
  const binary = human.verdicts === null || mark === null ? null : judgeCalibration(
    scores.map((score) => score === null ? null : score >= mark ? 1 : 0),
    human.verdicts,
    { level },
  );
  const graded = human.scores === null ? null : gradedCalibration(scores, human.scores, { range, clusters, level });
  return {
    status: `calibrated against ${labelled} human ${labelled === 1 ? "label" : "labels"}`,
    labelled,
    binary,
    graded,
    warnings: labelWarnings(labelled, clusters !== null),
  };
}

/** What is said where there is nothing to compare to. */
export function notCalibrated(human: Pick<HumanLabels, "column" | "labelled"> | null): HumanCalibration {
  const why = human === null
    ? ""
    : human.labelled === 0
    ? `: the column "${human.column}" holds none`
    : ": no row with a label has been judged";
  return { status: NOT_CALIBRATED, labelled: 0, binary: null, graded: null, warnings: [`${NOT_CALIBRATED}${why}`] };
}

/** What is to be said of so many labels. */
export function labelWarnings(labelled: number, isClustered: boolean): string[] {
  return [
    ...(labelled >= FEWEST_LABELS ? [] : [
      `only ${labelled} human ${
        labelled === 1 ? "label" : "labels"
      }: the calibration is weak; have at least ${FEWEST_LABELS} rows, drawn at random, labelled`,
    ]),
    ...(isClustered
      ? ["agreement, correlation and corrected rates take the rows as independent, though they come in clusters"]
      : []),
  ];
}

function gradedCalibration(
  scores: readonly (number | null)[],
  human: readonly (number | null)[],
  { range, clusters, level }: {
    range: ScoreRange;
    clusters: readonly (string | number)[] | null;
    level: number;
  },
): GradedCalibration {
  const rows = scores.flatMap((score, row) => score === null || human[row] === null ? [] : [row]);
  const [judged, labels] = [rows.map((row) => scores[row]!), rows.map((row) => human[row]!)];
  const width = range.max - range.min;
  const { method, n, ...difference } = rowEstimate(judged.map((score, i) => score - labels[i]), {
    level,
    clusters: clusters === null ? null : rows.map((row) => clusters[row]),
    range: { min: -width, max: width },
  });
  return {
    weightedKappa: weightedKappa(judged, labels, { levels: range.levels, level }),
    spearman: spearman(judged, labels, { level }),
    meanDifference: { ...difference, n, method },
    predictionPowered: predictionPoweredMean(scores, human, { level }),
  };
}

/** Weighted by the steps between levels. */
function weightedKappa(
  judged: readonly number[],
  labels: readonly number[],
  { levels, level }: { levels: readonly ReadyLevel[] | null; level: number },
): AgreementEstimate {
  const places = levels?.map(({ score }) => score) ?? [];
  if (places.length > 0 && labels.every((label) => places.includes(label))) {
    const nearest = (score: number) =>
      places.reduce((best, place) => Math.abs(place - score) < Math.abs(best - score) ? place : best);
    return cohenKappa(judged.map(nearest), labels, { weights: "quadratic", labels: places, level });
  }
  const why = places.length === 0
    ? "the scores have no levels; Spearman's correlation tells how far they agree"
    : "people gave scores that are no levels of the scale; Spearman's correlation tells how far they agree";
  const about = { n: judged.length, method: "fleiss-cohen-everitt", level };
  return { ...undefinedEstimate(why, about), standardError: null, observed: null, expected: null };
}
