import { checkFraction } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { alphaStatistic, type KrippendorffMetric } from "./_alpha_statistic.ts";
import { checkChoice } from "./_check_sample.ts";
import { type RatingUnits, ratingUnits } from "./_rating_units.ts";
import type { Category } from "./agreement.ts";
import { intervalOf } from "./bootstrap_interval.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { resample } from "./resample.ts";

const DOING = "compute Krippendorff's alpha";
/** From here on the jackknife costs more than the resamples, and BCa hardly differs from percentiles. */
const MOST_FOR_BCA = 5000;

export type { KrippendorffMetric };

/** Krippendorff's alpha with what it was made of. */
export interface KrippendorffEstimate extends Estimate {
  /** The mean difference of two ratings of one item, in the metric; null when it is undefined. */
  readonly observedDisagreement: number | null;
  /** The mean difference of any two ratings; null when it is undefined. */
  readonly expectedDisagreement: number | null;
  /** How many ratings have a partner. */
  readonly ratings: number;
}

/** Options of {@linkcode krippendorffAlpha}. */
export interface KrippendorffOptions {
  /** How the difference of two values is measured, default "nominal". */
  readonly metric?: KrippendorffMetric;
  /** The categories in their order; default: those that occur, numbers by size. An ordinal scale of words needs it. */
  readonly labels?: readonly Category[];
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** How many resamples to draw, default 10,000; 0 leaves the interval out. */
  readonly resamples?: number;
  /** The seed of the draws. */
  readonly seed?: number;
  /** "bca" (default from 20 to 5,000 different items) or "percentile". */
  readonly method?: "bca" | "percentile";
}

/**
 * Krippendorff's alpha: one minus the observed over the expected disagreement, for any number of raters, missing
 * ratings and four scales.
 *
 * Content Analysis (2004), chapter 11. Differences: "nominal" 0 or 1, "ordinal" by mid-ranks, "interval" (a − b)²,
 * "ratio" ((a − b)/(a + b))². The interval is a seeded bootstrap of the items with two ratings or more. The time grows
 * with the ratings; with "ratio" also with the square of the number of different values, for each resample.
 *
 * @param ratings a row an item: each rater's value, null where missing; "interval" and "ratio" need numbers, "ratio"
 *   none below 0
 * @param options see {@linkcode KrippendorffOptions}
 * @returns the estimate, at most 1; `n` counts the items with two ratings or more; undefined when no two ratings differ
 * @throws {RangeError} if rows differ in length, a value does not suit the metric, or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Two raters, ten items, four of them disputed: 1 − 19 · 4 / (14 · 6).
 * const ratings = [[0, 1], [1, 1], [0, 1], [0, 0], [0, 0], [0, 1], [0, 0], [0, 0], [1, 0], [0, 0]];
 * assertAlmostEquals(krippendorffAlpha(ratings, { resamples: 500 }).value!, 1 - 19 * 4 / (14 * 6), 1e-14);
 * ```
 */
export function krippendorffAlpha(
  ratings: readonly ArrayLike<Category | null>[],
  options: KrippendorffOptions = {},
): KrippendorffEstimate {
  const { metric = "nominal", labels, level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  checkChoice(DOING, "metric", metric, ["nominal", "ordinal", "interval", "ratio"]);
  checkChoice(DOING, "method", options.method ?? "bca", ["bca", "percentile"]);
  const units = ratingUnits(DOING, ratings, { labels, order: metric === "ordinal" });
  if (metric === "interval" || metric === "ratio") checkNumbers(units.categories, metric);
  const { cells, patterns } = alike(units);
  const n = cells.reduce((sum, count) => sum + count, 0);
  const left = ratings.length - n;
  const excluded = left > 0 ? { excluded: left } : {};
  const about = { n, method: "bca", level };
  if (n === 0) {
    const nothing = { observedDisagreement: null, expectedDisagreement: null, ratings: 0, ...excluded };
    return { ...nothing, ...undefinedEstimate("no item has two ratings", about) };
  }
  const statistic = alphaStatistic(units, { patterns, metric });
  const parts = new Float64Array(3);
  statistic(cells, parts);
  const [, observedDisagreement, expectedDisagreement] = parts;
  const count = patterns.reduce((sum, unit, cell) => sum + cells[cell] * units.sizes[unit], 0);
  const found = { observedDisagreement, expectedDisagreement, ratings: count, ...excluded };
  const jackknife = options.method !== "percentile" && patterns.length <= MOST_FOR_BCA;
  const drawn = resample(cells, statistic, { ...options, components: 3, jackknife });
  const reason = "no two of the ratings differ, so that there is nothing to agree on";
  return { ...intervalOf(drawn, 0, { level, reason, method: jackknife ? options.method : "percentile" }), ...found };
}

function checkNumbers(categories: readonly Category[], metric: KrippendorffMetric): void {
  for (const value of categories) {
    if (typeof value === "number" && Math.abs(value) <= 1e150 && (metric === "interval" || value >= 0)) continue;
    const range = metric === "ratio" ? "from 0 to 1e150" : "of at most 1e150 in size";
    throw new RangeError(
      `Cannot ${DOING}: ratings must be numbers ${range} for the metric "${metric}", received ${
        describeValue(value)
      }; ` +
        'for words there are "nominal" and "ordinal"',
    );
  }
}

/** Units with the same ratings share a cell; those that have no pair are left out. */
function alike({ starts, chosen, times, sizes }: RatingUnits): { cells: Int32Array; patterns: Int32Array } {
  const known = new Map<string, number>();
  const cells: number[] = [];
  const patterns: number[] = [];
  for (let unit = 0; unit < sizes.length; unit++) {
    if (sizes[unit] < 2) continue;
    let key = "";
    for (let e = starts[unit]; e < starts[unit + 1]; e++) key += `${chosen[e]}:${times[e]},`;
    const cell = known.get(key);
    if (cell !== undefined) {
      cells[cell]++;
      continue;
    }
    known.set(key, cells.length);
    cells.push(1);
    patterns.push(unit);
  }
  return { cells: Int32Array.from(cells), patterns: Int32Array.from(patterns) };
}
