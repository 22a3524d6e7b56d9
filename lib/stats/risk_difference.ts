import { checkFraction } from "../core/checks.ts";
import { checkTwoByTwo } from "./_check_two_by_two.ts";
import { rateDifference } from "./_rate_difference.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { proportion } from "./proportion.ts";

const DOING = "compute the risk difference";

/**
 * The difference of two independent proportions, first minus second, with Newcombe's interval.
 *
 * The hybrid of the two score intervals, method 10 of Newcombe, Statist. Med. 17 (1998) 873-890; equals
 * `statsmodels.stats.proportion.confint_proportions_2indep(method="newcomb")`. For the same items answered twice use
 * {@linkcode pairedProportionDifference}.
 *
 * @param table a row for each group: how many with the event, and how many without
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, −1 to 1, method "newcombe"; undefined for an empty group
 * @throws {RangeError} if the table is not 2 × 2, a count is no whole number of at least 0, or the level is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Table II of the source, example (a): 56 of 70 and 48 of 80.
 * const { value, low, high } = riskDifference([[56, 14], [48, 32]]);
 * assertAlmostEquals(value!, 0.2, 1e-15);
 * assertAlmostEquals(low!, 0.0524, 5e-5);
 * assertAlmostEquals(high!, 0.3339, 5e-5);
 * ```
 */
export function riskDifference(
  table: readonly (readonly number[])[],
  options: { level?: number } = {},
): Estimate {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  const { cells, rows, total: n } = checkTwoByTwo(DOING, table);
  if (rows.includes(0)) return undefinedEstimate("a group is empty", { n, method: "newcombe", level });
  const [first, second] = cells.map(([events], i) => proportion(events, rows[i], { level }));
  return rateDifference(first, second, level);
}
