import { checkFraction, checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { checkSample } from "./_check_sample.ts";
import { moments } from "./_moments.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { fDistribution } from "./f_distribution.ts";

/** The intra-cluster correlation with the shape of the clusters. */
export interface ClusterCorrelation extends Estimate {
  /** How many clusters there are. */
  readonly clusters: number;
  /** The size of each cluster, in the order in which they first appear: for `designEffect`. */
  readonly sizes: readonly number[];
}

const DOING = "compute an intra-cluster correlation";

/**
 * How alike the values within a cluster are: the part of their variance that lies between the clusters.
 *
 * The estimator of the analysis of variance, (MSB − MSW) / (MSB + (m₀ − 1) MSW) with m₀ = (n − Σ m² / n) / (C − 1); it may be below
 * 0. The interval is Searle's by F quantiles, exact for normal values and clusters of one size, near that otherwise. Donner, Int.
 * Stat. Rev. 54 (1986) 67-82. For raters who judge the same items use `intraclassCorrelation`.
 *
 * @param sample the values
 * @param clusters the name of each value's cluster, in the same order
 * @param options `level`: confidence, default 0.95
 * @returns the estimate, method "anova"; undefined for fewer than two clusters, for clusters of one value each, and where all values
 *   are equal
 * @throws {RangeError} if the lengths differ, a value is not finite or a cluster is missing
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Mean squares 8 between and 2 within, clusters of two: (8 − 2) / (8 + 2).
 * const { value } = intraclassCorrelationOfClusters([1, 3, 5, 7, 3, 5], ["a", "a", "b", "b", "c", "c"]);
 * assertAlmostEquals(value!, 0.6, 1e-14);
 * ```
 */
export function intraclassCorrelationOfClusters(
  sample: ArrayLike<number>,
  clusters: ArrayLike<string | number>,
  options: { level?: number } = {},
): ClusterCorrelation {
  const { level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  checkSameLength(DOING, { sample, clusters });
  const values = checkSample(DOING, "sample", sample);
  const n = values.length;
  const groups = [...grouped(values, clusters)];
  const sizes = groups.map(({ length }) => length);
  const about = { n, method: "anova", level };
  const shape = { clusters: groups.length, sizes };
  const nothing = (reason: string, value: number | null = null): ClusterCorrelation => ({
    ...undefinedEstimate(reason, { ...about, value }),
    ...shape,
  });
  if (groups.length < 2) return nothing("it takes at least two clusters");
  if (n === groups.length) return nothing("every cluster has one value only");
  const whole = moments(values);
  if (whole.constant) return nothing("the values do not vary");
  const parts = groups.map((group) => moments(group));
  const [between, within] = [groups.length - 1, n - groups.length];
  const meanSquareBetween = parts.reduce((sum, part) => sum + part.n * (part.mean - whole.mean) ** 2, 0) / between;
  const meanSquareWithin = parts.reduce((sum, part) => sum + part.squares, 0) / within;
  const size = (n - sizes.reduce((sum, m) => sum + m * m, 0) / n) / between;
  const scale = meanSquareBetween + (size - 1) * meanSquareWithin;
  const value = (meanSquareBetween - meanSquareWithin) / scale;
  if (meanSquareWithin === 0) {
    return nothing("values of a cluster never differ, which leaves no error to judge by", value);
  }
  const ratio = meanSquareBetween / meanSquareWithin;
  const tail = (1 - level) / 2;
  const at = (f: number) => (f - 1) / (f + size - 1);
  const law = fDistribution(between, within);
  const low = at(ratio / law.upperQuantile(tail));
  const high = at(ratio / law.quantile(tail));
  return { value, low, high, ...about, ...shape };
}

function grouped(values: Float64Array, clusters: ArrayLike<string | number>): Iterable<Float64Array> {
  const groups = new Map<string | number, number[]>();
  for (let i = 0; i < values.length; i++) {
    const name = clusters[i];
    if (name === null || name === undefined || Number.isNaN(name)) {
      throw new RangeError(
        `Cannot ${DOING}: clusters[${i}] must be a name, received ${describeValue(name)}; ` +
          "leave such rows out, or name a cluster each",
      );
    }
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [values[i]]);
    else group.push(values[i]);
  }
  return [...groups.values()].map((group) => Float64Array.from(group));
}
