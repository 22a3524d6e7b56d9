import { undefinedEstimate } from "./estimate.ts";
import { normalQuantile } from "./normal_quantile.ts";
import type { HitCount, RoganGladenEstimate } from "./rogan_gladen.ts";

/** The rates that a correction rests on. */
export interface JudgeRates {
  /** The part of the items that the judge calls positive. */
  readonly positive: number;
  /** The part of true positives that it calls so. */
  readonly sensitivity: number;
  /** The part of true negatives that it calls so. */
  readonly specificity: number;
}

/** What is to be said of the errors of a correction. */
export interface CorrectionErrors {
  /** The variance of the corrected rate. */
  readonly variance: number;
  /** Sensitivity + specificity − 1 where the variances are taken, and its own variance. */
  readonly better: { readonly value: number; readonly variance: number };
}

/**
 * The corrected rate with its interval.
 *
 * @param rates what was observed
 * @param errors computed only where the rate is defined
 * @param about n, level and method
 * @returns the estimate, value and interval cut to 0 and 1
 */
export function correctedRate(
  rates: JudgeRates,
  errors: () => CorrectionErrors,
  about: { n: number; level: number; method: string },
): RoganGladenEstimate {
  const { sensitivity, specificity } = rates;
  const found = { standardError: null, unclipped: null, sensitivity, specificity };
  if (betterThanChance(rates) <= 1e-12) {
    const why = "sensitivity and specificity add up to 1 or less: the judge is no better than chance";
    return { ...found, ...undefinedEstimate(why, about) };
  }
  const unclipped = uncut(rates);
  const value = clip(unclipped);
  const { variance, better } = errors();
  const z = normalQuantile(1 - (1 - about.level) / 2);
  const without = (why: string) => ({ ...found, ...undefinedEstimate(why, { ...about, value }), unclipped });
  if (better.value <= z * Math.sqrt(better.variance)) {
    return without("too few labelled items to tell that the judge is better than chance");
  }
  const standardError = Math.sqrt(variance);
  const [low, high] = [unclipped - z * standardError, unclipped + z * standardError];
  if (low >= 1 || high <= 0) {
    const why = "the whole interval lies outside 0 to 1: the judge does not err here as on the labelled items";
    return { ...without(why), standardError };
  }
  return { ...found, value, low: clip(low), high: clip(high), ...about, standardError, unclipped };
}

/** (p + specificity − 1) / (sensitivity + specificity − 1). */
export function uncut(rates: JudgeRates): number {
  return (rates.positive + rates.specificity - 1) / betterThanChance(rates);
}

/** Sensitivity + specificity − 1, Youden's index. */
export function betterThanChance({ sensitivity, specificity }: JudgeRates): number {
  return sensitivity + specificity - 1;
}

/** p(1 − p). */
export function binary(p: number): number {
  return p * (1 - p);
}

/** The rate at which a variance is taken: that no error was seen does not make its rate known. */
export function smoothedRate({ hits, n }: HitCount): number {
  return hits === 0 || hits === n ? (hits + 1) / (n + 2) : hits / n;
}

function clip(rate: number): number {
  return Math.min(1, Math.max(0, rate));
}
