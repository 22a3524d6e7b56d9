import { checkFraction } from "../core/checks.ts";
import { checkSample } from "./_check_sample.ts";
import { meanGap } from "./_mean_gap.ts";
import { moments } from "./_moments.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { normalQuantile } from "./normal_quantile.ts";

const DOING = "compute Glass's delta";

/**
 * Glass's delta: the difference of two means, first minus second, in standard deviations of the second sample, the control.
 *
 * For when the treatment changes the spread too. The interval is Bonett's, with the variance delta² / (2 (n₂ − 1)) +
 * s₁² / s₂² / (n₁ − 1) + 1 / (n₂ − 1), which needs no equal variances ("Confidence intervals for standardized linear contrasts
 * of means", Psychol. Methods 13, 2008, 99-109).
 *
 * @param first the treated sample
 * @param second the control
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, method "bonett"; without an interval for fewer than two treated values; undefined for a control
 *   without spread
 * @throws {RangeError} if a value is not finite or the level out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(glassDelta([3, 9], [1, 2, 3]).value!, 4, 1e-15);
 * ```
 */
export function glassDelta(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: { level?: number } = {},
): Estimate {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  const a = checkSample(DOING, "first", first);
  const b = checkSample(DOING, "second", second);
  const about = { n: a.length + b.length, method: "bonett", level };
  if (a.length === 0 || b.length === 0) return undefinedEstimate("it needs a value in each sample", about);
  if (b.length === 1) return undefinedEstimate("one value of the control has no spread", about);
  const [treated, control] = [moments(a), moments(b)];
  if (control.squares === 0) return undefinedEstimate("the control has no spread", about);
  const [df1, df2] = [a.length - 1, b.length - 1];
  const value = meanGap(a, b) / Math.sqrt(control.squares / df2);
  if (df1 === 0) return undefinedEstimate("one treated value has no spread", { ...about, value });
  const ratio = treated.squares / df1 / (control.squares / df2);
  const error = Math.sqrt(value * value / (2 * df2) + ratio / df1 + 1 / df2);
  const reach = -normalQuantile((1 - level) / 2) * error;
  return { value, low: value - reach, high: value + reach, ...about };
}
