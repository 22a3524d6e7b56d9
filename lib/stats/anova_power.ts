import { checkFraction, checkInteger } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { checkPlan } from "./_check_plan.ts";
import { smallestEffect } from "./_smallest_effect.ts";
import { smallestSize } from "./_smallest_size.ts";
import { fDistribution } from "./f_distribution.ts";
import { noncentralFDistribution } from "./noncentral_f_distribution.ts";

/** Which analysis of variance is planned. */
export interface AnovaDesign {
  /** How many groups there are, 2 to 1000, all of one size. */
  readonly groups: number;
  /** Significance level, default 0.05. */
  readonly alpha?: number;
}

const DOING = "plan an analysis of variance";
const MOST = 10_000_000;

/**
 * The power of the one-way analysis of variance of independent groups of one size.
 *
 * Exact, by the noncentral F distribution with noncentrality groups · n · f²; equals `statsmodels.stats.power.FTestAnovaPower`,
 * whose `nobs` is the number of all items.
 *
 * @param n the number of items in each group, at least 2
 * @param options the design, and `effect`: Cohen's f, the standard deviation of the means divided by that within groups
 * @returns the power, 0 to 1
 * @throws {RangeError} if an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Cohen (1988), chapter 8: f = 0.25 in 3 groups of 52.
 * assertAlmostEquals(anovaPower(52, { groups: 3, effect: 0.25 }), 0.8, 5e-3);
 * ```
 */
export function anovaPower(n: number, options: AnovaDesign & { readonly effect: number }): number {
  const { groups, effect, alpha = 0.05 } = options;
  checkFraction(DOING, "alpha", alpha);
  checkInteger(DOING, "groups", groups, { min: 2, max: 1000 });
  checkInteger(DOING, "n", n, { min: 2, max: MOST });
  checkNumber(DOING, "effect", effect, { min: 0, max: 1e6 });
  const [df1, df2] = [groups - 1, groups * (n - 1)];
  // Far beyond, the power is 1 to the last digit.
  const noncentrality = Math.min(1e9, groups * n * effect ** 2);
  return noncentralFDistribution(df1, df2, noncentrality).sf(fDistribution(df1, df2).upperQuantile(alpha));
}

/**
 * The smallest groups with which a one-way analysis of variance has the wanted power.
 *
 * Whole numbers tried with {@linkcode anovaPower}.
 *
 * @param options the design, the `effect` f, and the wanted `power`, default 0.8
 * @returns the number of items in each group; null where the effect is 0 or more than 1e7 would be needed
 * @throws {RangeError} if an option is out of range or the power is not above alpha
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(anovaSampleSize({ groups: 3, effect: 0.25 }), 53);
 * ```
 */
export function anovaSampleSize(
  options: AnovaDesign & { readonly effect: number; readonly power?: number },
): number | null {
  const { alpha = 0.05, power = 0.8 } = options;
  checkPlan(DOING, { alpha, power });
  anovaPower(2, options);
  if (options.effect === 0) return null;
  return smallestSize((n) => anovaPower(n, options), power, { least: 2, most: MOST });
}

/**
 * The smallest effect that a one-way analysis of variance finds with the wanted power.
 *
 * @param n the number of items in each group, at least 2
 * @param options the design, and the wanted `power`, default 0.8
 * @returns Cohen's f; null where none up to 1e6 is found
 * @throws {RangeError} if an option is out of range or the power is not above alpha
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(anovaDetectableEffect(53, { groups: 3 })!, 0.2485, 1e-4);
 * ```
 */
export function anovaDetectableEffect(
  n: number,
  options: AnovaDesign & { readonly power?: number },
): number | null {
  const { alpha = 0.05, power = 0.8 } = options;
  checkPlan(DOING, { alpha, power });
  return smallestEffect((effect) => anovaPower(n, { ...options, effect }), power, { most: 1e6 });
}
