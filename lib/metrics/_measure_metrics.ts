import { clusteredMean } from "../stats/clustered_mean.ts";
import { clusteredProportion } from "../stats/clustered_proportion.ts";
import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import type { Label } from "./_coded_items.ts";
import { type ItemScores, scoreMean, scoreShare } from "./_item_scores.ts";
import { type Calibration, calibrationInSlices } from "./calibration.ts";
import { type ClassificationOptions, classificationReportInSlices, type ClassRow } from "./classification_report.ts";
import { type CustomMetric, customScores } from "./custom_metric.ts";
import { LABEL_METRICS, METRIC_FACTS, NUMBER_METRICS } from "./metric_table.ts";
import type { SystemAnswers } from "./system_answers.ts";
import { TEXT_METRICS } from "./text_metrics.ts";

/** What the metrics of one system came to. */
export interface MeasuredMetrics {
  /** The estimates by name. */
  readonly metrics: Record<string, Estimate>;
  /** The items' scores by name, for metrics that have any. */
  readonly itemScores: Record<string, readonly (number | null)[]>;
  /** Precision, recall and F1 by class. */
  readonly classes: readonly ClassRow[];
  /** Reliability of the scores. */
  readonly calibration: Calibration | null;
}

/** How they are measured. */
export interface MeasureOptions extends ClassificationOptions {
  /** The cluster of each item. */
  readonly clusters?: readonly (string | number)[];
  /** Which items were not answered, where these count as wrong; their answers are none. */
  readonly unanswered?: readonly boolean[];
}

type Scores = readonly (number | null)[];

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** The metrics of labels; those of classes are computed together. */
export function* measureLabels(
  answers: SystemAnswers,
  names: readonly string[],
  options: MeasureOptions,
): Generator<void, MeasuredMetrics> {
  const { references, predictions, scores } = answers;
  const report = yield* classificationReportInSlices(references, predictions, options);
  const answered = references.map((reference, i) => reference !== null && predictions[i] !== null);
  const right = references.map((reference, i) => answered[i] ? Number(reference === predictions[i]) : null);
  const kept = scores?.map((score, i) => answered[i] ? score : null);
  const calibrated = kept?.some((score) => score !== null)
    ? yield* calibrationInSlices(right.map((one) => one === 1), kept, options)
    : null;
  const metrics: Record<string, Estimate> = {};
  for (const name of names) {
    const averages: Readonly<Record<string, Estimate>> = report.averages;
    const calibrations: Readonly<Record<string, Estimate | undefined>> = {
      ece: calibrated?.ece,
      brier: calibrated?.brier,
    };
    const estimate = Object.hasOwn(LABEL_METRICS, name)
      ? LABEL_METRICS[name](references, predictions, options)
      : averages[name] ?? calibrations[name];
    if (estimate !== undefined) metrics[name] = name === "accuracy" ? clustered(estimate, right, options) : estimate;
    yield;
  }
  return { metrics, itemScores: { accuracy: right }, classes: report.classes, calibration: calibrated };
}

/** The metrics of free text. */
export function* measureTexts(
  { references, predictions }: SystemAnswers,
  names: readonly string[],
  options: MeasureOptions,
): Generator<void, MeasuredMetrics> {
  const [metrics, itemScores]: [Record<string, Estimate>, Record<string, Scores>] = [{}, {}];
  for (const name of names) {
    const { range: [worst], needsReference, score } = TEXT_METRICS[name];
    const found = score(references, predictions, options);
    if (METRIC_FACTS[name].isMean) {
      const counts = (item: number) => !needsReference || references[item] !== null;
      const { estimate, scores } = withWorst(found, { ...options, worst, counts });
      metrics[name] = clustered(estimate, scores, options);
      itemScores[name] = scores;
    } else [metrics[name], itemScores[name]] = [found.estimate, found.scores];
    yield;
  }
  return { metrics, itemScores, classes: [], calibration: null };
}

/** The metrics of numbers; what is no number is no answer. */
export function* measureNumbers(
  answers: SystemAnswers,
  names: readonly string[],
  options: MeasureOptions,
): Generator<void, MeasuredMetrics> {
  const [references, predictions] = [answers.references, answers.predictions].map((texts) => texts.map(numberOf));
  const [metrics, itemScores]: [Record<string, Estimate>, Record<string, Scores>] = [{}, {}];
  for (const name of names) {
    const { estimate, error, isMean } = NUMBER_METRICS[name];
    const scores = references.map((reference, i) => {
      const prediction = predictions[i];
      if (reference === null || prediction === null) return null;
      const score = error(reference, prediction);
      return Number.isFinite(score) ? score : null;
    });
    const made = estimate(references, predictions, options);
    metrics[name] = isMean && made.value !== null ? clustered(made, scores, options) : made;
    itemScores[name] = scores;
    yield;
  }
  return { metrics, itemScores, classes: [], calibration: null };
}

/** Metrics of one's own. */
export function* measureCustom(
  { system, references, predictions }: SystemAnswers,
  metrics: readonly CustomMetric[],
  options: MeasureOptions,
): Generator<void, Pick<MeasuredMetrics, "metrics" | "itemScores">> {
  const [estimates, itemScores]: [Record<string, Estimate>, Record<string, Scores>] = [{}, {}];
  for (const metric of metrics) {
    const answers = predictions.map((prediction, i) => options.unanswered?.[i] ? null : prediction);
    const found = customScores(metric, references, answers, { ...options, system });
    const { estimate, scores } = withWorst(found, { ...options, worst: metric.range?.[0] ?? null, counts: () => true });
    estimates[metric.name] = clustered(estimate, scores, options);
    itemScores[metric.name] = scores;
    yield;
  }
  return { metrics: estimates, itemScores };
}

/** Unanswered items have the worst score that there is, whatever an empty text would score. */
function withWorst(
  found: ItemScores,
  options: MeasureOptions & { worst: number | null; counts: (item: number) => boolean },
): Pick<ItemScores, "estimate" | "scores"> {
  const { unanswered, worst, counts } = options;
  if (unanswered === undefined || worst === null) return found;
  const { scores, reasons } = found;
  const measured = scores.map((score, i) => unanswered[i] && counts(i) ? worst : score ?? reasons[i]!);
  const isShare = measured.every((score) => typeof score === "string" || score === 0 || score === 1);
  return isShare ? scoreShare(measured, options) : scoreMean(measured, options);
}

/** The number that a text is; null where it is none. */
export function numberOf(text: Label): number | null {
  const trimmed = text?.trim() ?? "";
  const value = NUMBER.test(trimmed) ? Number(trimmed) : NaN;
  return Number.isFinite(value) ? value : null;
}

/** A mean whose interval knows of the clusters. */
function clustered(estimate: Estimate, scores: Scores, { clusters, level = DEFAULT_LEVEL }: MeasureOptions): Estimate {
  if (clusters === undefined || estimate.value === null) return estimate;
  const kept = [...scores.keys()].filter((i) => scores[i] !== null);
  const names = kept.map((i) => clusters[i]);
  const method = "clustered t";
  if (new Set(names).size < 2) {
    return { ...estimate, low: null, high: null, method, reason: "all items are of one cluster" };
  }
  const values = kept.map((i) => scores[i]!);
  const isShare = values.every((value) => value === 0 || value === 1);
  const made = isShare ? clusteredProportion(values, names, { level }) : clusteredMean(values, names, { level });
  const { low, high, reason } = made;
  const { reason: _, ...rest } = estimate;
  return { ...rest, low, high, method: made.method, ...(reason === undefined ? {} : { reason }) };
}
