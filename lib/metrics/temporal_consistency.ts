import { checkFraction } from "../core/checks.ts";
import type { CorrelationEstimate } from "../stats/correlation_estimate.ts";
import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import { holm } from "../stats/holm.ts";
import { kendall } from "../stats/kendall.ts";
import { itemTrend } from "./_item_trend.ts";
import { type Normalisation, normaliser } from "./_normalise_answer.ts";
import { type Clusters, meanOfItems, pairedChange } from "./_paired_change.ts";
import { readRuns } from "./_temporal_runs.ts";

/** One run over the items. */
export interface TemporalRun {
  /** When: a date as "2026-01-31" or "2026-01-31T12:00:00Z", or a number in any unit. */
  readonly date: string | number;
  /** The score of each item, in the same order in every run; null where there is none. */
  readonly scores?: readonly (number | null)[];
  /** The answer to each item, in the same order in every run; null where there is none. */
  readonly answers?: readonly (string | null)[];
}

/** The state at one date. */
export interface TemporalPeriod {
  /** The date as given. */
  readonly date: string | number;
  /** The mean score; null without scores. */
  readonly score: Estimate | null;
  /** How many items have no answer; null without answers. */
  readonly missingAnswers: number | null;
}

/** What changed from one run to the next. */
export interface TemporalChange {
  /** The date of the earlier run. */
  readonly from: string | number;
  /** The date of the later run. */
  readonly to: string | number;
  /** The later minus the earlier score, on the items that have both; null without scores. */
  readonly difference: Estimate | null;
  /** The two-sided p-value that it is 0; null when it is undefined. */
  readonly pValue: number | null;
  /** The same after Holm's correction over all changes. */
  readonly adjustedP: number | null;
  /** The share of the items answered in both runs whose answer stayed the same; null without answers. */
  readonly unchanged: Estimate | null;
}

/** The result of {@linkcode temporalConsistency}. */
export interface TemporalConsistency {
  /** Each run. */
  readonly periods: readonly TemporalPeriod[];
  /** The change of the mean score a day (for dates) or a unit (for numbers), over the same items; null without scores. */
  readonly slope: Estimate | null;
  /** The two-sided p-value that the slope is 0. It knows of the items' chance, not of what moves whole runs. */
  readonly slopeP: number | null;
  /** Kendall's τ of date and mean score with its test (Mann-Kendall), which takes each run as one observation; null without scores. */
  readonly trend: CorrelationEstimate | null;
  /** Each two consecutive runs. */
  readonly changes: readonly TemporalChange[];
  /** The change with the largest difference in size; null without scores, or where none has a value. */
  readonly largestChange: TemporalChange | null;
}

/** Options of {@linkcode temporalConsistency}. */
export interface TemporalOptions {
  /** The cluster of each item, such as its document. */
  readonly clusters?: Clusters;
  /** How answers are made alike first: "raw" (default), "nfc" or "squad". */
  readonly normalise?: Normalisation;
  /** Confidence level, default 0.95. */
  readonly level?: number;
}

/**
 * How far scores and answers of the same items stay the same over time.
 *
 * The slope is that of a regression with one intercept an item, with errors clustered by item (CR1, t with items − 1 degrees of
 * freedom) or by the clusters named; for complete data it is the mean of the items' own slopes. Trend: Mann, Econometrica 13 (1945)
 * 245-259, exact up to 33 runs without ties. Changes are paired: Newcombe and McNemar's mid-p value for zeros and ones, t otherwise,
 * clustered where named.
 *
 * @param runs the runs in the order of their dates, with scores, answers or both
 * @param options see {@linkcode TemporalOptions}
 * @returns the periods, the trend and the changes between them
 * @throws {RangeError} if a score is not finite or an option is out of range
 * @throws {AssayError} if dates are not ascending or of one kind, or runs differ in their items
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { slope, changes } = temporalConsistency([
 *   { date: "2026-01-01", scores: [1, 1, 0.5], answers: ["a", "b", "c"] },
 *   { date: "2026-01-03", scores: [1, 0.5, 0.25], answers: ["a", "x", "c"] },
 * ]);
 * assertEquals([slope!.value, changes[0].unchanged!.value], [-0.125, 2 / 3]);
 * ```
 */
export function temporalConsistency(
  runs: readonly TemporalRun[],
  options: TemporalOptions = {},
): TemporalConsistency {
  const doing = "measure consistency over time";
  const { clusters, level = DEFAULT_LEVEL } = options;
  checkFraction(doing, "level", level);
  const normal = normaliser(doing, options.normalise ?? "raw");
  const { times, scores, answers } = readRuns(doing, runs, clusters);
  const settings = { clusters, level };
  const periods = runs.map(({ date }, t) => ({
    date,
    score: scores === null ? null : meanOfItems(scores[t], settings),
    missingAnswers: answers === null ? null : answers[t].filter((answer) => answer === null).length,
  }));
  const pairs = runs.slice(1).map((_, t) => {
    return scores === null ? null : pairedChange(doing, { first: scores[t + 1], second: scores[t] }, settings);
  });
  const pValues = pairs.map((pair) => pair === null ? null : pair.pValue(0));
  const adjusted = holm(pValues.map((p) => p ?? 1));
  const changes = pairs.map((pair, t): TemporalChange => ({
    from: runs[t].date,
    to: runs[t + 1].date,
    difference: pair === null ? null : pair.difference,
    pValue: pValues[t],
    adjustedP: pValues[t] === null ? null : adjusted[t],
    unchanged: answers === null ? null : meanOfItems(
      answers[t].map((before, i) => {
        const after = answers[t + 1][i];
        return before === null || after === null ? null : Number(normal(before) === normal(after));
      }),
      settings,
    ),
  }));
  const trend = scores === null ? null : itemTrend(times, scores, settings);
  const means = periods.flatMap(({ score }, t) =>
    score === null || score.value === null ? [] : [[times[t], score.value]]
  );
  return {
    periods,
    slope: trend === null ? null : trend.slope,
    slopeP: trend === null ? null : trend.pValue,
    trend: scores === null ? null : kendall(means.map(([time]) => time), means.map(([, mean]) => mean), { level }),
    changes,
    largestChange: changes.reduce<TemporalChange | null>((largest, change) => {
      const size = change.difference?.value ?? null;
      if (size === null) return largest;
      return largest === null || Math.abs(size) > Math.abs(largest.difference!.value!) ? change : largest;
    }, null),
  };
}
