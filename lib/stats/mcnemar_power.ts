import { checkFraction, checkInteger } from "../core/checks.ts";
import { checkChoice } from "./_check_sample.ts";
import { discordantPower } from "./_discordant_power.ts";
import { overBinomial } from "./_over_binomial.ts";
import { smallestEffect } from "./_smallest_effect.ts";
import { smallestSize } from "./_smallest_size.ts";
import { normalCdf } from "./normal_cdf.ts";
import { normalQuantile } from "./normal_quantile.ts";

/**
 * How the power of McNemar's test is computed: "connor" by Connor's normal formula; "mid_p" and "exact" by enumeration, for the
 * test that rejects where the mid-p or the exact p-value is at most alpha.
 */
export type McNemarMethod = "connor" | "mid_p" | "exact";

/** What a McNemar plan needs beside the effect. */
export interface McNemarPlan {
  /** Two-sided significance level, default 0.05. */
  readonly alpha?: number;
  /** Wanted power, default 0.8. */
  readonly power?: number;
  /** See {@linkcode McNemarMethod}, default "connor"; enumeration takes up to 100,000 pairs. */
  readonly method?: McNemarMethod;
}

/** Options of {@linkcode mcnemarPower}. */
export interface McNemarEffect {
  /** ψ: the part of items on which the systems differ, 0 to 1. */
  readonly discordance: number;
  /** δ: the difference of the proportions, at most ψ in size. */
  readonly difference: number;
  /** Two-sided significance level, default 0.05. */
  readonly alpha?: number;
  /** See {@linkcode McNemarMethod}, default "mid_p"; enumeration takes up to 100,000 pairs. */
  readonly method?: McNemarMethod;
}

/** The most pairs over which power is enumerated; Connor's formula is right to a part in a thousand long before. */
export const MOST_ENUMERATED = 100_000;

const DOING = "plan McNemar's test";

/**
 * The power of McNemar's test: how often it finds a difference between two systems on the same items.
 *
 * By "mid_p" and "exact" it is exact: the binomial power given the number of discordant pairs, averaged over that number, which is
 * binomial as well. "connor" is the normal formula of {@linkcode mcnemarSampleSize} solved for the power.
 *
 * @param n the number of pairs, at least 1; at most 100,000 unless the method is "connor"
 * @param options see {@linkcode McNemarEffect}
 * @returns the power, 0 to 1
 * @throws {RangeError} if an option is out of range or the rates contradict each other
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Six pairs that all differ, and always one way: mid-p is 1/64, so the test always rejects.
 * assertAlmostEquals(mcnemarPower(6, { discordance: 1, difference: 1 }), 1, 1e-12);
 * assertAlmostEquals(mcnemarPower(234, { discordance: 0.3, difference: 0.1 }), 0.8, 1e-2);
 * ```
 */
export function mcnemarPower(n: number, options: McNemarEffect): number {
  const { discordance, difference, alpha = 0.05, method = "mid_p" } = options;
  checkFraction(DOING, "alpha", alpha);
  checkRates(discordance, difference);
  checkSize(n, method);
  if (method === "connor") return connorPower(n, { discordance, difference, alpha });
  const given = discordantPower(alpha, method);
  const chance = chanceOf(discordance, difference);
  return Math.min(1, overBinomial(n, discordance, (d) => given(d, chance)));
}

/**
 * How many pairs McNemar's test needs.
 *
 * Connor's formula n = (z(1−α/2)·√ψ + z(power)·√(ψ − δ²))² / δ². Connor, Biometrics 43 (1987) 207-211, as in Lachin (1992). With
 * the method "mid_p" or "exact" the smallest n whose {@linkcode mcnemarPower} is at least the wanted one; the power of exact tests
 * rises in small waves, so it may be a trifle below at a slightly larger n.
 *
 * @param discordance ψ: the part of items on which the systems differ, 0 to 1
 * @param difference δ: the difference of the proportions, at most ψ in size
 * @param options `alpha`, `power` and `method`
 * @returns the number of items, rounded up; null when the difference is 0, which no number can show, or when enumeration finds no
 *   number up to 100,000
 * @throws {RangeError} if the rates are out of range or contradict each other
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(mcnemarSampleSize(0.3, 0.1), 234);
 * assertEquals(mcnemarSampleSize(1, 1, { method: "mid_p" }), 5);
 * ```
 */
export function mcnemarSampleSize(discordance: number, difference: number, options: McNemarPlan = {}): number | null {
  const { alpha, power, method } = checkPlan(options);
  checkRates(discordance, difference);
  if (difference === 0) return null;
  if (method !== "connor") return enumeratedSize(discordance, difference, { alpha, power, method });
  const spread = Math.sqrt(Math.max(0, discordance - difference ** 2));
  const reach = normalQuantile(1 - alpha / 2) * Math.sqrt(discordance) + normalQuantile(power) * spread;
  return Math.ceil(reach ** 2 / difference ** 2);
}

/**
 * The smallest difference that McNemar's test would find with the wanted power on n items.
 *
 * Solves Connor's formula (see {@linkcode mcnemarSampleSize}) for the difference by bisection to 1e-12, or inverts
 * {@linkcode mcnemarPower} with the method "mid_p" or "exact".
 *
 * @param n the number of items, at least 1; at most 100,000 unless the method is "connor"
 * @param discordance ψ: the part of items on which the systems differ, 0 to 1
 * @param options `alpha`, `power` and `method`
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
  const { alpha, power, method } = checkPlan(options);
  checkSize(n, method);
  checkRates(discordance, 0);
  if (discordance === 0) return null;
  if (method !== "connor") {
    const given = discordantPower(alpha, method);
    const at = (difference: number) => {
      const chance = chanceOf(discordance, difference);
      return Math.min(1, overBinomial(n, discordance, (d) => given(d, chance)));
    };
    return smallestEffect(at, power, { most: discordance });
  }
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

function connorPower(n: number, { discordance, difference, alpha }: McNemarEffect & { alpha: number }): number {
  if (discordance === 0) return 0;
  const spread = Math.sqrt(Math.max(0, discordance - difference ** 2));
  const reach = Math.abs(difference) * Math.sqrt(n) - normalQuantile(1 - alpha / 2) * Math.sqrt(discordance);
  return spread === 0 ? reach >= 0 ? 1 : 0 : normalCdf(reach / spread);
}

/**
 * The power waves up and down with n. The same mean over the envelope, the best power with so many discordant pairs or fewer, only
 * rises and lies above it: so no number below the one that it gives can do, and the search from there on is complete.
 */
function enumeratedSize(
  discordance: number,
  difference: number,
  { alpha, power, method }: { alpha: number; power: number; method: "mid_p" | "exact" },
): number | null {
  const chance = chanceOf(discordance, difference);
  const law = discordantPower(alpha, method);
  const [given, envelope]: [number[], number[]] = [[], []];
  const upTo = (d: number) => {
    for (let k = given.length; k <= d; k++) {
      given.push(law(k, chance));
      envelope.push(Math.max(envelope[k - 1] ?? 0, given[k]));
    }
    return d;
  };
  const bound = (n: number) => overBinomial(n, discordance, (d) => envelope[upTo(d)]);
  const first = smallestSize(bound, power, { least: 1, most: MOST_ENUMERATED });
  if (first === null) return null;
  for (let n = first; n <= MOST_ENUMERATED; n++) {
    if (overBinomial(n, discordance, (d) => given[upTo(d)]) >= power) return n;
  }
  return null;
}

/** The chance that the first system wins a discordant pair. */
function chanceOf(discordance: number, difference: number): number {
  if (discordance === 0) return 0.5;
  return Math.min(1, (discordance + Math.abs(difference)) / (2 * discordance));
}

function checkPlan({ alpha = 0.05, power = 0.8, method = "connor" }: McNemarPlan): Required<McNemarPlan> {
  checkFraction(DOING, "alpha", alpha);
  checkFraction(DOING, "power", power);
  checkChoice(DOING, "method", method, ["connor", "mid_p", "exact"]);
  return { alpha, power, method };
}

function checkSize(n: number, method: McNemarMethod): void {
  checkChoice(DOING, "method", method, ["connor", "mid_p", "exact"]);
  checkInteger(DOING, "n", n, { min: 1, ...(method === "connor" ? {} : { max: MOST_ENUMERATED }) });
}

function checkRates(discordance: number, difference: number): void {
  if (discordance >= 0 && discordance <= 1 && Math.abs(difference) <= discordance + 1e-12) return;
  throw new RangeError(
    "Cannot plan McNemar's test: discordance must be from 0 to 1 and the difference no larger than it, " +
      `received ${discordance} and ${difference}`,
  );
}
