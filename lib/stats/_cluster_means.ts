import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";

/**
 * The mean of each cluster, in the order in which the clusters first appear.
 *
 * @param doing what the caller does, for the message
 * @param values the checked values
 * @param clusters the name of each value's cluster
 * @throws {RangeError} if the lengths differ or a name is missing
 */
export function clusterMeans(
  doing: string,
  values: Float64Array,
  clusters: ArrayLike<string | number>,
): Float64Array {
  checkSameLength(doing, { values, clusters });
  const codes = new Map<string | number, number>();
  const [origins, sums, counts] = [[] as number[], [] as number[], [] as number[]];
  for (let i = 0; i < values.length; i++) {
    const name = clusters[i];
    if (name === null || name === undefined || Number.isNaN(name)) {
      throw new RangeError(
        `Cannot ${doing}: clusters[${i}] must be a name, received ${describeValue(name)}; ` +
          "leave such rows out, or name a cluster each",
      );
    }
    let code = codes.get(name);
    if (code === undefined) {
      code = sums.length;
      codes.set(name, code);
      origins.push(values[i]);
      sums.push(0);
      counts.push(0);
    }
    sums[code] += values[i] - origins[code];
    counts[code]++;
  }
  return Float64Array.from(sums, (sum, code) => origins[code] + sum / counts[code]);
}
