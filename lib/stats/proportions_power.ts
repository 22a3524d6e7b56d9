import { checkFraction, checkInteger } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { checkPlan, MOST_ITEMS, secondSize } from "./_check_plan.ts";
import { checkAlternative, checkChoice } from "./_check_sample.ts";
import { enumeratedPower } from "./_enumerated_power.ts";
import { smallestEffect } from "./_smallest_effect.ts";
import { smallestSize } from "./_smallest_size.ts";
import { normalCdf } from "./normal_cdf.ts";
import { normalQuantile } from "./normal_quantile.ts";
import type { Alternative } from "./test_result.ts";

/** Which test of two independent proportions is planned. */
export interface ProportionsDesign {
  /** The proportion of the second group, 0 to 1. */
  readonly baseline: number;
  /** The size of the second group divided by that of the first, default 1; the size is rounded. */
  readonly ratio?: number;
  /** "two-sided" (default); "greater" looks for a larger proportion in the first group only, "less" for a smaller one. */
  readonly alternative?: Alternative;
  /** Significance level, default 0.05. */
  readonly alpha?: number;
  /**
   * "pooled" (default): normal approximation, variance pooled under the hypothesis and separate beside it; "arcsine": normal, by
   * Cohen's h; "fisher" and "exact_z": exact for Fisher's test and for the pooled z test, over all tables of up to 1,000 items.
   */
  readonly method?: "pooled" | "arcsine" | "fisher" | "exact_z";
}

/** A {@linkcode ProportionsDesign} with the difference to be found. */
export interface ProportionsEffect extends ProportionsDesign {
  /** The proportion of the first group minus that of the second. */
  readonly difference: number;
}

/** The most items, in both groups together, over whose tables power is summed. */
export const MOST_TABULATED = 1000;

const DOING = "plan a test of two proportions";

/**
 * The power of a test that two independent groups have the same proportion.
 *
 * "pooled" equals `statsmodels.stats.proportion.power_proportions_2indep`, "arcsine" equals `NormalIndPower` with
 * `proportion_effectsize`, both with whole group sizes. Systems that answered the same items are paired: plan them with
 * `mcnemarPower`.
 *
 * @param n the size of the first group, at least 1
 * @param options the baseline, the difference, and the test
 * @returns the power, 0 to 1
 * @throws {RangeError} if an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(proportionsPower(294, { baseline: 0.7, difference: 0.1 }), 0.8, 2e-3);
 * ```
 */
export function proportionsPower(n: number, options: ProportionsEffect): number {
  checkFraction(DOING, "alpha", options.alpha ?? 0.05);
  checkProportions(options);
  return powerWith(n, options)(options.difference);
}

/**
 * The smallest groups with which a test of two proportions has the wanted power.
 *
 * Whole numbers tried with {@linkcode proportionsPower}. The power of the exact methods rises in small waves, so it may be a trifle
 * below at a slightly larger n.
 *
 * @param options the baseline, the difference, the test, and the wanted `power`, default 0.8
 * @returns the size of the first group, the second has ratio times as many, rounded; null where the difference is 0 or lies on the
 *   side that is not tested, or more than 1e9 would be needed (exact methods: 1,000 in both groups)
 * @throws {RangeError} if an option is out of range or the power is not above alpha
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(proportionsSampleSize({ baseline: 0.7, difference: 0.1 }), 294);
 * assertEquals(proportionsSampleSize({ baseline: 0.1, difference: 0.5, method: "fisher" }), 17);
 * ```
 */
export function proportionsSampleSize(options: ProportionsEffect & { readonly power?: number }): number | null {
  const { difference, ratio = 1, alternative = "two-sided", alpha = 0.05, power = 0.8 } = options;
  checkPlan(DOING, { alpha, power });
  checkProportions(options);
  const isExact = ["fisher", "exact_z"].includes(options.method ?? "pooled");
  const untested = alternative !== "two-sided" && difference > 0 !== (alternative === "greater");
  if (difference === 0 || untested) return null;
  const at = (n: number) => secondSize(DOING, n, ratio) < 1 ? 0 : powerWith(n, options)(difference);
  if (!isExact) return smallestSize(at, power, { least: 1, most: MOST_ITEMS });
  for (let n = 1; n + secondSize(DOING, n, ratio) <= MOST_TABULATED; n++) if (at(n) >= power) return n;
  return null;
}

/**
 * The smallest difference of two proportions that is found with the wanted power.
 *
 * The inverse of {@linkcode proportionsPower} in its difference.
 *
 * @param n the size of the first group, at least 1
 * @param options the baseline, the test, the wanted `power`, default 0.8, and the `direction` in which the first group differs:
 *   "up" from the baseline (default) or "down" (default for the alternative "less")
 * @returns the difference, below 0 for "down"; null where even a proportion of 1 (or 0) would be missed
 * @throws {RangeError} if an option is out of range or the power is not above alpha
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(proportionsDetectableDifference(294, { baseline: 0.7 })!, 0.1, 1e-3);
 * ```
 */
export function proportionsDetectableDifference(
  n: number,
  options: ProportionsDesign & { readonly power?: number; readonly direction?: "up" | "down" },
): number | null {
  const { baseline, alpha = 0.05, power = 0.8, alternative = "two-sided" } = options;
  const direction = options.direction ?? (alternative === "less" ? "down" : "up");
  checkPlan(DOING, { alpha, power });
  checkChoice(DOING, "direction", direction, ["up", "down"]);
  checkProportions({ ...options, difference: 0 });
  const sign = direction === "up" ? 1 : -1;
  const powerOf = powerWith(n, options);
  const most = direction === "up" ? 1 - baseline : baseline;
  const found = most === 0 ? null : smallestEffect((size) => powerOf(sign * size), power, { most });
  return found === null ? null : sign * found;
}

/** The power as a function of the difference. */
function powerWith(n: number, options: ProportionsDesign): (difference: number) => number {
  const { baseline, ratio = 1, alternative = "two-sided", alpha = 0.05, method = "pooled" } = options;
  checkInteger(DOING, "n", n, { min: 1, max: MOST_ITEMS });
  const second = secondSize(DOING, n, ratio);
  checkInteger(DOING, "the size of the second group, n · ratio,", second, { min: 1, max: MOST_ITEMS });
  const within = (difference: number) => Math.min(1, Math.max(0, baseline + difference));
  if (method === "fisher" || method === "exact_z") {
    checkInteger(DOING, `items in both groups by the method "${method}"`, n + second, { max: MOST_TABULATED });
    const power = enumeratedPower({ first: n, second, alpha, alternative, method });
    return (difference) => power(within(difference), baseline);
  }
  const critical = normalQuantile(1 - (alternative === "two-sided" ? alpha / 2 : alpha));
  const tails = (shift: number, limit: number) => {
    if (alternative === "greater") return normalCdf(shift - limit);
    if (alternative === "less") return normalCdf(-shift - limit);
    return Math.min(1, normalCdf(shift - limit) + normalCdf(-shift - limit));
  };
  return (difference) => {
    const p = within(difference);
    if (method === "arcsine") {
      const h = 2 * (Math.asin(Math.sqrt(p)) - Math.asin(Math.sqrt(baseline)));
      return tails(h * Math.sqrt(n * second / (n + second)), critical);
    }
    const pooled = (n * p + second * baseline) / (n + second);
    const under = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / second));
    const beside = Math.sqrt(p * (1 - p) / n + baseline * (1 - baseline) / second);
    // Without any spread the z statistic is certain.
    if (beside === 0) return Math.abs(tailsAtOnce(p - baseline, under * critical, alternative));
    return tails((p - baseline) / beside, critical * under / beside);
  };
}

function tailsAtOnce(gap: number, limit: number, alternative: Alternative): number {
  const extreme = alternative === "two-sided" ? Math.abs(gap) : alternative === "less" ? -gap : gap;
  return gap !== 0 && extreme >= limit ? 1 : 0;
}

function checkProportions({ baseline, difference, alternative, method }: ProportionsEffect): void {
  checkNumber(DOING, "baseline", baseline, { min: 0, max: 1 });
  checkNumber(DOING, "baseline + difference", baseline + difference, { min: -1e-12, max: 1 + 1e-12 });
  checkAlternative(DOING, alternative ?? "two-sided");
  checkChoice(DOING, "method", method ?? "pooled", ["pooled", "arcsine", "fisher", "exact_z"]);
}
