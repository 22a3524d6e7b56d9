import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import type { Estimate } from "../stats/estimate.ts";
import type { Label } from "./_coded_items.ts";
import type { EstimateOptions } from "./_score_estimate.ts";
import { accuracy } from "./accuracy.ts";
import { balancedAccuracy } from "./balanced_accuracy.ts";
import { cohenKappa } from "./cohen_kappa.ts";
import type { ClassificationOptions } from "./classification_report.ts";
import { explainedVariance } from "./explained_variance.ts";
import { matthews } from "./matthews.ts";
import { meanAbsoluteError } from "./mean_absolute_error.ts";
import { meanAbsolutePercentageError } from "./mean_absolute_percentage_error.ts";
import { meanSquaredError } from "./mean_squared_error.ts";
import { rSquared } from "./r_squared.ts";
import { rootMeanSquaredError } from "./root_mean_squared_error.ts";
import { symmetricPercentageError } from "./symmetric_percentage_error.ts";
import { TEXT_METRICS } from "./text_metrics.ts";

/** What is evaluated: labels of a few classes, free text, or numbers. */
export type Task = "classification" | "text" | "regression";

/** What is known of a metric by its name. */
export interface MetricFacts {
  /** The task that it belongs to. */
  readonly task: Task;
  /** What it measures, in one sentence. */
  readonly describe: string;
  /** Whether more is better; false for errors. */
  readonly higherIsBetter: boolean;
  /** Whether it is the mean of the items' scores; others are functions of sums over all items. */
  readonly isMean: boolean;
  /** The best score that an item can have; null where there is none. */
  readonly best: number | null;
}

/** A metric of labels that is no average of {@linkcode classificationReport}. */
export type LabelMetric = (
  references: readonly Label[],
  predictions: readonly Label[],
  options: ClassificationOptions,
) => Estimate;

/** A metric of numbers. */
export interface NumberMetric extends MetricFacts {
  /** The estimate over all items. */
  readonly estimate: (
    references: readonly (number | null)[],
    predictions: readonly (number | null)[],
    options: EstimateOptions,
  ) => Estimate;
  /** What one item adds. */
  readonly error: (reference: number, prediction: number) => number;
}

const absolute = (y: number, p: number) => Math.abs(y - p);
const squared = (y: number, p: number) => (y - p) ** 2;

/** The metrics of labels that are computed on their own. */
export const LABEL_METRICS: Readonly<Record<string, LabelMetric>> = {
  accuracy,
  balanced_accuracy: balancedAccuracy,
  matthews_corrcoef: matthews,
  cohen_kappa: cohenKappa,
};

/** The metrics of numbers, as scikit-learn calls them. */
export const NUMBER_METRICS: Readonly<Record<string, NumberMetric>> = {
  mean_absolute_error: number(meanAbsoluteError, absolute, "The mean absolute difference."),
  mean_squared_error: number(meanSquaredError, squared, "The mean squared difference."),
  root_mean_squared_error: {
    ...number(rootMeanSquaredError, squared, "The root of the mean squared difference."),
    isMean: false,
  },
  mean_absolute_percentage_error: number(
    meanAbsolutePercentageError,
    (y, p) => Math.abs((y - p) / y),
    "The mean absolute difference as a share of the true value.",
  ),
  symmetric_percentage_error: number(
    symmetricPercentageError,
    (y, p) => y === 0 && p === 0 ? 0 : 2 * Math.abs(y - p) / (Math.abs(y) + Math.abs(p)),
    "The mean absolute difference as a share of the mean of both.",
  ),
  r_squared: {
    ...number(rSquared, squared, "The share of variance that is explained."),
    higherIsBetter: true,
    isMean: false,
  },
  explained_variance: {
    ...number(explainedVariance, squared, "The share of variance that is explained, whatever the bias."),
    higherIsBetter: true,
    isMean: false,
  },
};

const AVERAGES = ["precision", "recall", "f1"].flatMap((score) =>
  ["macro", "micro", "weighted"].map((kind) => `${score}_${kind}`)
);

const LABEL_FACTS: Readonly<Record<string, MetricFacts>> = {
  accuracy: { ...label("The share of items whose label is right."), isMean: true, best: 1 },
  balanced_accuracy: label("The mean recall of the classes."),
  matthews_corrcoef: label("Matthews' correlation of labels and references."),
  cohen_kappa: label("Agreement of labels and references beyond chance."),
  ...Object.fromEntries(AVERAGES.map((name) => {
    const [score, average] = name.split("_");
    return [name, label(`${score === "f1" ? "F1" : score[0].toUpperCase() + score.slice(1)}, ${average} average.`)];
  })),
  ece: label("The expected calibration error of the scores.", false),
  brier: label("The mean squared distance of the score from being right.", false),
};

/** All metrics that `evaluate` knows by name. Where a name belongs to labels and to text, the task says which is meant. */
export const METRIC_FACTS: Readonly<Record<string, MetricFacts>> = {
  ...Object.fromEntries(
    Object.entries(TEXT_METRICS).map(([name, { describe, higherIsBetter, range: [, best], pool }]) => [
      name,
      { task: "text" as const, describe, higherIsBetter, best, isMean: pool === undefined },
    ]),
  ),
  ...NUMBER_METRICS,
  ...LABEL_FACTS,
};

/** The names of the metrics that `evaluate` knows, those of labels first. */
export const METRIC_NAMES: readonly string[] = [
  ...Object.keys(LABEL_FACTS),
  ...Object.keys(NUMBER_METRICS),
  ...Object.keys(TEXT_METRICS).filter((name) => !Object.hasOwn(LABEL_FACTS, name)),
];

/** What is reported where the caller names no metric. */
export const DEFAULT_METRICS: Readonly<Record<Task, readonly string[]>> = {
  classification: ["accuracy", ...AVERAGES, "ece", "brier"],
  text: ["exact_match", "exact_match_normalised", "token_f1", "rouge_l", "chrf", "edit_similarity"],
  regression: ["mean_absolute_error", "root_mean_squared_error", "r_squared"],
};

/**
 * Throws unless all metrics are known.
 *
 * @param names what was asked for
 * @param doing what the caller cannot do otherwise, default "evaluate"
 * @returns the names
 * @throws {AssayError} naming all unknown ones
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => checkMetrics(["acuracy"]), Error, 'did you mean "accuracy"?');
 * ```
 */
export function checkMetrics(names: readonly string[], doing = "evaluate"): readonly string[] {
  const problems = names.filter((name) => !METRIC_NAMES.includes(name))
    .map((name) => `unknown metric "${name}", ${didYouMean(name, METRIC_NAMES)}`);
  if (problems.length > 0) throw new AssayError(`Cannot ${doing}`, { problems });
  return names;
}

/**
 * The task that metrics belong to: that of the first whose name is not also one of text.
 *
 * @param names known metrics
 * @returns the task; classification where there are none
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([taskOf(["accuracy", "bleu"]), taskOf(["accuracy"])], ["text", "classification"]);
 * ```
 */
export function taskOf(names: readonly string[]): Task {
  const told = names.filter((name) => !Object.hasOwn(TEXT_METRICS, name) || !Object.hasOwn(LABEL_FACTS, name));
  return told.length === 0 ? "classification" : METRIC_FACTS[told[0]].task;
}

function label(describe: string, higherIsBetter = true): MetricFacts {
  return { task: "classification", describe, higherIsBetter, isMean: false, best: null };
}

function number(estimate: NumberMetric["estimate"], error: NumberMetric["error"], describe: string): NumberMetric {
  return { task: "regression", describe, higherIsBetter: false, isMean: true, best: 0, estimate, error };
}
