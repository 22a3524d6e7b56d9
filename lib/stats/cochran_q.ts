import { describeValue } from "../core/describe_value.ts";
import { undefinedTest } from "./_undefined_test.ts";
import { chiSquareDistribution } from "./chi_square_distribution.ts";
import type { TestResult } from "./test_result.ts";

/**
 * Cochran's Q test that several systems are right equally often on the same items.
 *
 * Equals `statsmodels.stats.contingency_tables.cochrans_q`; with two systems it is McNemar's chi-square without correction.
 * Cochran, Biometrika 37 (1950) 256-266.
 *
 * @param table one row an item, one column a system: 1 for right, 0 for wrong
 * @returns Q with systems − 1 degrees of freedom; undefined when the systems never differ on any item
 * @throws {RangeError} if there are fewer than two systems, rows differ in length, or a cell is neither 0 nor 1
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Two systems with 3 against 1 discordant items: (3 − 1)² / (3 + 1).
 * assertAlmostEquals(cochranQ([[1, 0], [1, 0], [1, 0], [0, 1], [1, 1]]).statistic!, 1, 1e-12);
 * ```
 */
export function cochranQ(table: readonly ArrayLike<number>[]): TestResult {
  const k = table[0]?.length ?? 0;
  if (k < 2) {
    throw new RangeError(`Cannot run Cochran's Q test: table must have items and at least two columns, received ${k}`);
  }
  const columns = new Array<number>(k).fill(0);
  let [total, squares] = [0, 0];
  table.forEach((row, i) => {
    if (row.length !== k) {
      throw new RangeError(
        `Cannot run Cochran's Q test: table[${i}] must have ${k} columns as the first row, received ${row.length}`,
      );
    }
    let sum = 0;
    for (let j = 0; j < k; j++) {
      if (row[j] !== 0 && row[j] !== 1) {
        throw new RangeError(
          `Cannot run Cochran's Q test: table[${i}][${j}] must be 0 or 1, received ${describeValue(row[j])}`,
        );
      }
      sum += row[j];
      columns[j] += row[j];
    }
    total += sum;
    squares += sum * sum;
  });
  const about = { method: "cochran q", n: table.length };
  if (k * total === squares) return undefinedTest("the systems do not differ on any item", about);
  const spread = columns.reduce((sum, count) => sum + (count - total / k) ** 2, 0);
  const statistic = k * (k - 1) * spread / (k * total - squares);
  const pValue = chiSquareDistribution(k - 1).sf(statistic);
  return { statistic, df: k - 1, pValue, ...about, alternative: "two-sided" };
}
