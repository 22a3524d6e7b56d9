import { kolmogorovTail } from "./_kolmogorov.ts";
import { checkAlternative, checkChoice, checkSample } from "./_check_sample.ts";
import { ascendingOrder, inOrder } from "./ascending_order.ts";
import { undefinedTest } from "./_undefined_test.ts";
import type { Alternative, TestOptions, TestResult } from "./test_result.ts";

/** Options of {@linkcode kolmogorovSmirnovTwoSamples}. */
export interface KolmogorovSmirnovOptions extends TestOptions {
  /** "exact" (ties are no obstacle), "asymptotic", or "auto" (default): exact while n₁·n₂ is at most 10 million. */
  readonly method?: "auto" | "exact" | "asymptotic";
}

const DOING = "run the Kolmogorov-Smirnov test";
const LARGEST_AUTO = 1e7;

/**
 * The test of Kolmogorov and Smirnov that two independent samples come from one distribution.
 *
 * Equals `scipy.stats.ks_2samp` for samples without ties. The exact p-value counts the ways through the grid of both samples
 * that leave the band, as probabilities, so that small ones keep their precision; with ties it is that of the divisions of
 * the values at hand, where scipy's is too large. Hodges, Ark. Mat. 3 (1958) 469-486.
 *
 * @param first the first sample
 * @param second the second sample
 * @param options see {@linkcode KolmogorovSmirnovOptions}; as in scipy, "greater" means that the first distribution function is
 *   larger, so that its values are smaller
 * @returns the largest distance between the distribution functions; undefined for an empty sample
 * @throws {RangeError} if a value is not finite or an option is none of its kind
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { statistic, pValue } = kolmogorovSmirnovTwoSamples([1, 2, 3], [4, 5, 6]);
 * assertAlmostEquals(statistic!, 1, 1e-15);
 * assertAlmostEquals(pValue!, 0.1, 1e-15); // 2 of 20 ways
 * ```
 */
export function kolmogorovSmirnovTwoSamples(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: KolmogorovSmirnovOptions = {},
): TestResult {
  const { alternative = "two-sided", method = "auto" } = options;
  checkAlternative(DOING, alternative);
  checkChoice(DOING, "method", method, ["auto", "exact", "asymptotic"]);
  const [a, b] = [sorted("first", first), sorted("second", second)];
  const [m, n] = [a.length, b.length];
  const exact = method === "exact" || (method === "auto" && m * n <= LARGEST_AUTO);
  const about = { method: `kolmogorov-smirnov ${exact ? "exact" : "asymptotic"}`, n: m + n, alternative };
  if (m === 0 || n === 0) return undefinedTest("it needs a value in each sample", about);

  // The distance in units of 1 / (m n), a whole number, seen only where a group of equal values ends.
  const ends = new Uint8Array(m + n + 1);
  let [i, j, widest] = [0, 0, 0];
  while (i < m || j < n) {
    const value = j >= n || (i < m && a[i] <= b[j]) ? a[i] : b[j];
    while (i < m && a[i] === value) i++;
    while (j < n && b[j] === value) j++;
    ends[i + j] = 1;
    widest = Math.max(widest, signed(i * n - j * m, alternative));
  }
  const statistic = widest / m / n;
  if (exact) return { statistic, pValue: leaves({ m, n, widest, ends, alternative }), ...about };
  const z = Math.sqrt(m / (m + n) * n) * statistic;
  return { statistic, pValue: alternative === "two-sided" ? kolmogorovTail(z) : Math.exp(-2 * z * z), ...about };
}

function sorted(name: string, sample: ArrayLike<number>): Float64Array {
  const values = checkSample(DOING, name, sample);
  return inOrder(values, ascendingOrder(values));
}

function signed(distance: number, alternative: Alternative): number {
  return alternative === "two-sided" ? Math.abs(distance) : alternative === "greater" ? distance : -distance;
}

/** The probability that a random way from (0, 0) to (m, n) is somewhere at least so far from the diagonal. */
function leaves(
  grid: { m: number; n: number; widest: number; ends: Uint8Array; alternative: Alternative },
): number {
  const { m, n, widest, ends, alternative } = grid;
  if (widest === 0) return 1;
  const row = new Float64Array(n + 1);
  for (let i = 0; i <= m; i++) {
    for (let j = 0; j <= n; j++) {
      // The last step came from the left or from below in proportion to the steps made in each direction.
      if (ends[i + j] === 1 && signed(i * n - j * m, alternative) >= widest) row[j] = 1;
      else if (i + j > 0) row[j] = (i * row[j] + (j > 0 ? j * row[j - 1] : 0)) / (i + j);
    }
  }
  return row[n];
}
