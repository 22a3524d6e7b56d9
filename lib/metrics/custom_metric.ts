import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { type ItemScores, type Measured, scoreMean, type ScoreOptions, scoreShare } from "./_item_scores.ts";
import { METRIC_NAMES } from "./metric_table.ts";

/** One item as a custom metric sees it. */
export interface ScoredItem {
  /** Its place in the lists, from 0. */
  readonly item: number;
  /** What the answer should be. */
  readonly reference: string | null;
  /** The answer. */
  readonly prediction: string;
}

/** What a custom metric says of an item: a number, right or wrong, or null with a reason where it cannot be scored. */
export type CustomScore = number | boolean | null | { readonly score: number | null; readonly reason?: string };

/** A metric of one's own. */
export interface CustomMetric {
  /** Its name: letters, digits and `_`, beginning with a letter; none of the metrics that there are. */
  readonly name: string;
  /** Scores one item that has an answer. */
  readonly score: (item: ScoredItem) => CustomScore;
  /** What it measures, in one sentence. */
  readonly describe?: string;
  /** Whether more is better, default true. */
  readonly higherIsBetter?: boolean;
  /** The worst and the best score, from which the bounds of items left out follow. */
  readonly range?: readonly [worst: number, best: number];
}

const NAME = /^[A-Za-z]\w{0,99}$/;

/**
 * Scores items by a metric of one's own: their mean with a bootstrap interval, or, where every score is 0 or 1, their share with
 * Wilson's.
 *
 * @param metric see {@linkcode CustomMetric}
 * @param references what each answer should be, or null
 * @param predictions the answers in the same order; null leaves the item out
 * @param options `level`, `resamples` and `seed`
 * @returns the estimate and each item's score, or why it has none
 * @throws {AssayError} for a name that cannot be used, or a score that is no number
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const brief = { name: "brief", score: ({ prediction }: { prediction: string }) => prediction.length < 5 };
 * assertEquals(customScores(brief, [null, null], ["yes", "certainly"]).estimate.value, 0.5);
 * ```
 */
export function customScores(
  metric: CustomMetric,
  references: readonly (string | null)[],
  predictions: readonly (string | null)[],
  options: ScoreOptions = {},
): ItemScores {
  checkCustomMetric(metric);
  const measured = references.map((reference, item): Measured => {
    const prediction = predictions[item];
    return prediction === null ? "there is no prediction" : measure(metric, { item, reference, prediction });
  });
  const isShare = measured.every((score) => typeof score === "string" || score === 0 || score === 1);
  return isShare ? scoreShare(measured, options) : scoreMean(measured, { ...options, bounds: metric.range });
}

/**
 * Throws unless a custom metric can be used.
 *
 * @param metric the metric
 * @throws {AssayError} for a name that is taken or cannot be one
 */
export function checkCustomMetric({ name }: CustomMetric): void {
  const problems: string[] = [];
  if (!NAME.test(name)) {
    problems.push(
      `its name must be up to 100 letters, digits and _, beginning with a letter, received ${describeValue(name)}`,
    );
  }
  if (METRIC_NAMES.includes(name)) problems.push(`"${name}" is the name of a metric that there is: give it another`);
  if (problems.length > 0) throw new AssayError("Cannot use the custom metric", { problems });
}

function measure({ name, score }: CustomMetric, item: ScoredItem): Measured {
  const told = score(item);
  const value = typeof told === "object" && told !== null ? told.score : told;
  if (value === null) {
    return (typeof told === "object" && told?.reason) || `${name} gives no score`;
  }
  if (typeof value === "boolean") return value ? 1 : 0;
  if (Number.isFinite(value)) return value;
  throw new AssayError(`Cannot score item ${item.item} by ${name}`, {
    problems: [`a score must be a finite number, true, false or null, received ${describeValue(value)}`],
  });
}
