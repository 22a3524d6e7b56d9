import { deviance } from "./_saddle_point.ts";
import { checkTable } from "./_check_table.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { chiSquareDistribution } from "./chi_square_distribution.ts";
import type { TestResult } from "./test_result.ts";

/**
 * The G test (likelihood ratio) that the rows and columns of a table of counts are independent.
 *
 * Equals `scipy.stats.chi2_contingency(lambda_="log-likelihood", correction=False)`.
 *
 * @param table at least two rows and two columns of counts
 * @returns G with (rows − 1)(columns − 1) degrees of freedom; undefined where a row or a column is empty
 * @throws {RangeError} if the table is not rectangular or a count is no whole number of at least 0
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // 2 · (20 ln(10/15) + 40 ln(20/15))
 * assertAlmostEquals(gTest([[10, 20], [20, 10]]).statistic!, 40 * Math.log(2 / 3) + 80 * Math.log(4 / 3), 1e-12);
 * ```
 */
export function gTest(table: readonly (readonly number[])[]): TestResult {
  const { cells, rows, columns, total } = checkTable("run the G test", table);
  const about = { method: "g", n: total };
  if ([...rows, ...columns].includes(0)) return undefinedTest("a row or a column is empty", about);
  // Σ O ln(O/E) = Σ (O ln(O/E) + E − O), whose terms are all at least 0 and do not cancel.
  let half = 0;
  cells.forEach((row, i) =>
    row.forEach((count, j) => {
      const expected = rows[i] / total * columns[j];
      half += deviance(count, expected, count - expected);
    })
  );
  const df = (rows.length - 1) * (columns.length - 1);
  const statistic = 2 * half;
  return { statistic, df, pValue: chiSquareDistribution(df).sf(statistic), ...about, alternative: "two-sided" };
}
