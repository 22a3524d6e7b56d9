import { AssayError } from "../core/assay_error.ts";
import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { type ItemScores, type Measured, scoreMean, type ScoreOptions, scoreShare } from "./_item_scores.ts";
import { METRIC_NAMES } from "./metric_table.ts";

/** One item as a custom metric sees it. */
export interface ScoredItem {
  /** The system that answered; empty where that is not said. */
  readonly system: string;
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
  /** The worst and the best score that there can be, from which the bounds of items left out follow. */
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
 * @param options `system`: whose answers they are; `level`, `resamples` and `seed`
 * @returns the estimate and each item's score, or why it has none
 * @throws {RangeError} if the lists differ in length
 * @throws {AssayError} for a name or a range that cannot be used, a score that is no number or out of the range, and where the metric
 *   itself throws
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
  options: ScoreOptions & { system?: string } = {},
): ItemScores {
  const { system = "" } = options;
  checkCustomMetric(metric);
  checkSameLength(`score by ${metric.name}`, { references, predictions });
  const measured = references.map((reference, item): Measured => {
    const prediction = predictions[item];
    return prediction === null ? "there is no prediction" : measure(metric, { system, item, reference, prediction });
  });
  const bounds = metric.range;
  const isShare = measured.every((score) => typeof score === "string" || score === 0 || score === 1) &&
    (bounds ?? [0, 1]).every((bound) => bound === 0 || bound === 1);
  if (!isShare) return scoreMean(measured, { ...options, bounds });
  const { estimate, ...scored } = scoreShare(measured, options);
  const { higherIsBetter = true } = metric;
  // Where ones are errors, items left out do worst as ones.
  const turned = higherIsBetter || estimate.best === undefined ? {} : { worst: estimate.best, best: estimate.worst };
  return { estimate: { ...estimate, ...turned }, ...scored };
}

/**
 * Throws unless a custom metric can be used.
 *
 * @param metric the metric
 * @throws {AssayError} for a name that is taken or cannot be one, and a range that is none
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => checkCustomMetric({ name: "accuracy", score: () => 1 }), Error, "is the name of a metric that there is");
 * ```
 */
export function checkCustomMetric({ name, range, higherIsBetter = true }: CustomMetric): void {
  const problems: string[] = [];
  if (typeof name !== "string" || !NAME.test(name)) {
    problems.push(
      `its name must be up to 100 letters, digits and _, beginning with a letter, received ${describeValue(name)}`,
    );
  }
  if (METRIC_NAMES.includes(name)) problems.push(`"${name}" is the name of a metric that there is: give it another`);
  if (range !== undefined) {
    const [worst, best] = range;
    const isRange = Number.isFinite(worst) && Number.isFinite(best) && worst !== best;
    if (!isRange || (worst < best) !== higherIsBetter) {
      problems.push(
        `its range must be the worst and the best score, ${
          higherIsBetter ? "the best the higher" : "the best the lower"
        } one, ` +
          `received ${describeValue(worst)} and ${describeValue(best)}`,
      );
    }
  }
  if (problems.length > 0) throw new AssayError("Cannot use the custom metric", { problems });
}

function measure({ name, score, range }: CustomMetric, item: ScoredItem): Measured {
  const fail = (problem: string, cause?: unknown) =>
    new AssayError(`Cannot score item ${item.item} by ${name}`, { problems: [problem], cause });
  let told: CustomScore;
  try {
    told = score(item);
  } catch (error) {
    if (error instanceof AssayError) throw error;
    throw fail(error instanceof Error ? error.message : describeValue(error), error);
  }
  const { score: value, reason } = typeof told === "object" && told !== null ? told : { score: told };
  if (value === null) return typeof reason === "string" && reason !== "" ? reason : `${name} gives no score`;
  const number = typeof value === "boolean" ? Number(value) : value;
  if (!Number.isFinite(number)) {
    throw fail(`a score must be a finite number, true, false or null, received ${describeValue(value)}`);
  }
  if (range !== undefined && (number < Math.min(...range) || number > Math.max(...range))) {
    throw fail(`a score must lie in the metric's range from ${range[0]} to ${range[1]}, received ${number}`);
  }
  return number;
}
