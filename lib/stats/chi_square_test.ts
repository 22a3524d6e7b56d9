import { checkTable } from "./_check_table.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { chiSquareDistribution } from "./chi_square_distribution.ts";
import type { TestResult } from "./test_result.ts";

/**
 * Pearson's chi-square test that the rows and columns of a table of counts are independent.
 *
 * Equals `scipy.stats.chi2_contingency(correction=False)`, or `correction=True` where Yates' correction is asked for. The
 * p-value is asymptotic: for expected counts below about 5 prefer {@linkcode fisherExact}.
 *
 * @param table at least two rows and two columns of counts
 * @param options `correction`: Yates' continuity correction of 2 × 2 tables, default false, as it makes the test conservative
 * @returns chi-square with (rows − 1)(columns − 1) degrees of freedom; undefined where a row or a column is empty
 * @throws {RangeError} if the table is not rectangular or a count is no whole number of at least 0
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(chiSquareTest([[10, 20], [20, 10]]).statistic!, 20 / 3, 1e-12);
 * ```
 */
export function chiSquareTest(
  table: readonly (readonly number[])[],
  options: { correction?: boolean } = {},
): TestResult {
  const { cells, rows, columns, total } = checkTable("run the chi-square test", table);
  const df = (rows.length - 1) * (columns.length - 1);
  const yates = (options.correction ?? false) && df === 1;
  const about = { method: yates ? "chi-square with Yates' correction" : "chi-square", n: total };
  if ([...rows, ...columns].includes(0)) return undefinedTest("a row or a column is empty", about);
  let statistic = 0;
  cells.forEach((row, i) =>
    row.forEach((count, j) => {
      const expected = rows[i] / total * columns[j];
      const gap = Math.abs(count - expected);
      statistic += (gap - (yates ? Math.min(0.5, gap) : 0)) ** 2 / expected;
    })
  );
  return { statistic, df, pValue: chiSquareDistribution(df).sf(statistic), ...about, alternative: "two-sided" };
}
