import { checkPairs } from "./_check_pairs.ts";
import { fisherInterval } from "./_fisher_interval.ts";
import { moments } from "./_moments.ts";
import { symmetricPValue } from "./_tail_p_value.ts";
import type { CorrelationEstimate, CorrelationOptions } from "./correlation_estimate.ts";
import { undefinedEstimate } from "./estimate.ts";
import { tDistribution } from "./t_distribution.ts";

/**
 * Pearson's correlation of pairs, with Fisher's interval and the t test that it is 0.
 *
 * Equals `scipy.stats.pearsonr`, with its `confidence_interval`.
 *
 * @param first the first value of each pair
 * @param second the second value of each pair, in the same order
 * @param options see {@linkcode CorrelationOptions}
 * @returns the estimate, −1 to 1, method "fisher"; undefined for fewer than three pairs or a list without spread; without an interval
 *   for three pairs and for pairs on a line
 * @throws {RangeError} if the lengths differ, a value is not finite or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(pearson([1, 2, 3, 4], [1, 3, 2, 4]).value!, 0.8, 1e-15);
 * ```
 */
export function pearson(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: CorrelationOptions = {},
): CorrelationEstimate {
  const { x, y, level, alternative } = checkPairs("correlate", first, { second, options });
  const about = { n: x.length, method: "fisher", level };
  return correlationOf(x, y, { about, alternative, error: (_, n) => 1 / Math.sqrt(n - 3) });
}

/** The product-moment correlation with a t test, and Fisher's interval with the given standard error of atanh(r). */
export function correlationOf(
  x: Float64Array,
  y: Float64Array,
  by: {
    about: { n: number; method: string; level: number };
    alternative: CorrelationEstimate["alternative"];
    error: (r: number, n: number) => number;
  },
): CorrelationEstimate {
  const { about, alternative } = by;
  const { n, level } = about;
  const nothing = (reason: string): CorrelationEstimate => ({
    ...undefinedEstimate(reason, about),
    pValue: null,
    alternative,
  });
  if (n < 3) return nothing("it needs three pairs");
  const [a, b] = [moments(x), moments(y)];
  if (a.squares === 0 || b.squares === 0) return nothing("a list without spread has no correlation");
  const [perX, perY] = [1 / Math.sqrt(a.squares), 1 / Math.sqrt(b.squares)];
  const [meanX, meanY] = [a.mean, b.mean];
  let sum = 0;
  // 1 − r² as the product of 1 − r and 1 + r, each a sum of squares, so that it does not cancel.
  let [apart, together] = [0, 0];
  for (let i = 0; i < n; i++) {
    const u = (x[i] - meanX) * perX;
    const v = (y[i] - meanY) * perY;
    sum += u * v;
    apart += (u - v) * (u - v);
    together += (u + v) * (u + v);
  }
  const value = Math.max(-1, Math.min(1, sum));
  const rest = apart * together / 4;
  if (rest < 1e-28) {
    const pValue = alternative === "two-sided" || (alternative === "greater") === (value > 0) ? 0 : 1;
    const found = undefinedEstimate("the pairs lie on a line", { ...about, value: Math.sign(value) });
    return { ...found, pValue, alternative };
  }
  const pValue = symmetricPValue(value * Math.sqrt((n - 2) / rest), tDistribution(n - 2), alternative);
  if (n === 3) {
    return { ...undefinedEstimate("the interval needs four pairs", { ...about, value }), pValue, alternative };
  }
  const [low, high] = fisherInterval(value, { error: by.error(value, n), level });
  return { value, low, high, ...about, pValue, alternative };
}
