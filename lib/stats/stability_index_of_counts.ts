import { checkInteger, checkSameLength } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { chiSquareDistribution } from "./chi_square_distribution.ts";

/** What a population stability index is, and what it would be without any shift. */
export interface StabilityIndex {
  /** The index, at least 0; null when it is undefined. */
  readonly value: number | null;
  /** What it is expected to be when both samples come from one distribution: it goes with 1/n, and is never 0. */
  readonly expected: number | null;
  /** The probability of at least so large an index if nothing has shifted, by the chi-square limit. */
  readonly pValue: number | null;
  /** How many bins or categories hold a value. */
  readonly bins: number;
  /** How many values the index rests on, both samples together. */
  readonly n: number;
  /** What was added to each count. */
  readonly smoothing: number;
  /** Why the index is undefined. */
  readonly reason?: string;
}

/** What is added to each count wherever the caller says nothing. */
export const DEFAULT_SMOOTHING = 0.5;

const DOING = "compute the stability index";

/**
 * The population stability index of two lists of counts: Σ (q − p) ln(q / p) over the shares p of the reference and q of the
 * current sample, which is Jeffreys' divergence.
 *
 * Smoothing: 0.5 is added to each count of both samples, whether it is 0 or not, so that a category that one sample lacks
 * counts and none makes the index infinite; categories that both lack are left out before. With `smoothing: 0` the index is
 * the plain one, and undefined where just one sample lacks a category. The usual reading (below 0.1 stable, above 0.25
 * shifted) knows nothing of sample sizes: without any shift the index is about (1/n + 1/m) times chi-square with bins − 1
 * degrees of freedom, so 10 bins of 100 values each already give 0.18 on average. Compare with `expected`. Yurdakul and
 * Naranjo, J. Risk Model Validation 14(4) (2020).
 *
 * @param reference how often each category occurs in the reference
 * @param current how often it occurs in the current sample, in the same order
 * @param options `smoothing`: what is added to each count, at least 0, default 0.5
 * @returns the index with its expectation and p-value; undefined for an empty sample, or without smoothing for a category
 *   that one sample lacks
 * @throws {RangeError} if the lengths differ, a count is no whole number of at least 0, or the smoothing is negative
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = stabilityIndexOfCounts([50, 50], [25, 75], { smoothing: 0 });
 * assertAlmostEquals(value!, -0.25 * Math.log(0.5) + 0.25 * Math.log(1.5), 1e-15);
 * ```
 */
export function stabilityIndexOfCounts(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  options: { smoothing?: number } = {},
): StabilityIndex {
  const { smoothing = DEFAULT_SMOOTHING } = options;
  checkSameLength(DOING, { reference, current });
  checkNumber(DOING, "smoothing", smoothing, { min: 0 });
  let [first, second, bins, lacking] = [0, 0, 0, false];
  for (let i = 0; i < reference.length; i++) {
    checkInteger(DOING, `reference[${i}]`, reference[i], { min: 0 });
    checkInteger(DOING, `current[${i}]`, current[i], { min: 0 });
    first += reference[i];
    second += current[i];
    if (reference[i] + current[i] > 0) bins++;
    if ((reference[i] === 0) !== (current[i] === 0)) lacking = true;
  }
  const about = { bins, n: first + second, smoothing };
  const undefinedFor = (reason: string): StabilityIndex => ({
    value: null,
    expected: null,
    pValue: null,
    ...about,
    reason,
  });
  if (first === 0 || second === 0) return undefinedFor("it needs a value in each sample");
  if (smoothing === 0 && lacking) return undefinedFor("one sample lacks a category that the other has; use smoothing");

  const [n, m] = [first + smoothing * bins, second + smoothing * bins];
  let value = 0;
  for (let i = 0; i < reference.length; i++) {
    if (reference[i] + current[i] === 0) continue;
    // Counts that are nearly in proportion are subtracted before they are multiplied, so that their difference keeps its digits.
    const [a, b] = [reference[i] + smoothing, current[i] + smoothing];
    const gap = (current[i] - reference[i]) * n - a * (second - first);
    const ratio = gap / a / m;
    value += gap / n / m * (Math.abs(ratio) < 0.5 ? Math.log1p(ratio) : Math.log(b / m) - Math.log(a / n));
  }
  const scale = 1 / first + 1 / second;
  const pValue = bins === 1 ? 1 : chiSquareDistribution(bins - 1).sf(value / scale);
  return { value, expected: scale * (bins - 1), pValue, ...about };
}
