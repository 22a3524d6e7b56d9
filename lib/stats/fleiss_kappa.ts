import { checkFraction } from "../core/checks.ts";
import { checkChoice } from "./_check_sample.ts";
import { countedUnits, type RatingUnits, ratingUnits } from "./_rating_units.ts";
import type { AgreementEstimate, Category } from "./agreement.ts";
import { DEFAULT_LEVEL, undefinedEstimate } from "./estimate.ts";
import { tDistribution } from "./t_distribution.ts";

const DOING = "compute Fleiss' kappa";

/** Options of {@linkcode fleissKappa}. */
export interface FleissKappaOptions {
  /** What the table holds: "ratings" (default), items × raters, or "counts", items × categories. */
  readonly table?: "ratings" | "counts";
  /** Confidence level, default 0.95. */
  readonly level?: number;
}

/**
 * Fleiss' kappa: how far many raters agree beyond chance; the raters of one item need not be those of another.
 *
 * Equals `statsmodels.stats.inter_rater.fleiss_kappa` where all items have equally many ratings. Where they differ, the
 * agreement is the mean over the items with two ratings or more, and the chance is made of each item's proportions
 * (Gwet, Handbook of Inter-Rater Reliability (2014)). The standard error is the jackknife's over the items, with the t
 * quantile, and the interval is cut at −1 and 1; Fleiss' own of 1979 holds only where there is no agreement at all.
 *
 * @param ratings a row an item: the category that each rater chose, null where missing; or the counts of the categories
 * @param options see {@linkcode FleissKappaOptions}
 * @returns the estimate, −1 to 1, method "jackknife"; `n` counts the items with a rating; undefined when all ratings
 *   are the same
 * @throws {RangeError} if rows differ in length, a value is no category or a count no count
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = fleissKappa([["a", "a", "a"], ["b", "b", "b"], ["a", "a", "b"]]);
 * assertAlmostEquals(value!, 0.55, 1e-14);
 * ```
 */
export function fleissKappa(
  ratings: readonly ArrayLike<Category | null>[],
  options: FleissKappaOptions = {},
): AgreementEstimate {
  const { table = "ratings", level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  checkChoice(DOING, "table", table, ["ratings", "counts"]);
  const units = table === "counts"
    ? countedUnits(DOING, ratings as readonly ArrayLike<number>[])
    : ratingUnits(DOING, ratings);
  const { n, paired, agreed, parts, unitAgreed } = sums(units);
  const left = units.sizes.length - n;
  const about = { n, method: "jackknife", level, ...(left > 0 ? { excluded: left } : {}) };
  const nothing = { standardError: null, observed: null, expected: null, ...about };
  if (paired === 0) return { ...nothing, ...undefinedEstimate("no item has two ratings", about) };

  const observed = agreed / paired;
  const expected = parts.reduce((sum, part) => sum + (part / n) ** 2, 0);
  const found = { ...nothing, observed, expected };
  if (parts.filter((part) => part > 0).length < 2) {
    return { ...found, ...undefinedEstimate("all ratings are the same, so that chance alone agrees always", about) };
  }
  const value = (observed - expected) / (1 - expected);
  const without = leaveOneOut(units, { n, paired, agreed, parts, unitAgreed });
  if (!without.every(Number.isFinite)) {
    return { ...found, ...undefinedEstimate("kappa is undefined without one of the items", { ...about, value }) };
  }
  const mean = without.reduce((sum, x) => sum + x, 0) / n;
  const standardError = Math.sqrt((n - 1) / n * without.reduce((sum, x) => sum + (x - mean) ** 2, 0));
  if (standardError <= 1e-14) {
    return { ...found, ...undefinedEstimate("kappa is the same without any of the items", { ...about, value }) };
  }
  const reach = tDistribution(n - 1).upperQuantile((1 - level) / 2) * standardError;
  return { ...found, value, low: Math.max(-1, value - reach), high: Math.min(1, value + reach), standardError };
}

/** What kappa is made of. */
interface Sums {
  /** Items with a rating, and with two or more. */
  n: number;
  paired: number;
  /** The sum of the agreement of the paired items, and each item's. */
  agreed: number;
  unitAgreed: Float64Array;
  /** The sum of the items' proportions of each category. */
  parts: Float64Array;
}

function sums({ categories, starts, chosen, times, sizes }: RatingUnits): Sums {
  const parts = new Float64Array(categories.length);
  const unitAgreed = new Float64Array(sizes.length);
  let [n, paired, agreed] = [0, 0, 0];
  for (let unit = 0; unit < sizes.length; unit++) {
    const size = sizes[unit];
    if (size === 0) continue;
    n++;
    let same = 0;
    for (let e = starts[unit]; e < starts[unit + 1]; e++) {
      parts[chosen[e]] += times[e] / size;
      same += times[e] * (times[e] - 1);
    }
    if (size < 2) continue;
    paired++;
    unitAgreed[unit] = same / (size * (size - 1));
    agreed += unitAgreed[unit];
  }
  return { n, paired, agreed, parts, unitAgreed };
}

/** Kappa without each item; NaN where it is undefined. */
function leaveOneOut({ starts, chosen, times, sizes }: RatingUnits, all: Sums): Float64Array {
  const { n, paired, agreed, parts, unitAgreed } = all;
  const squares = parts.reduce((sum, part) => sum + part * part, 0);
  const occurring = parts.reduce((count, part) => part > 0 ? count + 1 : count, 0);
  const result = new Float64Array(n);
  let next = 0;
  for (let unit = 0; unit < sizes.length; unit++) {
    if (sizes[unit] === 0) continue;
    const pairs = sizes[unit] < 2 ? paired : paired - 1;
    let [rest, still] = [squares, occurring];
    for (let e = starts[unit]; e < starts[unit + 1]; e++) {
      const part = times[e] / sizes[unit];
      const left = parts[chosen[e]] - part;
      rest += left * left - parts[chosen[e]] ** 2;
      // The last ratings of a category leave rounding behind.
      if (left <= 1e-12) still--;
    }
    const expected = rest / ((n - 1) * (n - 1));
    result[next++] = pairs === 0 || still < 2 ? NaN : ((agreed - unitAgreed[unit]) / pairs - expected) / (1 - expected);
  }
  return result;
}
