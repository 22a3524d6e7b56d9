import { checkFraction, checkInteger } from "../core/checks.ts";
import { betaDistribution } from "./beta_distribution.ts";
import { DEFAULT_LEVEL } from "./estimate.ts";

/**
 * The exact interval of Clopper and Pearson for a proportion: it never covers less than its level, and often more.
 *
 * Equals `statsmodels.stats.proportion.proportion_confint(method="beta")`. Biometrika 26 (1934) 404-413. Without the need for
 * a guarantee, {@linkcode wilsonInterval} is shorter.
 *
 * @param successes how many, 0 to n
 * @param n out of how many, at least 1
 * @param options `level`: confidence, default 0.95
 * @returns the lower and upper end, both from 0 to 1
 * @throws {RangeError} if the counts or the level are out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * // No success in ten: 1 − 0.025^(1/10).
 * const [low, high] = clopperPearsonInterval(0, 10);
 * assertEquals(low, 0);
 * assertAlmostEquals(high, 1 - 0.025 ** 0.1, 1e-14);
 * ```
 */
export function clopperPearsonInterval(
  successes: number,
  n: number,
  options: { level?: number } = {},
): [low: number, high: number] {
  const level = options.level ?? DEFAULT_LEVEL;
  checkInteger("compute the Clopper-Pearson interval", "n", n, { min: 1, max: 1e12 });
  checkInteger("compute the Clopper-Pearson interval", "successes", successes, { min: 0, max: n });
  checkFraction("compute the Clopper-Pearson interval", "level", level);
  const tail = (1 - level) / 2;
  return [
    successes === 0 ? 0 : betaDistribution(successes, n - successes + 1).quantile(tail),
    successes === n ? 1 : betaDistribution(successes + 1, n - successes).upperQuantile(tail),
  ];
}
