import { checkAlternative } from "./_check_sample.ts";
import { checkTable } from "./_check_table.ts";
import { hypergeometric } from "./_hypergeometric.ts";
import { undefinedTest } from "./_undefined_test.ts";
import type { TestOptions, TestResult } from "./test_result.ts";

/** Probabilities that differ by no more than this part count as equal, so that rounding does not drop a table (as in R). */
const ROUNDING = 1e-7;

/**
 * Fisher's exact test that the rows and columns of a 2 × 2 table are independent.
 *
 * Equals `scipy.stats.fisher_exact`: two-sided is the probability of all tables with these margins that are no more likely than
 * the observed one.
 *
 * @param table two rows of two counts
 * @param options see {@linkcode TestOptions}; "greater" means an odds ratio above 1
 * @returns the sample's odds ratio ad / bc and the p-value; the ratio is null where bc is 0, the p-value where a margin is 0
 * @throws {RangeError} if the table is not 2 × 2 or a count is no whole number of at least 0
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // The lady tasting tea: (1 + 16 + 16 + 1) / 70.
 * assertAlmostEquals(fisherExact([[3, 1], [1, 3]]).pValue!, 34 / 70, 1e-14);
 * ```
 */
export function fisherExact(table: readonly (readonly number[])[], options: TestOptions = {}): TestResult {
  const { alternative = "two-sided" } = options;
  checkAlternative("run Fisher's exact test", alternative);
  const { cells, rows, columns, total } = checkTable("run Fisher's exact test", table);
  if (cells.length !== 2 || columns.length !== 2) {
    throw new RangeError(
      `Cannot run Fisher's exact test: table must be 2 × 2, received ${cells.length} × ${columns.length}`,
    );
  }
  const about = { method: "fisher exact", n: total, alternative };
  if ([...rows, ...columns].includes(0)) return undefinedTest("a row or a column is empty", about);
  const [[a, b], [c, d]] = cells;
  const law = hypergeometric(rows[0], rows[1], columns[0]);
  let pValue = 0;
  if (alternative === "greater") { for (let k = law.most; k >= a; k--) pValue += law.pmf(k); }
  else if (alternative === "less") { for (let k = law.least; k <= a; k++) pValue += law.pmf(k); }
  else {
    // From both ends inwards, as far as the tables are no more likely than this one; the law has one peak.
    const limit = law.pmf(a) * (1 + ROUNDING);
    let k = law.least;
    for (; k <= law.most; k++) {
      const chance = law.pmf(k);
      if (chance > limit) break;
      pValue += chance;
    }
    for (let m = law.most; m > k; m--) {
      const chance = law.pmf(m);
      if (chance > limit) break;
      pValue += chance;
    }
  }
  const found = { pValue: Math.min(1, pValue), ...about };
  if (b * c === 0) return { statistic: null, ...found, reason: "the odds ratio divides by an empty cell" };
  return { statistic: a / b * (d / c), ...found };
}
