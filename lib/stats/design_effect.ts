import { checkNumber } from "./_check_number.ts";

/** The clusters that items come in. */
export interface ClusterShape {
  /** The mean number of items in a cluster, at least 1; or give `sizes`. */
  readonly clusterSize?: number;
  /** With `clusterSize`: the standard deviation of the sizes divided by their mean, default 0. */
  readonly variation?: number;
  /** Instead of `clusterSize`: the size of each cluster, such as those of a pilot. */
  readonly sizes?: readonly number[];
  /** The intra-cluster correlation, −1 to 1: how alike the items of a cluster are. */
  readonly icc: number;
}

const DOING = "compute a design effect";

/**
 * By how much clustering multiplies the variance of a mean: Kish's design effect.
 *
 * 1 + ((variation² + 1) · mean size − 1) · icc, which is 1 + (m − 1) · icc for clusters of one size. The variation divides by the
 * number of clusters, so that items weigh alike. Kish, "Survey Sampling" (1965); Eldridge, Ashby and Kerry, Int. J. Epidemiol. 35
 * (2006) 1292-1300 for unequal sizes.
 *
 * @param shape see {@linkcode ClusterShape}
 * @returns the factor; below 1 only for a negative correlation
 * @throws {RangeError} if a number is out of range, or the correlation is more negative than such clusters can have
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(designEffect({ clusterSize: 5, icc: 0.1 }), 1.4, 1e-15);
 * assertAlmostEquals(designEffect({ sizes: [1, 3], icc: 0.1 }), 1.15, 1e-15);
 * ```
 */
export function designEffect(shape: ClusterShape): number {
  const { icc } = shape;
  checkNumber(DOING, "icc", icc, { min: -1, max: 1 });
  const effect = 1 + (companions(shape) - 1) * icc;
  if (effect > 0) return effect;
  throw new RangeError(
    `Cannot ${DOING}: icc must be above ${-1 / (companions(shape) - 1)} for such clusters, received ${icc}`,
  );
}

/** The mean size of the clusters. */
export function meanClusterSize({ clusterSize, sizes }: ClusterShape): number {
  if (sizes === undefined) return clusterSize!;
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}

/** How many items an item's cluster has, itself included, on average over the items. */
function companions({ clusterSize, variation = 0, sizes }: ClusterShape): number {
  if ((clusterSize === undefined) === (sizes === undefined)) {
    throw new RangeError(
      `Cannot ${DOING}: clusterSize or sizes must be given, received ${sizes === undefined ? "neither" : "both"}`,
    );
  }
  if (sizes === undefined) {
    checkNumber(DOING, "clusterSize", clusterSize!, { min: 1, max: 1e9 });
    checkNumber(DOING, "variation", variation, { min: 0, max: 1e6 });
    return (variation ** 2 + 1) * clusterSize!;
  }
  if (sizes.length === 0) throw new RangeError(`Cannot ${DOING}: sizes must name at least one cluster, received none`);
  sizes.forEach((size, i) => checkNumber(DOING, `sizes[${i}]`, size, { min: 1, max: 1e9 }));
  const [sum, squares] = sizes.reduce(([a, b], size) => [a + size, b + size * size], [0, 0]);
  return squares / sum;
}
