import { checkFraction } from "../core/checks.ts";
import { distance } from "./_category_distance.ts";
import { checkChoice } from "./_check_sample.ts";
import { ratingUnits } from "./_rating_units.ts";
import type { AgreementEstimate, AgreementOptions, AgreementWeights, Category } from "./agreement.ts";
import { DEFAULT_LEVEL, undefinedEstimate } from "./estimate.ts";
import { tDistribution } from "./t_distribution.ts";

const DOING = "compute Gwet's AC1";

/**
 * Gwet's AC1, and AC2 with weights: agreement beyond chance that keeps sense where one category is far more common than
 * the others.
 *
 * Kappa falls towards 0 there although the raters agree nearly always. Any number of raters, with missing ratings.
 * Gwet, Br. J. Math. Stat. Psychol. 61 (2008) 29-48, and Handbook of Inter-Rater Reliability (2014): his variance over
 * the items, the t quantile with n − 1 degrees of freedom, cut at −1 and 1. Chance depends on the number of categories:
 * name all that there could be in `labels`. Weights count steps in their order.
 *
 * @param ratings a row an item: the category that each rater chose, null where missing
 * @param options see {@linkcode AgreementOptions}
 * @returns the estimate, −1 to 1, method "gwet"; `n` counts the items with a rating; undefined with fewer than two
 *   categories
 * @throws {RangeError} if rows differ in length, a value is no category or not among the labels, or words are weighted
 *   without labels
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Two raters, 118 times both "no", 5 times both "yes", 2 times "yes" and "no": p = 1 − 2/125, π = 6/125.
 * const many = (count: number, pair: string[]) => new Array<string[]>(count).fill(pair);
 * const ratings = [...many(118, ["no", "no"]), ...many(5, ["yes", "yes"]), ...many(2, ["yes", "no"])];
 * const chance = 2 * 6 / 125 * 119 / 125;
 * assertAlmostEquals(gwetAc1(ratings).value!, (123 / 125 - chance) / (1 - chance), 1e-14);
 * ```
 */
export function gwetAc1(
  ratings: readonly ArrayLike<Category | null>[],
  options: AgreementOptions = {},
): AgreementEstimate {
  const { weights = "none", labels, level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  checkChoice(DOING, "weights", weights, ["none", "linear", "quadratic"]);
  const { categories, starts, chosen, times, sizes } = ratingUnits(DOING, ratings, {
    labels,
    order: weights !== "none",
  });
  const k = categories.length;
  const n = sizes.reduce((count, size) => size > 0 ? count + 1 : count, 0);
  const paired = sizes.reduce((count, size) => size > 1 ? count + 1 : count, 0);
  const left = sizes.length - n;
  const about = { n, method: "gwet", level, ...(left > 0 ? { excluded: left } : {}) };
  const nothing = { standardError: null, observed: null, expected: null, ...about };
  if (paired === 0) return { ...nothing, ...undefinedEstimate("no item has two ratings", about) };
  if (k < 2) {
    const why = "only one category occurs: name all that there could be in labels";
    return { ...nothing, ...undefinedEstimate(why, about) };
  }

  const parts = new Float64Array(k);
  const unitAgreed = new Float64Array(sizes.length);
  const largest = distance(weights, 0, k - 1);
  let agreed = 0;
  for (let unit = 0; unit < sizes.length; unit++) {
    const size = sizes[unit];
    let apart = 0;
    for (let e = starts[unit]; e < starts[unit + 1]; e++) {
      parts[chosen[e]] += times[e] / size / n;
      for (let f = starts[unit]; f < e; f++) {
        apart += 2 * times[e] * times[f] * distance(weights, chosen[e], chosen[f]) / largest;
      }
    }
    if (size > 1) unitAgreed[unit] = 1 - apart / (size * (size - 1));
    agreed += unitAgreed[unit];
  }
  const observed = agreed / paired;
  const scale = sumOfWeights(weights, k) / (k * (k - 1));
  const expected = scale * parts.reduce((sum, part) => sum + part * (1 - part), 0);
  const value = (observed - expected) / (1 - expected);
  const found = { ...nothing, observed, expected };

  let squares = 0;
  for (let unit = 0; unit < sizes.length; unit++) {
    if (sizes[unit] === 0) continue;
    let chance = 0;
    for (let e = starts[unit]; e < starts[unit + 1]; e++) chance += times[e] / sizes[unit] * (1 - parts[chosen[e]]);
    const own = sizes[unit] > 1 ? n / paired * (unitAgreed[unit] - expected) / (1 - expected) : 0;
    const share = own - 2 * (1 - value) * (scale * chance - expected) / (1 - expected);
    squares += (share - value) ** 2;
  }
  const standardError = n < 2 ? 0 : Math.sqrt(squares / (n * (n - 1)));
  if (standardError <= 1e-14) {
    const why = n < 2 ? "one item has no spread" : "the items do not differ in agreement";
    return { ...found, ...undefinedEstimate(why, { ...about, value }) };
  }
  const reach = tDistribution(n - 1).upperQuantile((1 - level) / 2) * standardError;
  return { ...found, value, low: Math.max(-1, value - reach), high: Math.min(1, value + reach), standardError };
}

/** The sum of all weights 1 − distance / largest distance. */
function sumOfWeights(weights: AgreementWeights, k: number): number {
  if (weights === "none") return k;
  return weights === "linear" ? k * k - k * (k + 1) / 3 : k * k - k * k * (k + 1) / (6 * (k - 1));
}
