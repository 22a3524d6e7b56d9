import { drive } from "../core/drive.ts";
import { intervalOf } from "../stats/bootstrap_interval.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { proportion } from "../stats/proportion.ts";
import {
  type Average,
  type ClassCounts,
  type ClassScore,
  type Component,
  countClasses,
  resampleClasses,
  type ZeroDivision,
} from "./_class_statistic.ts";
import { type CodedItems, codeItems, type Label } from "./_coded_items.ts";
import { estimatePositive } from "./_positive_class.ts";

/** Options that all class-wise metrics share. */
export interface ClassificationOptions {
  /** The classes; default: those that occur as references. Other predictions count as wrong. */
  readonly labels?: readonly string[];
  /** What an undefined class score counts as in an average; default null, which makes the average undefined. */
  readonly zeroDivision?: ZeroDivision;
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** Bootstrap resamples, default 10,000; 0 leaves out the intervals that are not Wilson's. */
  readonly resamples?: number;
  /** Seed of the bootstrap. */
  readonly seed?: number;
  /** What each item belongs to, in the order of the lists: then clusters are drawn instead of items. */
  readonly clusters?: readonly (string | number)[];
}

/** Precision, recall and F1 of one class. */
export interface ClassRow {
  /** The class. */
  readonly label: string;
  /** How many items have it as reference. */
  readonly support: number;
  /** How many items were predicted as it. */
  readonly predicted: number;
  /** Of those predicted as it, the part that is; Wilson interval, of whole clusters where these are given. */
  readonly precision: Estimate;
  /** Of those that are it, the part found; interval as for precision. */
  readonly recall: Estimate;
  /** Harmonic mean of both; bootstrap interval. */
  readonly f1: Estimate;
}

/** The result of {@linkcode classificationReport}. */
export interface ClassificationReport {
  /** By "precision_macro", "recall_weighted", "f1_micro" and so on. */
  readonly averages: Readonly<Record<`${ClassScore}_${Average}`, Estimate>>;
  /** One row a class, in the order of the labels. */
  readonly classes: readonly ClassRow[];
}

const SCORES: readonly ClassScore[] = ["precision", "recall", "f1"];
const AVERAGES: readonly Average[] = ["macro", "micro", "weighted"];

/**
 * Precision, recall and F1, by class and averaged, each with an interval, in one pass of resampling.
 *
 * Values equal scikit-learn's `classification_report`, except that 0/0 is undefined rather than 0 unless `zeroDivision` says
 * so. What is a plain proportion has Wilson's interval, the rest a seeded bootstrap.
 *
 * @param references the true label of each item; null leaves the item out
 * @param predictions the predicted label of each item, in the same order; null leaves it out
 * @param options see {@linkcode ClassificationOptions}
 * @returns averages and classes
 * @throws {RangeError} if the lengths differ
 * @throws {AssayError} if a reference is not among the given labels
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { averages } = classificationReport(["a", "a", "b", "b"], ["a", "b", "b", "b"]);
 * assertAlmostEquals(averages.f1_macro.value!, (2 / 3 + 4 / 5) / 2, 1e-12);
 * ```
 */
export function classificationReport(
  references: readonly Label[],
  predictions: readonly Label[],
  options: ClassificationOptions = {},
): ClassificationReport {
  return drive(classificationReportInSlices(references, predictions, options));
}

/**
 * {@linkcode classificationReport} in slices: it yields about every 10 ms, so that long work can be interrupted.
 *
 * @param references as for classificationReport
 * @param predictions as for classificationReport
 * @param options as for classificationReport
 * @returns the generator, which ends with what classificationReport gives
 * @throws {RangeError} if the lengths differ
 * @throws {AssayError} if a reference is not among the given labels
 */
export function* classificationReportInSlices(
  references: readonly Label[],
  predictions: readonly Label[],
  options: ClassificationOptions = {},
): Generator<void, ClassificationReport> {
  const items = codeItems("make the classification report", references, predictions, options.labels);
  const averages = SCORES.flatMap((score) => AVERAGES.map((average) => ({ kind: "average", score, average }) as const));
  const classes = items.labels.map((_, label) => ({ kind: "class", score: "f1", label }) as const);
  const estimates = yield* estimateInSlices(items, [...averages, ...classes], options);
  const counts = countClasses(items);
  return {
    averages: Object.fromEntries(
      averages.map(({ score, average }, i) => [`${score}_${average}`, estimates[i]]),
    ) as ClassificationReport["averages"],
    classes: items.labels.map((label, i) => classRow(label, i, items, counts, estimates[averages.length + i], options)),
  };
}

/** The estimates of the components, resampling only if one of them needs it. */
export function estimateComponents(
  items: CodedItems,
  components: readonly Component[],
  options: ClassificationOptions,
): Estimate[] {
  return drive(estimateInSlices(items, components, options));
}

function* estimateInSlices(
  items: CodedItems,
  components: readonly Component[],
  options: ClassificationOptions,
): Generator<void, Estimate[]> {
  const { level = DEFAULT_LEVEL } = options;
  const n = items.references.length;
  if (n === 0) {
    return components.map(() => undefinedEstimate("there are no answered items", { n, method: "bca", level }));
  }
  const counts = countClasses(items);
  // Wilson's interval knows of no clusters.
  const plain = components.map((component) =>
    options.clusters === undefined ? asProportion(component, counts, n, options) : null
  );
  const others = components.filter((_, i) => plain[i] === null);
  if (others.length === 0) return plain as Estimate[];
  const resamples = yield* resampleClasses(items, others, options);
  const estimates: Estimate[] = [];
  for (const [i, component] of others.entries()) {
    const reason = whyUndefined(component, counts, items.labels);
    estimates.push({ ...intervalOf(resamples, i, { level, reason }), n });
    yield;
  }
  return plain.map((ready) => ready ?? estimates.shift()!);
}

function asProportion(
  component: Component,
  counts: ClassCounts,
  n: number,
  { level = DEFAULT_LEVEL, zeroDivision = null }: ClassificationOptions,
): Estimate | null {
  const hits = counts.hits.reduce((sum, count) => sum + count, 0);
  const other = counts.predicted[counts.hits.length];
  if (component.kind === "accuracy") return proportion(hits, n, { level });
  if (component.kind !== "average") return null;
  const { score, average } = component;
  if (score === "recall" && average !== "macro") return proportion(hits, n, { level });
  if (average !== "micro") return null;
  if (score === "f1") return other === 0 ? proportion(hits, n, { level }) : null;
  const precision = proportion(hits, n - other, { level, empty: "no answer is one of the classes" });
  return other === n ? { ...precision, value: zeroDivision } : precision;
}

function whyUndefined(component: Component, counts: ClassCounts, labels: readonly string[]): string {
  if (component.kind === "class") return "the class occurs neither as reference nor as prediction";
  const never = labels.filter((_, label) => counts.predicted[label] === 0).length;
  const absent = labels.filter((_, label) => counts.support[label] === 0).length;
  if (component.kind === "average" && component.score === "precision") {
    return `precision is undefined for ${never} of ${labels.length} classes, which were never predicted`;
  }
  return `${absent} of ${labels.length} classes have no items`;
}

function classRow(
  label: string,
  index: number,
  items: CodedItems,
  counts: ClassCounts,
  f1: Estimate,
  options: ClassificationOptions,
): ClassRow {
  const { level = DEFAULT_LEVEL } = options;
  const [hits, support, predicted] = [counts.hits[index], counts.support[index], counts.predicted[index]];
  const clustered = options.clusters !== undefined;
  return {
    label,
    support,
    predicted,
    precision: clustered
      ? estimatePositive("precision", items, label, { ...options, zeroDivision: null })
      : proportion(hits, predicted, { level, empty: "the class was never predicted" }),
    recall: clustered
      ? estimatePositive("recall", items, label, { ...options, zeroDivision: null })
      : proportion(hits, support, { level, empty: "the class has no items" }),
    f1,
  };
}
