import { drive } from "../core/drive.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import { DEFAULT_RESAMPLES } from "../stats/resample.ts";
import type { Estimate } from "../stats/estimate.ts";
import { effectiveClusters, repeatedItems } from "./_cluster_units.ts";
import type { Label } from "./_coded_items.ts";
import {
  measureCustom,
  type MeasuredMetrics,
  measureLabels,
  measureNumbers,
  measureTexts,
  numberOf,
} from "./_measure_metrics.ts";
import { type EvaluationPlan, planMetrics } from "./_plan_metrics.ts";
import { withAllAnswers } from "./_counted_answers.ts";
import { type AnswerStability, answerStability } from "./answer_stability.ts";
import type { Calibration } from "./calibration.ts";
import type { ClassificationOptions, ClassRow } from "./classification_report.ts";
import { type ConfusionMatrix, confusionMatrix } from "./confusion_matrix.ts";
import type { CustomMetric } from "./custom_metric.ts";
import { type ErrorTaxonomy, errorTaxonomy } from "./error_taxonomy.ts";
import { NUMBER_METRICS, type Task } from "./metric_table.ts";
import { scoreSlices, type SliceScores } from "./score_slices.ts";
import { checkAnswers, type SystemAnswers } from "./system_answers.ts";

/** The result of {@linkcode evaluate}: everything that a report shows of one system. */
export interface Evaluation {
  /** The system's name. */
  readonly system: string;
  /** What was evaluated: labels, free text or numbers. */
  readonly task: Task;
  /** Items with an answer and a reference. */
  readonly n: number;
  /** Items asked. */
  readonly total: number;
  /** Items without an answer, by kind of failure. */
  readonly failures: Readonly<Record<string, number>>;
  /** The estimates by metric name, as scikit-learn's scorers are called: "accuracy", "f1_macro", … */
  readonly metrics: Readonly<Record<string, Estimate>>;
  /** The metric by which systems are ranked, sliced and compared. */
  readonly primary: string;
  /** Whether more of it is better. */
  readonly higherIsBetter: boolean;
  /** The metrics of which less is better, of one's own too. */
  readonly lowerIsBetter: readonly string[];
  /** The items' scores by metric, for those that have any; null where an item has none. */
  readonly itemScores: Readonly<Record<string, readonly (number | null)[]>>;
  /** Precision, recall and F1 by class; empty for anything but labels. */
  readonly classes: readonly ClassRow[];
  /** Which class was taken for which; null for anything but labels. */
  readonly confusion: ConfusionMatrix | null;
  /** Reliability of the scores; null when the system gives none. */
  readonly calibration: Calibration | null;
  /**
   * The items' scores by the primary metric, by slice: errors where it is one of numbers, right or wrong where it has no scores of
   * single items; null where no slices were asked for.
   */
  readonly slices: SliceScores | null;
  /** What went wrong, by examples. */
  readonly errors: ErrorTaxonomy;
  /** How far repeated answers to one item agree; null where each was asked once. */
  readonly stability: Omit<AnswerStability, "items"> | null;
  /** How many clusters the intervals know of; null where there are none. */
  readonly clusters: number | null;
  /** What became of items without an answer: left out of the scores, or counted as wrong. */
  readonly missing: MissingPolicy;
  /** How the bootstrap intervals were drawn. */
  readonly bootstrap: { readonly resamples: number; readonly seed: number };
  /** The answers themselves, for comparisons. */
  readonly answers: SystemAnswers;
}

/** What becomes of items without an answer: they are left out and counted, with best and worst bounds, or they count as wrong. */
export type MissingPolicy = "exclude" | "wrong";

/** Options of {@linkcode evaluate}. */
export interface EvaluateOptions extends ClassificationOptions {
  /** What is evaluated; default what the metrics say, and labels where they say nothing. */
  readonly task?: Task;
  /** Which metrics to report, by name or of one's own; default {@linkcode DEFAULT_METRICS} of the task. */
  readonly metrics?: readonly (string | CustomMetric)[];
  /** The metric by which systems are ranked, sliced and compared; default the first. */
  readonly primary?: string;
  /** What becomes of items without an answer, default "exclude". */
  readonly missing?: MissingPolicy;
  /** The fewest scored items of a slice, default 20. */
  readonly minimumSliceSize?: number;
  /** The level of significance of gaps between slices, after correction, default 0.05. */
  readonly alpha?: number;
  /** How many examples of errors of each kind, default 5. */
  readonly examples?: number;
}

/**
 * Evaluates one system's answers against the references: labels, free text or numbers.
 *
 * Items without an answer are left out of the scores and counted, with the best and the worst that they could have made of it; with
 * `missing: "wrong"` they count as wrong. Where clusters are named, or items were asked repeatedly, means have clustered (CR1)
 * intervals.
 *
 * @param answers references and predictions of the same items in the same order
 * @param options see {@linkcode EvaluateOptions}
 * @returns estimates with intervals, class rows, confusion matrix, calibration, slices and errors; plain data
 * @throws {RangeError} if the lists differ in length
 * @throws {AssayError} for unknown metrics, or a policy that cannot be
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { n, metrics } = evaluate({ system: "a", references: ["x", "y"], predictions: ["x", "x"] });
 * assertEquals([n, metrics.accuracy.value], [2, 0.5]);
 * ```
 */
export function evaluate(answers: SystemAnswers, options: EvaluateOptions = {}): Evaluation {
  return drive(evaluateInSlices(answers, options));
}

/**
 * {@linkcode evaluate} in slices of work: it yields now and then, so that long work can be interrupted.
 *
 * @param answers as for evaluate
 * @param options as for evaluate
 * @returns the generator, which ends with what evaluate gives
 * @throws {RangeError} if the lists differ in length
 * @throws {AssayError} as evaluate does
 */
export function* evaluateInSlices(
  answers: SystemAnswers,
  options: EvaluateOptions = {},
): Generator<void, Evaluation> {
  checkAnswers(answers, "evaluate");
  const { missing = "exclude", minimumSliceSize: minimumSize, alpha, level, examples: most } = options;
  const plan = planMetrics(options);
  const { task, primary } = plan;
  const counted = missing === "wrong" ? withAllAnswers(answers, task) : answers;
  const clusters = effectiveClusters(answers);
  const unanswered = missing === "wrong" ? answers.predictions.map((one) => one === null) : undefined;
  const settings = { ...options, clusters, unanswered };
  const measured = yield* measure(counted, plan, settings);
  const metrics = Object.fromEntries(
    plan.order.flatMap((name) => Object.hasOwn(measured.metrics, name) ? [[name, measured.metrics[name]]] : []),
  );
  const { higherIsBetter, best } = plan.factsOf(primary);
  // The items' scores of numbers are errors, also where the metric is a share of variance explained.
  const isHigherScoreBetter = higherIsBetter && !Object.hasOwn(NUMBER_METRICS, primary);
  const scores = measured.itemScores[primary];
  // What has no scores of single items is a metric of labels, and these are right or wrong.
  const sliced = scores ?? measured.itemScores.accuracy;
  const { references, predictions } = counted;
  const isRead = (text: Label) => text !== null && (task !== "regression" || numberOf(text) !== null);
  const answered = references.map((reference, i) => isRead(reference) && isRead(answers.predictions[i]));
  return {
    system: answers.system,
    task,
    n: answered.filter(Boolean).length,
    total: references.length,
    failures: countFailures(answers, answered),
    metrics,
    primary,
    higherIsBetter,
    lowerIsBetter: plan.order.filter((name) => !plan.factsOf(name).higherIsBetter),
    itemScores: measured.itemScores,
    classes: measured.classes,
    confusion: task === "classification" ? confusionMatrix(references, predictions, options) : null,
    calibration: measured.calibration,
    slices: answers.slices === undefined || sliced === undefined ? null : scoreSlices(sliced, answers.slices, {
      minimumSize,
      alpha,
      level,
      clusters,
      higherIsBetter: scores === undefined || isHigherScoreBetter,
    }),
    errors: errorTaxonomy(answers, scores ?? references.map(() => null), {
      ...(most === undefined ? {} : { most }),
      higherIsBetter: isHigherScoreBetter,
      ...(best === null ? {} : { best }),
      areLabels: task === "classification",
    }),
    stability: stabilityOf(answers, options),
    clusters: clusters === undefined ? null : new Set(clusters).size,
    missing,
    bootstrap: { resamples: options.resamples ?? DEFAULT_RESAMPLES, seed: options.seed ?? DEFAULT_SEED },
    answers,
  };
}

function* measure(
  answers: SystemAnswers,
  { task, names, custom }: EvaluationPlan,
  options: Parameters<typeof measureLabels>[2],
): Generator<void, MeasuredMetrics> {
  const kinds = { classification: measureLabels, text: measureTexts, regression: measureNumbers };
  const measured = yield* kinds[task](answers, names, options);
  const own = yield* measureCustom(answers, custom, options);
  return {
    ...measured,
    metrics: { ...measured.metrics, ...own.metrics },
    itemScores: { ...measured.itemScores, ...own.itemScores },
  };
}

function stabilityOf(answers: SystemAnswers, options: EvaluateOptions): Evaluation["stability"] {
  const items = repeatedItems(answers);
  if (items === undefined) return null;
  const repeats = Map.groupBy(items.keys(), (i) => items[i]);
  const lists = Array.from(repeats.values(), (at) => at.map((i) => answers.predictions[i]));
  const { level, resamples, seed } = options;
  const { items: _, ...rest } = answerStability(lists, { level, resamples, seed });
  return rest;
}

function countFailures(
  { references, predictions, failures }: SystemAnswers,
  answered: readonly boolean[],
): Record<string, number> {
  const counts = new Map<string, number>();
  answered.forEach((isAnswered, i) => {
    if (isAnswered) return;
    const kind = references[i] === null
      ? "no reference"
      : predictions[i] === null
      ? failures?.[i] ?? "no answer"
      : numberOf(predictions[i]) === null
      ? "answer is no number"
      : "reference is no number";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  });
  return Object.fromEntries(counts);
}
