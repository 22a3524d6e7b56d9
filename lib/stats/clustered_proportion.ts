import { checkFraction, checkSameLength } from "../core/checks.ts";
import { clusteredMean, type ClusteredMeanEstimate } from "./clustered_mean.ts";
import { DEFAULT_LEVEL, undefinedEstimate } from "./estimate.ts";
import { normalQuantile } from "./normal_quantile.ts";
import { tDistribution } from "./t_distribution.ts";

/**
 * A proportion of items that come in clusters, with Wilson's interval on their effective number.
 *
 * The items are divided by the design effect (the CR1 variance over the binomial one, at least 1) and by the square of the ratio of
 * the t quantile with C − 1 degrees of freedom to the normal one, as Korn and Graubard, Survey Methodology 24 (1998) 193-201,
 * propose; the interval stays within 0 and 1. Where all items are alike the variance says nothing: each cluster counts as one item.
 * In simulations of 25 clusters of four it covers 94 % at a share of 0.2 and 91 % at 0.06, the clustered t interval 91 and 81 %.
 *
 * @param outcomes 1 or true for an item that has the property, 0 or false for one that has not
 * @param clusters the name of each item's cluster, in the same order
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, method "clustered wilson"; one cluster gives no interval
 * @throws {RangeError} if the lengths differ, an outcome is neither 0 nor 1, a cluster is missing, or the level is out of range
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 *
 * const documents = Array.from({ length: 40 }, (_, i) => `d${Math.floor(i / 4)}`);
 * const { low, high } = clusteredProportion(documents.map(() => 1), documents);
 * assert(low! > 0.6 && low! < 0.75 && high === 1); // ten clusters, not forty items
 * ```
 */
export function clusteredProportion(
  outcomes: ArrayLike<number | boolean>,
  clusters: ArrayLike<string | number>,
  options: { level?: number } = {},
): ClusteredMeanEstimate {
  const { level = DEFAULT_LEVEL } = options;
  const doing = "estimate a clustered proportion";
  checkFraction(doing, "level", level);
  checkSameLength(doing, { outcomes, clusters });
  const values = Float64Array.from(outcomes, Number);
  const odd = values.findIndex((value) => value !== 0 && value !== 1);
  if (odd >= 0) throw new RangeError(`Cannot ${doing}: outcomes[${odd}] must be 0 or 1, received ${outcomes[odd]}`);
  const n = values.length;
  const about = { n, method: "clustered wilson", level };
  const count = new Set(Array.from(clusters)).size;
  if (count < 2) {
    const value = n === 0 ? null : values.reduce((sum, one) => sum + one, 0) / n;
    const reason = n === 0 ? "there are no items" : "all items are of one cluster";
    return { ...undefinedEstimate(reason, { ...about, value }), standardError: null, clusters: count };
  }
  const { value, standardError } = clusteredMean(values, clusters, { level });
  const p = value!;
  const plain = p * (1 - p) / n;
  const effect = standardError === null || plain === 0 ? n / count : Math.max(1, standardError ** 2 / plain);
  const z = normalQuantile((1 + level) / 2);
  const size = n / effect * (z / tDistribution(count - 1).upperQuantile((1 - level) / 2)) ** 2;
  const centre = (p + z * z / (2 * size)) / (1 + z * z / size);
  const reach = z / (1 + z * z / size) * Math.sqrt(p * (1 - p) / size + z * z / (4 * size * size));
  const [low, high] = [p === 0 ? 0 : Math.max(0, centre - reach), p === 1 ? 1 : Math.min(1, centre + reach)];
  return { value: p, low, high, standardError, clusters: count, ...about };
}
