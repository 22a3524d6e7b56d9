import { checkFraction, checkSameLength } from "../core/checks.ts";
import { categoryCoder } from "./_category_codes.ts";
import { chanceDistance, distance } from "./_category_distance.ts";
import { checkChoice } from "./_check_sample.ts";
import type { AgreementEstimate, AgreementOptions, AgreementWeights, Category } from "./agreement.ts";
import { DEFAULT_LEVEL, undefinedEstimate } from "./estimate.ts";
import { normalQuantile } from "./normal_quantile.ts";

const DOING = "compute Cohen's kappa";

/**
 * Cohen's kappa: how far two raters agree beyond what their habits would bring about by chance.
 *
 * Equals `sklearn.metrics.cohen_kappa_score`; the standard error is that of
 * `statsmodels.stats.inter_rater.cohens_kappa`, plain and weighted (Fleiss, Cohen and Everitt, Psychol. Bull. 72 (1969)
 * 323-327). The interval is the normal one, cut at −1 and 1; it is a large-sample one. Weights count the steps between
 * categories in their order, as scikit-learn does, not the gaps of the numbers.
 *
 * @param first the categories that one rater chose; null where missing, which leaves the item out
 * @param second those of the other, of the same items
 * @param options see {@linkcode AgreementOptions}
 * @returns the estimate, −1 to 1, method "fleiss-cohen-everitt"; undefined when chance alone would agree always
 * @throws {RangeError} if the lists differ in length, a value is no category or not among the labels, or words are
 *   weighted without labels
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value, observed, expected } = cohenKappa(["yes", "yes", "no", "no"], ["yes", "yes", "no", "yes"]);
 * assertAlmostEquals(observed!, 0.75, 1e-15);
 * assertAlmostEquals(expected!, 0.5, 1e-15);
 * assertAlmostEquals(value!, 0.5, 1e-15);
 * ```
 */
export function cohenKappa(
  first: ArrayLike<Category | null>,
  second: ArrayLike<Category | null>,
  options: AgreementOptions = {},
): AgreementEstimate {
  const { weights = "none", level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  checkChoice(DOING, "weights", weights, ["none", "linear", "quadratic"]);
  checkSameLength(DOING, { first, second });
  const { k, pairs, n } = countPairs(first, second, options);
  const left = first.length - n;
  const about = { n, method: "fleiss-cohen-everitt", level, ...(left > 0 ? { excluded: left } : {}) };
  const nothing = { standardError: null, observed: null, expected: null, ...about };
  if (n === 0) return { ...nothing, ...undefinedEstimate("no item has both ratings", about) };

  const [rows, columns] = [new Float64Array(k), new Float64Array(k)];
  let apart = 0;
  for (const [cell, count] of pairs) {
    const [i, j] = [Math.floor(cell / k), cell % k];
    rows[i] += count / n;
    columns[j] += count / n;
    apart += count / n * distance(weights, i, j);
  }
  const [fromRow, fromColumn] = [chanceDistance(weights, columns), chanceDistance(weights, rows)];
  const chance = rows.reduce((sum, part, i) => sum + part * fromRow[i], 0);
  const largest = k < 2 ? 1 : distance(weights, 0, k - 1);
  const parts = { ...nothing, observed: 1 - apart / largest, expected: 1 - chance / largest };
  if (chance === 0) {
    const why = "both raters chose one and the same category throughout, so that chance alone agrees always";
    return { ...parts, ...undefinedEstimate(why, about) };
  }
  const ratio = apart / chance;
  const value = 1 - ratio;
  let spread = 0;
  for (const [cell, count] of pairs) {
    const [i, j] = [Math.floor(cell / k), cell % k];
    spread += count / n * (distance(weights, i, j) - ratio * (fromRow[i] + fromColumn[j]) + apart) ** 2;
  }
  const standardError = Math.sqrt(spread / n) / chance;
  if (standardError <= 1e-14) {
    const why = apart === 0 ? "the raters never differ, so that" : "here";
    return { ...parts, ...undefinedEstimate(`${why} the large-sample error is 0, which is none`, { ...about, value }) };
  }
  const reach = normalQuantile(1 - (1 - level) / 2) * standardError;
  const [low, high] = [Math.max(-1, value - reach), Math.min(1, value + reach)];
  return { ...parts, value, low, high, standardError };
}

/** How often each pair of categories occurs: few of the possible ones, where there are many categories. */
function countPairs(
  first: ArrayLike<Category | null>,
  second: ArrayLike<Category | null>,
  options: { labels?: readonly Category[]; weights?: AgreementWeights },
): { k: number; pairs: Map<number, number>; n: number } {
  const order = (options.weights ?? "none") !== "none";
  const coder = categoryCoder(DOING, { labels: options.labels, order });
  const codes = new Int32Array(2 * first.length).fill(-1);
  for (let i = 0; i < first.length; i++) {
    // Categories of items that are left out must not widen the order.
    if (first[i] === null || second[i] === null) continue;
    codes[2 * i] = coder.codeOf(first[i], () => `first[${i}]`);
    codes[2 * i + 1] = coder.codeOf(second[i], () => `second[${i}]`);
  }
  const { ranks } = coder.ordered();
  const k = ranks.length;
  const pairs = new Map<number, number>();
  let n = 0;
  for (let i = 0; i < codes.length; i += 2) {
    if (codes[i] < 0) continue;
    const cell = ranks[codes[i]] * k + ranks[codes[i + 1]];
    pairs.set(cell, (pairs.get(cell) ?? 0) + 1);
    n++;
  }
  return { k, pairs, n };
}
