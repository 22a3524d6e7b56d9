import { checkFraction, checkInteger } from "../core/checks.ts";
import { normalQuantile } from "./normal_quantile.ts";

/** What a McNemar plan needs beside the effect. */
export interface McNemarPlan {
  /** Two-sided significance level, default 0.05. */
  readonly alpha?: number;
  /** Wanted power, default 0.8. */
  readonly power?: number;
}

/**
 * How many pairs McNemar's test needs.
 *
 * Connor's formula n = (z(1−α/2)·√ψ + z(power)·√(ψ − δ²))² / δ². Connor, Biometrics 43 (1987) 207-211, as in Lachin (1992).
 *
 * @param discordance ψ: the part of items on which the systems differ, 0 to 1
 * @param difference δ: the difference of the proportions, at most ψ in size
 * @param options `alpha` and `power`
 * @returns the number of items, rounded up; null when the difference is 0, which no number can show
 * @throws {RangeError} if the rates are out of range or contradict each other
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(mcnemarSampleSize(0.3, 0.1), 234);
 * ```
 */
export function mcnemarSampleSize(discordance: number, difference: number, options: McNemarPlan = {}): number | null {
  const { alpha = 0.05, power = 0.8 } = options;
  checkFraction("plan McNemar's test", "alpha", alpha);
  checkFraction("plan McNemar's test", "power", power);
  if (!(discordance >= 0 && discordance <= 1 && Math.abs(difference) <= discordance + 1e-12)) {
    throw new RangeError(
      "Cannot plan McNemar's test: discordance must be from 0 to 1 and the difference no larger than it, " +
        `received ${discordance} and ${difference}`,
    );
  }
  if (difference === 0) return null;
  const spread = Math.sqrt(Math.max(0, discordance - difference ** 2));
  const reach = normalQuantile(1 - alpha / 2) * Math.sqrt(discordance) + normalQuantile(power) * spread;
  return Math.ceil(reach ** 2 / difference ** 2);
}

/**
 * The smallest difference that McNemar's test would find with the wanted power on n items.
 *
 * Solves Connor's formula (see {@linkcode mcnemarSampleSize}) for the difference by bisection to 1e-12.
 *
 * @param n the number of items, at least 1
 * @param discordance ψ: the part of items on which the systems differ, 0 to 1
 * @param options `alpha` and `power`
 * @returns the difference, 0 to ψ; null when even the largest possible, ψ itself, would be missed
 * @throws {RangeError} if a rate is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(mcnemarDetectableDifference(234, 0.3)!, 0.1, 2e-4);
 * ```
 */
export function mcnemarDetectableDifference(n: number, discordance: number, options: McNemarPlan = {}): number | null {
  checkInteger("plan McNemar's test", "n", n, { min: 1 });
  const enough = (difference: number) => (mcnemarSampleSize(discordance, difference, options) ?? Infinity) <= n;
  if (!enough(discordance)) return null;
  let [low, high] = [0, discordance];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
