import { checkInteger, checkSameLength } from "../core/checks.ts";
import { DEFAULT_SEED, random, shuffle } from "../core/random.ts";
import { checkAlternative, checkSample } from "./_check_sample.ts";
import { exactPValue } from "./_tail_p_value.ts";
import { undefinedTest } from "./_undefined_test.ts";
import type { TestOptions, TestResult } from "./test_result.ts";

/** Options of {@linkcode permutationTest}. */
export interface PermutationOptions extends TestOptions {
  /** The statistic of two samples, default the difference of their means; it must not keep its arguments. */
  readonly statistic?: (first: Float64Array, second: Float64Array) => number;
  /** Whether the values are pairs, so that only the order within a pair is exchanged; default false. */
  readonly paired?: boolean;
  /** All exchanges are tried when there are no more of them than this, otherwise so many random ones; default 10,000. */
  readonly resamples?: number;
  /** The seed of the random exchanges. */
  readonly seed?: number;
}

const DOING = "run a permutation test";

/**
 * A permutation test that two samples are exchangeable.
 *
 * Exact where the exchanges can all be tried. Otherwise the p-value is (b + 1) / (m + 1) for b of m random exchanges that are as
 * extreme: never 0, and valid for any m (Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9, 2010, article 39). Each sample keeps
 * its size. Equals `scipy.stats.permutation_test` (`permutation_type` "independent", or "samples" for pairs).
 *
 * @param first the first sample
 * @param second the second sample
 * @param options see {@linkcode PermutationOptions}; "greater" means that the statistic is large
 * @returns the statistic and its p-value; two-sided is twice the smaller tail; undefined for an empty sample or an undefined
 *   statistic
 * @throws {RangeError} if a value is not finite or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // 1 of the 20 divisions has so small a difference.
 * assertAlmostEquals(permutationTest([1, 2, 3], [4, 5, 6], { alternative: "less" }).pValue!, 1 / 20, 1e-15);
 * ```
 */
export function permutationTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: PermutationOptions = {},
): TestResult {
  const { alternative = "two-sided", statistic = meanDifference, paired = false, resamples = 10_000 } = options;
  checkAlternative(DOING, alternative);
  checkInteger(DOING, "resamples", resamples, { min: 1 });
  if (paired) checkSameLength(DOING, { first, second });
  const a = checkSample(DOING, "first", first);
  const b = checkSample(DOING, "second", second);
  const n = paired ? a.length : a.length + b.length;
  const count = paired ? 2 ** a.length : choices(n, Math.min(a.length, b.length));
  const exact = count <= resamples;
  const about = { method: `permutation ${exact ? "exact" : "random"}`, n, alternative };
  if (a.length === 0 || b.length === 0) return undefinedTest("it needs a value in each sample", about);
  const observed = statistic(a.slice(), b.slice());
  if (!Number.isFinite(observed)) return undefinedTest("the statistic is undefined on these samples", about);

  // Sums in another order differ by rounding; such differences are no evidence.
  const slack = 1e-12 * Math.max(Math.abs(observed), spreadOf(a, b));
  let [low, high, tried, lost] = [0, 0, 0, 0];
  const see = (x: Float64Array, y: Float64Array) => {
    const value = statistic(x, y);
    tried++;
    if (Number.isNaN(value)) lost++;
    if (value <= observed + slack) low++;
    if (value >= observed - slack) high++;
  };
  if (exact) paired ? allSwaps(a, b, see) : allDivisions(a, b, see);
  else randomExchanges({ a, b, paired, times: resamples, seed: options.seed ?? DEFAULT_SEED }, see);
  if (lost > 0) {
    return undefinedTest(`the statistic is undefined in ${lost} of ${tried} exchanges`, {
      ...about,
      statistic: observed,
    });
  }
  const extra = exact ? 0 : 1;
  const tails = { atMost: (low + extra) / (tried + extra), atLeast: (high + extra) / (tried + extra) };
  return { statistic: observed, pValue: exactPValue(tails, alternative), ...about };
}

type See = (first: Float64Array, second: Float64Array) => void;

function meanDifference(first: Float64Array, second: Float64Array): number {
  return first.reduce((sum, x) => sum + x, 0) / first.length - second.reduce((sum, x) => sum + x, 0) / second.length;
}

function spreadOf(a: Float64Array, b: Float64Array): number {
  let most = 0;
  for (const sample of [a, b]) for (const value of sample) most = Math.max(most, Math.abs(value));
  return most * 1e-3;
}

function choices(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= k && count < 1e15; i++) count = count * (n - k + i) / i;
  return Math.round(count);
}

function allSwaps(a: Float64Array, b: Float64Array, see: See): void {
  for (let mask = 0; mask < 2 ** a.length; mask++) {
    const swapped = (i: number) => Math.floor(mask / 2 ** i) % 2 === 1;
    see(a.map((value, i) => swapped(i) ? b[i] : value), b.map((value, i) => swapped(i) ? a[i] : value));
  }
}

/** Every division of the pooled values into the two sizes, in lexicographic order of the first's indices. */
function allDivisions(a: Float64Array, b: Float64Array, see: See): void {
  const pooled = [...a, ...b];
  const chosen = Array.from(a, (_, i) => i);
  while (true) {
    const [x, y] = [new Float64Array(a.length), new Float64Array(b.length)];
    let [next, rest] = [0, 0];
    pooled.forEach((value, i) => {
      if (chosen[next] === i) x[next++] = value;
      else y[rest++] = value;
    });
    see(x, y);
    let at = chosen.length - 1;
    while (at >= 0 && chosen[at] === b.length + at) at--;
    if (at < 0) return;
    chosen[at]++;
    for (let i = at + 1; i < chosen.length; i++) chosen[i] = chosen[i - 1] + 1;
  }
}

function randomExchanges(
  plan: { a: Float64Array; b: Float64Array; paired: boolean; times: number; seed: number },
  see: See,
): void {
  const { a, b, paired, times, seed } = plan;
  const source = random(seed);
  const pooled = new Float64Array(a.length + b.length);
  pooled.set(a);
  pooled.set(b, a.length);
  for (let t = 0; t < times; t++) {
    if (paired) {
      for (let i = 0; i < a.length; i++) {
        if (source() < 2 ** 31) [pooled[i], pooled[a.length + i]] = [pooled[a.length + i], pooled[i]];
      }
    } else {
      shuffle(pooled, source);
    }
    see(pooled.slice(0, a.length), pooled.slice(a.length));
  }
}
