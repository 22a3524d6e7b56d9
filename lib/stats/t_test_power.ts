import { checkFraction, checkInteger } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { checkPlan, MOST_ITEMS, secondSize } from "./_check_plan.ts";
import { checkAlternative } from "./_check_sample.ts";
import { smallestEffect } from "./_smallest_effect.ts";
import { smallestSize } from "./_smallest_size.ts";
import { noncentralTDistribution } from "./noncentral_t_distribution.ts";
import { tDistribution } from "./t_distribution.ts";
import type { Alternative } from "./test_result.ts";

/** Which t test is planned. */
export interface TTestDesign {
  /** 1 (default): one sample, or pairs by their differences; 2: independent groups of equal variance. */
  readonly groups?: 1 | 2;
  /** With two groups, the size of the second divided by that of the first, default 1; the size is rounded. */
  readonly ratio?: number;
  /** "two-sided" (default); "greater" looks for effects above 0 only, "less" for those below. */
  readonly alternative?: Alternative;
  /** Significance level, default 0.05. */
  readonly alpha?: number;
}

/** A {@linkcode TTestDesign} with the effect: standardised, or a difference with its standard deviation. */
export interface TTestEffect extends TTestDesign {
  /** The standardised effect: d_z of pairs, Cohen's d of two groups. */
  readonly effect?: number;
  /** Instead of `effect`: the difference of the means, in the scores' unit. */
  readonly difference?: number;
  /** With `difference`: the standard deviation, of the pairs' differences or within the two groups. */
  readonly sd?: number;
}

const DOING = "plan a t test";

/**
 * The power of a t test: how often it finds an effect of a given size.
 *
 * Exact, by the noncentral t distribution; two-sided power counts both tails. Equals `TTestPower` and `TTestIndPower` of
 * `statsmodels.stats.power` with whole group sizes.
 *
 * @param n the number of items or pairs, at least 2; with two groups the size of the first
 * @param options the effect, and the design
 * @returns the power, 0 to 1
 * @throws {RangeError} if an option is out of range, or the groups leave no degree of freedom
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Cohen (1988), table 2.3.5: d = 0.5 with 64 in each group.
 * assertAlmostEquals(tTestPower(64, { effect: 0.5, groups: 2 }), 0.8, 5e-3);
 * ```
 */
export function tTestPower(n: number, options: TTestEffect): number {
  const { alpha = 0.05 } = options;
  checkFraction(DOING, "alpha", alpha);
  const sizes = sizesOf(n, options);
  if (sizes === null) {
    throw new RangeError(
      `Cannot ${DOING}: n must leave a degree of freedom, received ${n}; give pairs at least 2, two groups together at least 3`,
    );
  }
  return powerOf(sizes, standardised(options), { ...options, alpha });
}

/**
 * The smallest sample with which a t test has the wanted power.
 *
 * Whole numbers tried with {@linkcode tTestPower}: no approximation.
 *
 * @param options the effect, the design, and the wanted `power`, default 0.8
 * @returns the number of items or pairs; with two groups the size of the first, the second has ratio times as many, rounded; null
 *   where the effect is 0 or lies on the side that is not tested, or more than 1e9 would be needed
 * @throws {RangeError} if an option is out of range or the power is not above alpha
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tTestSampleSize({ effect: 0.5 }), 34);
 * assertEquals(tTestSampleSize({ difference: 0.04, sd: 0.2 }), 199);
 * ```
 */
export function tTestSampleSize(options: TTestEffect & { readonly power?: number }): number | null {
  const { alpha = 0.05, power = 0.8, alternative = "two-sided" } = options;
  checkPlan(DOING, { alpha, power });
  const effect = standardised(options);
  sizesOf(2, options);
  if (effect === 0 || (alternative !== "two-sided" && effect > 0 !== (alternative === "greater"))) return null;
  const at = (n: number) => {
    const sizes = sizesOf(n, options);
    return sizes === null ? 0 : powerOf(sizes, effect, { ...options, alpha });
  };
  return smallestSize(at, power, { least: 1, most: MOST_ITEMS });
}

/**
 * The smallest effect that a t test finds with the wanted power.
 *
 * The inverse of {@linkcode tTestPower} in its effect.
 *
 * @param n the number of items or pairs, at least 2; with two groups the size of the first
 * @param options the design, the wanted `power`, default 0.8, and `sd` to get a difference instead of a standardised effect
 * @returns the effect, or the difference where `sd` is given; below 0 for the alternative "less"
 * @throws {RangeError} if an option is out of range or the power is not above alpha
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(tTestDetectableEffect(34)!, 0.495, 1e-3);
 * assertAlmostEquals(tTestDetectableEffect(199, { sd: 0.2 })!, 0.04, 1e-4);
 * ```
 */
export function tTestDetectableEffect(
  n: number,
  options: TTestDesign & { readonly power?: number; readonly sd?: number } = {},
): number | null {
  const { alpha = 0.05, power = 0.8, sd = 1, alternative = "two-sided" } = options;
  checkPlan(DOING, { alpha, power });
  checkNumber(DOING, "sd", sd, { above: 0 });
  const sign = alternative === "less" ? -1 : 1;
  const found = smallestEffect(
    (effect) => tTestPower(n, { ...options, alpha, sd: undefined, effect: sign * effect }),
    power,
  );
  return found === null ? null : sign * found * sd;
}

interface Sizes {
  readonly df: number;
  /** What the squared standardised effect is multiplied with. */
  readonly information: number;
}

function sizesOf(n: number, { groups = 1, ratio = 1 }: TTestDesign): Sizes | null {
  checkInteger(DOING, "n", n, { min: 1, max: MOST_ITEMS });
  checkInteger(DOING, "groups", groups, { min: 1, max: 2 });
  const second = secondSize(DOING, n, ratio);
  if (groups === 1) return n < 2 ? null : { df: n - 1, information: n };
  if (second < 1 || n + second < 3) return null;
  return { df: n + second - 2, information: n * second / (n + second) };
}

function powerOf({ df, information }: Sizes, effect: number, options: TTestDesign & { alpha: number }): number {
  const { alpha, alternative = "two-sided" } = options;
  checkAlternative(DOING, alternative);
  const { cdf, sf } = noncentralTDistribution(df, effect * Math.sqrt(information));
  const critical = tDistribution(df).upperQuantile(alternative === "two-sided" ? alpha / 2 : alpha);
  if (alternative === "greater") return sf(critical);
  if (alternative === "less") return cdf(-critical);
  return Math.min(1, sf(critical) + cdf(-critical));
}

function standardised({ effect, difference, sd }: TTestEffect): number {
  if ((effect === undefined) === (difference === undefined)) {
    throw new RangeError(
      `Cannot ${DOING}: effect, or difference with sd, must be given, received ${
        effect === undefined ? "neither" : "both"
      }`,
    );
  }
  if (effect !== undefined) {
    checkNumber(DOING, "effect", effect, { min: -1e12, max: 1e12 });
    return effect;
  }
  checkNumber(DOING, "difference", difference!);
  checkNumber(DOING, "sd", sd!, { above: 0 });
  const ratio = difference! / sd!;
  checkNumber(DOING, "difference / sd", ratio, { min: -1e12, max: 1e12 });
  return ratio;
}
