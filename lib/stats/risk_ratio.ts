import { checkFraction } from "../core/checks.ts";
import { checkChoice } from "./_check_sample.ts";
import { checkTwoByTwo } from "./_check_two_by_two.ts";
import { fallingRoot } from "./_noncentrality.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { normalQuantile } from "./normal_quantile.ts";

/** Options of {@linkcode riskRatio}. */
export interface RiskRatioOptions {
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** "score" (default): Miettinen and Nurminen's interval, sound for few events; "log": Katz's normal one of the logarithm. */
  readonly method?: "score" | "log";
}

const DOING = "compute the risk ratio";

/**
 * The ratio of two independent proportions, first divided by second.
 *
 * "score" inverts the score test of Miettinen and Nurminen (Statist. Med. 4, 1985, 213-226) and "log" is the normal interval of
 * the logarithm (Katz and others, Biometrics 34, 1978, 469-474); they equal
 * `statsmodels.stats.proportion.confint_proportions_2indep(compare="ratio", method=…)`. Without an upper bound, `high` is null
 * and `reason` says so.
 *
 * @param table a row for each group: how many with the event, and how many without
 * @param options see {@linkcode RiskRatioOptions}
 * @returns the estimate, method "miettinen-nurminen" or "katz"; undefined for an empty group or no event at all
 * @throws {RangeError} if the table is not 2 × 2, a count is no whole number of at least 0, or an option is none of its kind
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(riskRatio([[30, 70], [10, 90]]).value!, 3, 1e-15);
 * ```
 */
export function riskRatio(table: readonly (readonly number[])[], options: RiskRatioOptions = {}): Estimate {
  const { level = DEFAULT_LEVEL, method = "score" } = options;
  checkFraction(DOING, "level", level);
  checkChoice(DOING, "method", method, ["score", "log"]);
  const { cells, rows: [m, n], total } = checkTwoByTwo(DOING, table);
  const about = { n: total, method: method === "score" ? "miettinen-nurminen" : "katz", level };
  if (m === 0 || n === 0) return undefinedEstimate("a group is empty", about);
  const [x, y] = cells.map(([events]) => events);
  if (x === 0 && y === 0) return undefinedEstimate("there is no event in either group", about);
  const value = y === 0 ? null : x / m * (n / y);
  const unbounded = value === null ? { reason: "the ratio has no upper bound: the second group has no event" } : {};
  const z = -normalQuantile((1 - level) / 2);
  if (method === "log") {
    if (value === null) return undefinedEstimate(unbounded.reason!, about);
    if (x === 0) {
      return undefinedEstimate("the logarithm of 0 has no interval: use the score method", { ...about, value });
    }
    const spread = Math.sqrt(Math.max(0, 1 / x - 1 / m + 1 / y - 1 / n));
    if (spread === 0) return undefinedEstimate("every item has the event: use the score method", { ...about, value });
    return { value, low: value * Math.exp(-z * spread), high: value * Math.exp(z * spread), ...about };
  }
  /** The score statistic at a ratio; it falls as the ratio grows. */
  const score = (logRatio: number) => {
    const ratio = Math.exp(logRatio);
    // The maximum likelihood estimate of the second proportion for this ratio: the smaller root of a quadratic.
    const [square, linear, constant] = [total * ratio, m * ratio + x + n + y * ratio, x + y];
    const p = 2 * constant / (linear + Math.sqrt(Math.max(0, linear * linear - 4 * square * constant)));
    const variance = ratio * p * Math.max(0, 1 - ratio * p) / m + ratio * ratio * p * Math.max(0, 1 - p) / n;
    const gap = x / m - ratio * y / n;
    return gap === 0 ? 0 : gap / Math.sqrt(variance * total / (total - 1));
  };
  const start = Math.log((x + 0.5) / (m + 0.5) * ((n + 0.5) / (y + 0.5)));
  const low = x === 0 ? 0 : Math.exp(fallingRoot((at) => score(at) - z, { start, reach: 1 }));
  const high = y === 0 ? null : Math.exp(fallingRoot((at) => score(at) + z, { start, reach: 1 }));
  return { value, low, high, ...about, ...unbounded };
}
