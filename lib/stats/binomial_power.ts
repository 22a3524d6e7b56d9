import { checkFraction, checkInteger } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { checkPlan } from "./_check_plan.ts";
import { checkAlternative, checkChoice } from "./_check_sample.ts";
import { smallestEffect } from "./_smallest_effect.ts";
import { smallestSize } from "./_smallest_size.ts";
import { binomialDistribution } from "./binomial_distribution.ts";
import type { Alternative } from "./test_result.ts";

/** Which exact test of one proportion is planned. */
export interface BinomialDesign {
  /** The proportion of the hypothesis, between 0 and 1. */
  readonly baseline: number;
  /** "two-sided" (default): half of alpha in each tail, as the Clopper-Pearson interval decides; "greater" or "less" than the baseline. */
  readonly alternative?: Alternative;
  /** Significance level, default 0.05. */
  readonly alpha?: number;
}

/** A {@linkcode BinomialDesign} with the difference to be found. */
export interface BinomialEffect extends BinomialDesign {
  /** The true proportion minus the baseline. */
  readonly difference: number;
}

const DOING = "plan a binomial test";
const MOST = 1_000_000;

/**
 * The power of the exact binomial test: how often it finds that a proportion is not the baseline.
 *
 * @param n the number of items, 1 to 1,000,000
 * @param options the baseline, the difference, and the test
 * @returns the power, 0 to 1
 * @throws {RangeError} if an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Five of five is the only count below 0.05 against a coin: 0.9⁵.
 * assertAlmostEquals(binomialPower(5, { baseline: 0.5, difference: 0.4, alternative: "greater" }), 0.9 ** 5, 1e-12);
 * ```
 */
export function binomialPower(n: number, options: BinomialEffect): number {
  checkFraction(DOING, "alpha", options.alpha ?? 0.05);
  checkRates(options);
  checkInteger(DOING, "n", n, { min: 1, max: MOST });
  return powerWith(n, options)(options.difference);
}

/**
 * The smallest sample with which the exact binomial test has the wanted power.
 *
 * The power rises in waves; all numbers from a proven lower bound on are tried with {@linkcode binomialPower}. At a slightly larger
 * n it may be below the wanted one again.
 *
 * @param options the baseline, the difference, the test, and the wanted `power`, default 0.8
 * @returns the number of items; null where the difference is 0 or lies on the side that is not tested, or more than 1,000,000 would
 *   be needed
 * @throws {RangeError} if an option is out of range or the power is not above alpha
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(binomialSampleSize({ baseline: 0.5, difference: 0.4, alternative: "greater", power: 0.5 }), 5);
 * ```
 */
export function binomialSampleSize(options: BinomialEffect & { readonly power?: number }): number | null {
  const { baseline, difference, alternative = "two-sided", alpha = 0.05, power = 0.8 } = options;
  checkPlan(DOING, { alpha, power });
  checkRates(options);
  const untested = alternative !== "two-sided" && difference > 0 !== (alternative === "greater");
  if (difference === 0 || untested) return null;
  const isTwoSided = alternative === "two-sided";
  const tail = isTwoSided ? alpha / 2 : alpha;
  // No test of this tail beats the randomised one, whose power rises with n; the other tail adds no more than its share of alpha.
  const bound = (n: number) => randomisedPower(n, { baseline, difference, tail }) + (isTwoSided ? tail : 0) + 1e-9;
  const first = smallestSize(bound, power, { least: 1, most: MOST });
  if (first === null) return null;
  for (let n = first; n <= MOST; n++) if (powerWith(n, options)(difference) >= power) return n;
  return null;
}

/**
 * The smallest difference from the baseline that the exact binomial test finds with the wanted power.
 *
 * @param n the number of items, 1 to 1,000,000
 * @param options the baseline, the test, the wanted `power`, default 0.8, and the `direction`: "up" from the baseline (default) or
 *   "down" (default for the alternative "less")
 * @returns the difference, below 0 for "down"; null where even a proportion of 1 (or 0) would be missed
 * @throws {RangeError} if an option is out of range or the power is not above alpha
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const found = binomialDetectableDifference(5, { baseline: 0.5, alternative: "greater", power: 0.59049 })!;
 * assertAlmostEquals(found, 0.4, 1e-9);
 * ```
 */
export function binomialDetectableDifference(
  n: number,
  options: BinomialDesign & { readonly power?: number; readonly direction?: "up" | "down" },
): number | null {
  const { baseline, alpha = 0.05, power = 0.8, alternative = "two-sided" } = options;
  const direction = options.direction ?? (alternative === "less" ? "down" : "up");
  checkPlan(DOING, { alpha, power });
  checkChoice(DOING, "direction", direction, ["up", "down"]);
  checkRates({ ...options, difference: 0 });
  checkInteger(DOING, "n", n, { min: 1, max: MOST });
  const sign = direction === "up" ? 1 : -1;
  const powerOf = powerWith(n, options);
  const most = direction === "up" ? 1 - baseline : baseline;
  const found = smallestEffect((size) => powerOf(sign * size), power, { most });
  return found === null ? null : sign * found;
}

/** The power as a function of the difference: both critical counts are found once. */
function powerWith(n: number, options: BinomialDesign): (difference: number) => number {
  const { baseline, alternative = "two-sided", alpha = 0.05 } = options;
  const tail = alternative === "two-sided" ? alpha / 2 : alpha;
  const law = binomialDistribution(n, baseline);
  const least = alternative === "less" ? n + 1 : leastRejected(n, baseline, tail);
  let most = -1;
  if (alternative !== "greater") {
    most = law.quantile(tail);
    while (most >= 0 && law.cdf(most) > tail) most--;
  }
  return (difference) => {
    const truth = binomialDistribution(n, Math.min(1, Math.max(0, baseline + difference)));
    return Math.min(1, truth.sf(least - 1) + truth.cdf(most));
  };
}

/** The smallest count with P(X ≥ count) at most the tail. */
function leastRejected(n: number, p: number, tail: number): number {
  const law = binomialDistribution(n, p);
  let least = law.quantile(1 - tail);
  while (least > 0 && law.sf(least - 2) <= tail) least--;
  while (law.sf(least - 1) > tail) least++;
  return least;
}

/** The power of the most powerful test of one tail, which decides by lot at its critical count. */
function randomisedPower(n: number, about: { baseline: number; difference: number; tail: number }): number {
  const { tail, difference } = about;
  const [p, q] = difference > 0
    ? [about.baseline, about.baseline + difference]
    : [1 - about.baseline, 1 - about.baseline - difference];
  const [law, truth] = [binomialDistribution(n, p), binomialDistribution(n, Math.min(1, q))];
  const least = leastRejected(n, p, tail);
  const lot = (tail - law.sf(least - 1)) / law.pmf(least - 1);
  return truth.sf(least - 1) + Math.min(1, lot) * truth.pmf(least - 1);
}

function checkRates({ baseline, difference, alternative }: BinomialEffect): void {
  checkFraction(DOING, "baseline", baseline);
  checkNumber(DOING, "baseline + difference", baseline + difference, { min: -1e-12, max: 1 + 1e-12 });
  checkAlternative(DOING, alternative ?? "two-sided");
}
