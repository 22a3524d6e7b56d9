import { checkFraction, checkInteger } from "../core/checks.ts";
import { DEFAULT_LEVEL } from "./estimate.ts";
import { normalQuantile } from "./normal_quantile.ts";

/**
 * Wilson's score interval for a proportion, without continuity correction.
 *
 * Equals `statsmodels.stats.proportion.proportion_confint(method="wilson")`. Wilson, JASA 22 (1927) 209-212.
 *
 * @param successes how many, 0 to n
 * @param n out of how many, at least 1
 * @param options `level`: confidence, default 0.95
 * @returns the lower and upper end, both from 0 to 1
 * @throws {RangeError} if the counts or the level are out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const [low, high] = wilsonInterval(8, 10);
 * assertAlmostEquals(low, 0.4901625, 1e-7);
 * assertAlmostEquals(high, 0.9433178, 1e-7);
 * ```
 */
export function wilsonInterval(
  successes: number,
  n: number,
  options: { level?: number } = {},
): [low: number, high: number] {
  const level = options.level ?? DEFAULT_LEVEL;
  checkInteger("compute the Wilson interval", "n", n, { min: 1 });
  checkInteger("compute the Wilson interval", "successes", successes, { min: 0, max: n });
  checkFraction("compute the Wilson interval", "level", level);
  const z = normalQuantile(1 - (1 - level) / 2);
  const p = successes / n;
  const scale = 1 + z * z / n;
  const centre = (p + z * z / (2 * n)) / scale;
  const half = z / scale * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return [successes === 0 ? 0 : centre - half, successes === n ? 1 : centre + half];
}
