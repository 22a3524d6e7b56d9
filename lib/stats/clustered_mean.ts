import { checkFraction, checkSameLength } from "../core/checks.ts";
import { checkSample } from "./_check_sample.ts";
import { moments } from "./_moments.ts";
import { DEFAULT_LEVEL, undefinedEstimate } from "./estimate.ts";
import type { MeanEstimate } from "./mean_estimate.ts";
import { tDistribution } from "./t_distribution.ts";

/** A mean with its clustered standard error. */
export interface ClusteredMeanEstimate extends MeanEstimate {
  /** How many clusters there are; the interval has one degree of freedom less. */
  readonly clusters: number;
}

/**
 * The mean of values that come in clusters, such as questions about one text, with an interval that knows of it.
 *
 * The CR1 standard error sqrt(C / (C − 1) · Σ over clusters of (Σ (x − mean))²) / n and the t quantile with C − 1 degrees of
 * freedom; equals `statsmodels` OLS on a constant with `cov_type="cluster"` and `use_t=True`.
 *
 * @param sample the values
 * @param clusters the name of each value's cluster, in the same order
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, method "clustered t"; the interval is undefined where the clusters' sums have no spread
 * @throws {RangeError} if the lengths differ, a value is not finite, a cluster is missing, or there are fewer than two clusters
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Two clusters of equal values: the error is that of two observations.
 * const { standardError, clusters } = clusteredMean([1, 1, 1, 3, 3, 3], ["a", "a", "a", "b", "b", "b"]);
 * assertAlmostEquals(standardError!, 1, 1e-15);
 * assertAlmostEquals(clusters, 2);
 * ```
 */
export function clusteredMean(
  sample: ArrayLike<number>,
  clusters: ArrayLike<string | number>,
  options: { level?: number } = {},
): ClusteredMeanEstimate {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction("estimate a clustered mean", "level", level);
  checkSameLength("estimate a clustered mean", { sample, clusters });
  const values = checkSample("estimate a clustered mean", "sample", sample);
  const n = values.length;
  const sums = new Map<string | number, number>();
  const mean = n === 0 ? 0 : moments(values).mean;
  for (let i = 0; i < n; i++) {
    const name = clusters[i];
    if (name === null || name === undefined || Number.isNaN(name)) {
      throw new RangeError(
        `Cannot estimate a clustered mean: clusters[${i}] must be a name, received ${name}; leave such rows out, or name a cluster each`,
      );
    }
    sums.set(name, (sums.get(name) ?? 0) + (values[i] - mean));
  }
  const count = sums.size;
  if (count < 2) {
    throw new RangeError(
      `Cannot estimate a clustered mean: clusters must name at least two clusters, received ${count}`,
    );
  }
  const about = { n, method: "clustered t", level };
  const squares = [...sums.values()].reduce((sum, part) => sum + part * part, 0);
  const standardError = Math.sqrt(count / (count - 1) * squares) / n;
  // Sums that cancel leave rounding only.
  const scale = values.reduce((sum, value) => sum + Math.abs(value - mean), 0) / n;
  if (standardError <= 1e-14 * scale || scale === 0) {
    const nothing = undefinedEstimate("the clusters do not differ", { ...about, value: mean });
    return { ...nothing, standardError: null, clusters: count };
  }
  const reach = tDistribution(count - 1).upperQuantile((1 - level) / 2) * standardError;
  return { value: mean, low: mean - reach, high: mean + reach, standardError, clusters: count, ...about };
}
