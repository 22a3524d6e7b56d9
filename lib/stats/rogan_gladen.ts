import { checkFraction, checkInteger } from "../core/checks.ts";
import { betterThanChance, binary, correctedRate, smoothedRate, uncut } from "./_corrected_rate.ts";
import { DEFAULT_LEVEL, undefinedEstimate } from "./estimate.ts";
import type { MeanEstimate } from "./mean_estimate.ts";

const DOING = "correct a rate";

/** A rate corrected for the errors of the judge who made it. */
export interface RoganGladenEstimate extends MeanEstimate {
  /** The corrected rate as the formula gives it, which may lie outside 0 to 1; null when it is undefined. */
  readonly unclipped: number | null;
  /** The judge's observed sensitivity; null without positive items. */
  readonly sensitivity: number | null;
  /** The judge's observed specificity; null without negative items. */
  readonly specificity: number | null;
}

/** How often a judge was right, out of how many. */
export interface HitCount {
  /** How many it got right, 0 to n. */
  readonly hits: number;
  /** Out of how many. */
  readonly n: number;
}

/**
 * The rate that a fallible judge's verdicts stand for: Rogan and Gladen's estimate.
 *
 * (p + specificity − 1) / (sensitivity + specificity − 1), with the delta-method variance of three independent samples
 * and the normal interval. Rogan and Gladen, Am. J. Epidemiol. 107 (1978) 71-76. Value and interval are cut to 0 and 1,
 * `unclipped` is not. Where the judge made no error on the labelled items, or nothing but errors, the variance is taken
 * at (hits + 1) / (n + 2) instead of at 1 or 0. Where the labelled items are some of the judged ones, {@linkcode
 * judgeCalibration} knows of it.
 *
 * @param judged `positives` out of `n` items that the judge labelled
 * @param judge its `sensitivity` (hits out of truly positive items) and `specificity` (hits out of truly negative
 *   ones), from others
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, 0 to 1, method "rogan-gladen"; undefined for a judge that is no better than chance; without an
 *   interval where the labelled items cannot tell that it is better
 * @throws {RangeError} if a count or the level is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // The judge passes 60 %; it passes 90 % of the good and 20 % of the bad: (0.6 − 0.2) / (0.9 − 0.2).
 * const { value } = roganGladen({ positives: 600, n: 1000 }, {
 *   sensitivity: { hits: 90, n: 100 },
 *   specificity: { hits: 80, n: 100 },
 * });
 * assertAlmostEquals(value!, 4 / 7, 1e-15);
 * ```
 */
export function roganGladen(
  judged: { readonly positives: number; readonly n: number },
  judge: { readonly sensitivity: HitCount; readonly specificity: HitCount },
  options: { level?: number } = {},
): RoganGladenEstimate {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  const { positives, n } = judged;
  checkInteger(DOING, "n", n, { min: 0 });
  checkInteger(DOING, "positives", positives, { min: 0, max: n });
  for (const name of ["sensitivity", "specificity"] as const) {
    checkInteger(DOING, `${name}.n`, judge[name].n, { min: 0 });
    checkInteger(DOING, `${name}.hits`, judge[name].hits, { min: 0, max: judge[name].n });
  }
  const { sensitivity: good, specificity: bad } = judge;
  const about = { n, level, method: "rogan-gladen" };
  const sensitivity = good.n === 0 ? null : good.hits / good.n;
  const specificity = bad.n === 0 ? null : bad.hits / bad.n;
  if (n === 0 || sensitivity === null || specificity === null) {
    const why = n === 0
      ? "there are no judged items"
      : `there are no ${sensitivity === null ? "positive" : "negative"} items with a label`;
    return { standardError: null, unclipped: null, sensitivity, specificity, ...undefinedEstimate(why, about) };
  }
  const positive = positives / n;
  return correctedRate({ positive, sensitivity, specificity }, () => {
    const rates = { positive, sensitivity: smoothedRate(good), specificity: smoothedRate(bad) };
    const ofSensitivity = binary(rates.sensitivity) / good.n;
    const ofSpecificity = binary(rates.specificity) / bad.n;
    const [rate, better] = [uncut(rates), betterThanChance(rates)];
    const sum = binary(positive) / n + rate ** 2 * ofSensitivity + (1 - rate) ** 2 * ofSpecificity;
    return { variance: sum / better ** 2, better: { value: better, variance: ofSensitivity + ofSpecificity } };
  }, about);
}
