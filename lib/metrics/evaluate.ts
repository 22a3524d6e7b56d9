import { AssayError } from "../core/assay_error.ts";
import { checkSameLength } from "../core/checks.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { DEFAULT_RESAMPLES } from "../stats/resample.ts";
import type { Estimate } from "../stats/estimate.ts";
import type { Label } from "./_coded_items.ts";
import { accuracy } from "./accuracy.ts";
import { type Calibration, calibration } from "./calibration.ts";
import { type ClassificationOptions, classificationReport, type ClassRow } from "./classification_report.ts";
import { type ConfusionMatrix, confusionMatrix } from "./confusion_matrix.ts";

/** One system's answers to a list of items. */
export interface SystemAnswers {
  /** The system's name, such as "local/naive_bayes". */
  readonly system: string;
  /** The true label of each item. */
  readonly references: readonly Label[];
  /** The system's label of each item; null where it gave none. */
  readonly predictions: readonly Label[];
  /** The system's probability that its label is right, 0 to 1; null where it gave none. */
  readonly scores?: readonly (number | null)[];
  /** Why there is no prediction: "model", "infrastructure" or another kind of failure; null where there is one. */
  readonly failures?: readonly (string | null)[];
}

/** The result of {@linkcode evaluate}: everything that a report shows of one system. */
export interface Evaluation {
  /** The system's name. */
  readonly system: string;
  /** Items with an answer and a reference. */
  readonly n: number;
  /** Items asked. */
  readonly total: number;
  /** Items without an answer, by kind of failure. */
  readonly failures: Readonly<Record<string, number>>;
  /** The estimates by metric name, as scikit-learn's scorers are called: "accuracy", "f1_macro", … */
  readonly metrics: Readonly<Record<string, Estimate>>;
  /** Precision, recall and F1 by class. */
  readonly classes: readonly ClassRow[];
  /** Which class was taken for which. */
  readonly confusion: ConfusionMatrix;
  /** Reliability of the scores; null when the system gives none. */
  readonly calibration: Calibration | null;
  /** How the bootstrap intervals were drawn. */
  readonly bootstrap: { readonly resamples: number; readonly seed: number };
  /** The answers themselves, for comparisons. */
  readonly answers: SystemAnswers;
}

/** Options of {@linkcode evaluate}. */
export interface EvaluateOptions extends ClassificationOptions {
  /** Which metrics to report, default all of {@linkcode METRIC_NAMES}. */
  readonly metrics?: readonly string[];
}

/** The names of the metrics that {@linkcode evaluate} knows. */
export const METRIC_NAMES: readonly string[] = [
  "accuracy",
  ...["precision", "recall", "f1"].flatMap((score) => ["macro", "micro", "weighted"].map((kind) => `${score}_${kind}`)),
  "ece",
  "brier",
];

/**
 * Evaluates one system's labels against the references.
 *
 * @param answers references and predictions of the same items in the same order
 * @param options the metrics to report, and those of {@linkcode classificationReport}
 * @returns estimates with intervals, class rows, confusion matrix and calibration; plain data
 * @throws {RangeError} if the lists differ in length
 * @throws {AssayError} for unknown metrics
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
  const { system, references, predictions, scores, failures } = answers;
  checkSameLength(`evaluate ${system}`, {
    references,
    predictions,
    ...(scores && { scores }),
    ...(failures && { failures }),
  });
  const wanted = checkMetrics(options.metrics ?? METRIC_NAMES);
  const report = classificationReport(references, predictions, options);
  const answered = references.map((reference, i) => reference !== null && predictions[i] !== null);
  const kept = scores?.map((score, i) => answered[i] ? score : null);
  const calibrated = kept?.some((score) => score !== null)
    ? calibration(references.map((reference, i) => reference === predictions[i]), kept, options)
    : null;
  const all: Record<string, Estimate | undefined> = {
    accuracy: accuracy(references, predictions, options),
    ...report.averages,
    ece: calibrated?.ece,
    brier: calibrated?.brier,
  };
  return {
    system,
    n: answered.filter(Boolean).length,
    total: references.length,
    failures: countFailures(answers, answered, failures),
    metrics: Object.fromEntries(wanted.flatMap((name) => all[name] === undefined ? [] : [[name, all[name]]])),
    classes: report.classes,
    confusion: confusionMatrix(references, predictions, options),
    calibration: calibrated,
    bootstrap: { resamples: options.resamples ?? DEFAULT_RESAMPLES, seed: options.seed ?? DEFAULT_SEED },
    answers,
  };
}

/**
 * Throws unless all metric names are known.
 *
 * @param names what was asked for
 * @returns the names
 * @throws {AssayError} naming all unknown ones
 */
export function checkMetrics(names: readonly string[]): readonly string[] {
  const problems = names.filter((name) => !METRIC_NAMES.includes(name))
    .map((name) => `unknown metric "${name}", ${didYouMean(name, METRIC_NAMES)}`);
  if (problems.length > 0) throw new AssayError("Cannot evaluate", { problems });
  return names;
}

function countFailures(
  { references }: SystemAnswers,
  answered: readonly boolean[],
  failures?: readonly (string | null)[],
): Record<string, number> {
  const counts = new Map<string, number>();
  answered.forEach((isAnswered, i) => {
    if (isAnswered) return;
    const kind = references[i] === null ? "no reference" : failures?.[i] ?? "no answer";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  });
  return Object.fromEntries(counts);
}
