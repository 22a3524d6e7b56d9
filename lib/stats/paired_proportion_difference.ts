import { checkInteger } from "../core/checks.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { wilsonInterval } from "./wilson_interval.ts";

/** How often two systems were right on the same items. */
export interface PairedCounts {
  /** Both right. */
  readonly both: number;
  /** Only the first right: McNemar's b. */
  readonly onlyFirst: number;
  /** Only the second right: McNemar's c. */
  readonly onlySecond: number;
  /** Neither right. */
  readonly neither: number;
}

/**
 * The difference of two proportions on the same items, first minus second, with Newcombe's interval.
 *
 * Hybrid score interval with the correlation correction: method 10 of Newcombe, "Improved confidence intervals for the
 * difference between binomial proportions based on paired data", Statist. Med. 17 (1998) 2635-2650. It keeps its width
 * when the systems never differ, where a bootstrap collapses to a point.
 *
 * @param counts the four counts
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, −1 to 1, method "newcombe"; undefined without items
 * @throws {RangeError} if a count is not a whole number of at least 0
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Table II of the source, example (a): 36, 12, 2, 0.
 * const difference = pairedProportionDifference({ both: 36, onlyFirst: 12, onlySecond: 2, neither: 0 });
 * assertAlmostEquals(difference.value!, 0.2, 1e-12);
 * assertAlmostEquals(difference.low!, 0.0569, 5e-5);
 * assertAlmostEquals(difference.high!, 0.3404, 5e-5);
 * ```
 */
export function pairedProportionDifference(counts: PairedCounts, options: { level?: number } = {}): Estimate {
  const level = options.level ?? DEFAULT_LEVEL;
  for (const [name, count] of Object.entries(counts)) checkInteger("compare proportions", name, count, { min: 0 });
  const { both: a, onlyFirst: b, onlySecond: c, neither: d } = counts;
  const n = a + b + c + d;
  if (n === 0) return undefinedEstimate("there are no items", { n, method: "newcombe", level });
  const [first, second] = [a + b, a + c];
  const [low1, high1] = wilsonInterval(first, n, { level });
  const [low2, high2] = wilsonInterval(second, n, { level });
  const [p1, p2] = [first / n, second / n];
  const margins = first * (n - first) * second * (n - second);
  const excess = a * d - b * c;
  const phi = margins === 0 ? 0 : (excess > 0 ? Math.max(excess - n / 2, 0) : excess) / Math.sqrt(margins);
  const arm = (x: number, y: number) => Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
  const value = p1 - p2;
  return {
    value,
    low: Math.max(-1, value - arm(p1 - low1, high2 - p2)),
    high: Math.min(1, value + arm(high1 - p1, p2 - low2)),
    level,
    n,
    method: "newcombe",
  };
}
