import { checkFraction } from "../core/checks.ts";
import { checkTable } from "./_check_table.ts";
import { noncentralChiSquare } from "./_noncentral_chi_square.ts";
import { noncentrality } from "./_noncentrality.ts";
import { chiSquareTest } from "./chi_square_test.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { normalQuantile } from "./normal_quantile.ts";

/** Options of {@linkcode cramersV}. */
export interface CramersVOptions {
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** Whether the value is freed of most of its bias by Bergsma's correction, default false; the interval needs none. */
  readonly corrected?: boolean;
}

const DOING = "compute Cramér's V";

/**
 * Cramér's V: how strongly the rows and columns of a table of counts are associated, 0 to 1.
 *
 * The root of chi-square / (n · (smaller side − 1)), equal to `scipy.stats.contingency.association(method="cramer")`. V is biased
 * upwards; the correction is that of Bergsma (J. Korean Stat. Soc. 42, 2013, 323-328). The interval inverts the noncentral
 * chi-square distribution (Smithson, Confidence Intervals, 2003) and is asymptotic, as the chi-square test is.
 *
 * @param table at least two rows and two columns of counts
 * @param options see {@linkcode CramersVOptions}
 * @returns the estimate, method "noncentral chi-square", or "noncentral chi-square, bergsma"; undefined where a row or a column
 *   is empty; no interval where chi-square is so small that even independence rarely gives less
 * @throws {RangeError} if the table is not rectangular, a count is no whole number of at least 0, or the level is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Chi-square is 20 / 3 for 60 items.
 * assertAlmostEquals(cramersV([[10, 20], [20, 10]]).value!, 1 / 3, 1e-15);
 * ```
 */
export function cramersV(table: readonly (readonly number[])[], options: CramersVOptions = {}): Estimate {
  const { level = DEFAULT_LEVEL, corrected = false } = options;
  checkFraction(DOING, "level", level);
  const { cells, rows, columns, total: n } = checkTable(DOING, table);
  const about = { n, method: `noncentral chi-square${corrected ? ", bergsma" : ""}`, level };
  const { statistic, reason } = chiSquareTest(cells);
  if (statistic === null) return undefinedEstimate(reason ?? "chi-square is undefined", about);
  const [r, c] = [rows.length, columns.length];
  const df = (r - 1) * (c - 1);
  const most = n * (Math.min(r, c) - 1);
  const share = (chiSquare: number) => Math.min(1, Math.sqrt(Math.max(0, chiSquare) / most));
  let value = share(statistic);
  if (corrected) {
    if (n < 2) return undefinedEstimate("the correction needs two items", about);
    const excess = Math.max(0, statistic / n - df / (n - 1));
    const side = Math.min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1;
    if (side <= 0) return undefinedEstimate("the correction needs more items than rows and columns", about);
    value = Math.min(1, Math.sqrt(excess / side));
  }
  const tail = (1 - level) / 2;
  const tails = (shift: number) => noncentralChiSquare(statistic, df, shift);
  const excess = Math.max(0, statistic - df);
  const reach = Math.sqrt(2 * df + 4 * excess);
  const z = -normalQuantile(tail);
  const high = noncentrality(tail, tails, { start: excess + z * reach, reach, least: 0 });
  if (high === 0) {
    return undefinedEstimate("chi-square is smaller than independence explains", { ...about, value });
  }
  const low = noncentrality(1 - tail, tails, { start: Math.max(0, excess - z * reach), reach, least: 0 });
  return { value, low: share(low), high: share(high), ...about };
}
