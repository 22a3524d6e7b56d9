import { checkInteger } from "../core/checks.ts";
import { binomialDistribution } from "./binomial_distribution.ts";

/** The result of {@linkcode mcnemarTest}. */
export interface McNemarResult {
  /** Exact two-sided p-value: conservative. */
  readonly exact: number;
  /** Mid-p value: close to the nominal level; the one to decide by. */
  readonly midP: number;
}

/**
 * McNemar's test that two systems are right equally often on the same items.
 *
 * Exact two-sided binomial on the discordant counts, equal to `statsmodels.stats.contingency_tables.mcnemar(exact=True)`;
 * mid-p is exact − P(X = min(b, c)), and 1 when b = c. Fagerland, Lydersen and Laake, BMC Med. Res. Methodol. 13:91 (2013).
 *
 * @param b items that only the first system got right
 * @param c items that only the second got right
 * @returns both p-values; 1 and 1 when the systems never differ
 * @throws {RangeError} if a count is not a whole number of at least 0
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(mcnemarTest(1, 8).exact, 0.0390625, 1e-12); // 2 · (1 + 9) / 512
 * assertAlmostEquals(mcnemarTest(1, 8).midP, 0.021484375, 1e-12); // 20/512 − 9/512
 * ```
 */
export function mcnemarTest(b: number, c: number): McNemarResult {
  checkInteger("run McNemar's test", "b", b, { min: 0 });
  checkInteger("run McNemar's test", "c", c, { min: 0 });
  if (b === c) return { exact: 1, midP: 1 };
  const k = Math.min(b, c);
  const coins = binomialDistribution(b + c, 0.5);
  const both = 2 * coins.cdf(k);
  return { exact: Math.min(1, both), midP: Math.min(1, both - coins.pmf(k)) };
}
