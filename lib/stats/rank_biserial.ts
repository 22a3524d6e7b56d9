import { checkFraction, checkSameLength } from "../core/checks.ts";
import { checkChoice, checkSample } from "./_check_sample.ts";
import { dominanceInterval } from "./_dominance_interval.ts";
import { midRanks } from "./_ranks.ts";
import { cliffsDelta } from "./cliffs_delta.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { tDistribution } from "./t_distribution.ts";

/** Options of {@linkcode rankBiserial}. */
export interface RankBiserialOptions {
  /** "paired" (default): the effect size of Wilcoxon's signed-rank test; "independent": that of Mann and Whitney's test. */
  readonly kind?: "paired" | "independent";
  /** Confidence level, default 0.95. */
  readonly level?: number;
}

const DOING = "compute the rank-biserial correlation";

/**
 * The rank-biserial correlation: the favourable part of the ranks less the unfavourable part.
 *
 * Paired, Kerby's simple difference (Compr. Psychol. 3, 2014, 11.IT.3.1): ranks of the positive differences less those of the
 * negative ones, divided by their sum; differences of 0 are left out. That is the mean sign of all sums of two differences, so
 * its interval uses the jackknife variance of that mean, at least (1 − r²) / n, in the asymmetric form of Feng and Cliff with the
 * t quantile; where all differences have one sign it is Wilson's. Independent, it equals {@linkcode cliffsDelta}, which then
 * gives the interval.
 *
 * @param first the first sample
 * @param second the second sample, in the same order where they are pairs
 * @param options see {@linkcode RankBiserialOptions}
 * @returns the estimate, −1 to 1, method "walsh feng-cliff", or "feng-cliff" for independent samples; `n` counts the pairs that
 *   differ, or the values
 * @throws {RangeError} if a value is not finite, pairs differ in length, or an option is none of its kind
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Differences 1, −2, 3 and 4 with the ranks 1 to 4: (8 − 2) / 10.
 * assertAlmostEquals(rankBiserial([2, 1, 5, 9], [1, 3, 2, 5]).value!, 0.6, 1e-15);
 * ```
 */
export function rankBiserial(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: RankBiserialOptions = {},
): Estimate {
  const { kind = "paired", level = DEFAULT_LEVEL } = options;
  checkChoice(DOING, "kind", kind, ["paired", "independent"]);
  checkFraction(DOING, "level", level);
  const a = checkSample(DOING, "first", first);
  const b = checkSample(DOING, "second", second);
  if (kind === "independent") return cliffsDelta(a, b, { level });
  checkSameLength(DOING, { first, second });
  const gaps = a.map((value, i) => value - b[i]).filter((gap) => gap !== 0);
  const n = gaps.length;
  const about = { n, method: "walsh feng-cliff", level };
  if (n === 0) return undefinedEstimate("no difference is other than 0", about);
  const { ranks } = midRanks(gaps.map(Math.abs));
  let sum = 0;
  for (let i = 0; i < n; i++) sum += gaps[i] > 0 ? ranks[i] : -ranks[i];
  const value = sum / (n * (n + 1) / 2);
  if (n === 1) return undefinedEstimate("one difference has no spread", { ...about, value });
  const quantile = tDistribution(n - 1).upperQuantile((1 - level) / 2);
  if (Math.abs(value) === 1) {
    const near = (n - quantile * quantile) / (n + quantile * quantile);
    return value > 0 ? { value, low: near, high: 1, ...about } : { value, low: -1, high: -near, ...about };
  }
  // Near the ends a few small ranks of the other sign make the jackknife believe too much: no less than Wilson's interval has.
  const variance = Math.max(walshVariance(gaps, value), (1 - value * value) / n);
  const [low, high] = dominanceInterval(value, { variance, quantile });
  return { value, low, high, ...about };
}

/** The jackknife variance of the mean sign of d + e over all pairs of differences, each with itself too. */
function walshVariance(gaps: Float64Array, value: number): number {
  const n = gaps.length;
  // The rank of d among the differences and those with their signs turned counts the e below −d.
  const both = new Float64Array(2 * n);
  both.set(gaps);
  both.set(gaps.map((gap) => -gap), n);
  const { ranks: all } = midRanks(both);
  const { ranks: own } = midRanks(gaps);
  const pairs = n * (n + 1) / 2;
  const left = n * (n - 1) / 2;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    // The sum over e of the sign of d + e, e = d among them.
    const row = 2 * (all[i] - own[i]) - n;
    const without = (value * pairs - row) / left;
    squares += (without - value) ** 2;
  }
  return (n - 1) / n * squares;
}
