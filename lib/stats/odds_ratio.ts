import { checkFraction } from "../core/checks.ts";
import { checkChoice } from "./_check_sample.ts";
import { checkTwoByTwo } from "./_check_two_by_two.ts";
import { conditionalOdds } from "./_conditional_odds.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { normalQuantile } from "./normal_quantile.ts";

/** Options of {@linkcode oddsRatio}. */
export interface OddsRatioOptions {
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** "log" (default): the sample's ratio with Woolf's interval; "exact": the conditional estimate with its exact interval. */
  readonly method?: "log" | "exact";
}

const DOING = "compute the odds ratio";

/**
 * The odds ratio ad / bc of the table [[a, b], [c, d]].
 *
 * "log" is the sample's ratio with Woolf's normal interval of its logarithm, equal to
 * `scipy.stats.contingency.odds_ratio(kind="sample")`; where a cell is 0, ½ is added to every cell (Haldane and Anscombe) and
 * the method says so. "exact" is the conditional maximum likelihood estimate with the exact interval of Cornfield, from the
 * noncentral hypergeometric law, equal to `odds_ratio(kind="conditional")`. Without an upper bound, `high` is null and `reason`
 * says so.
 *
 * @param table two rows of two counts
 * @param options see {@linkcode OddsRatioOptions}
 * @returns the estimate, method "woolf", "woolf haldane-anscombe" or "conditional exact"; undefined where a row or a column is
 *   empty
 * @throws {RangeError} if the table is not 2 × 2, a count is no whole number of at least 0, or an option is none of its kind
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(oddsRatio([[10, 5], [4, 8]]).value!, 4, 1e-15);
 * ```
 */
export function oddsRatio(table: readonly (readonly number[])[], options: OddsRatioOptions = {}): Estimate {
  const { level = DEFAULT_LEVEL, method = "log" } = options;
  checkFraction(DOING, "level", level);
  checkChoice(DOING, "method", method, ["log", "exact"]);
  const { cells, rows, columns, total: n } = checkTwoByTwo(DOING, table);
  const some = cells.flat().includes(0);
  const name = method === "exact" ? "conditional exact" : some ? "woolf haldane-anscombe" : "woolf";
  const about = { n, method: name, level };
  if ([...rows, ...columns].includes(0)) return undefinedEstimate("a row or a column is empty", about);
  if (method === "exact") {
    const { value, low, high } = conditionalOdds(cells, level);
    if (value !== Infinity) return { value, low, high: high === Infinity ? null : high, ...about };
    const reason = "the odds ratio has no upper bound: a cell off the diagonal is empty";
    return { value: null, low, high: null, ...about, reason };
  }
  const [a, b, c, d] = cells.flat().map((count) => some ? count + 0.5 : count);
  const value = a / b * (d / c);
  const reach = -normalQuantile((1 - level) / 2) * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  return { value, low: value * Math.exp(-reach), high: value * Math.exp(reach), ...about };
}
