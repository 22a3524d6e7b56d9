import { checkSample } from "./_check_sample.ts";
import { moments } from "./_moments.ts";

/** How far two samples of numbers are apart. */
export interface WassersteinDistance {
  /** The distance in the unit of the values; null for an empty sample. */
  readonly value: number | null;
  /** The distance in standard deviations of the first sample (n − 1): an effect size; null where that is 0 or unknown. */
  readonly normalised: number | null;
  /** How many values it rests on, both samples together. */
  readonly n: number;
  /** Why one of them is undefined. */
  readonly reason?: string;
}

const DOING = "compute the Wasserstein distance";

/**
 * The first Wasserstein distance (earth mover's distance) of two samples: the area between their distribution functions.
 *
 * Equals `scipy.stats.wasserstein_distance`. It is how far the values have to be moved on average to make one sample the
 * other, so a pure shift by d has the distance d. On samples it is biased upwards: two samples of one distribution are never
 * quite at distance 0. The normalised form is for comparing columns; where the first sample has heavy tails, its standard
 * deviation is large and hides what happens in the middle.
 *
 * @param first the sample whose standard deviation is the unit of the normalised form
 * @param second the other sample
 * @returns the distance; undefined for an empty sample
 * @throws {RangeError} if a value is not finite
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { value, normalised } = wassersteinDistance([0, 1, 2], [5, 6, 7]);
 * assertEquals([value, normalised], [5, 5]);
 * ```
 */
export function wassersteinDistance(first: ArrayLike<number>, second: ArrayLike<number>): WassersteinDistance {
  const a = checkSample(DOING, "first", first).sort();
  const b = checkSample(DOING, "second", second).sort();
  const [m, n] = [a.length, b.length];
  if (m === 0 || n === 0) {
    return { value: null, normalised: null, n: m + n, reason: "it needs a value in each sample" };
  }
  // The distance of the distribution functions is a whole number of 1 / (m n), so that no rounding piles up in it.
  let [i, j, sum] = [0, 0, 0];
  let at = Math.min(a[0], b[0]);
  while (i < m && j < n) {
    const next = a[i] <= b[j] ? a[i] : b[j];
    sum += Math.abs(i * n - j * m) * (next - at);
    at = next;
    while (i < m && a[i] === at) i++;
    while (j < n && b[j] === at) j++;
  }
  for (; i < m; i++) [sum, at] = [sum + Math.abs(i * n - j * m) * (a[i] - at), a[i]];
  for (; j < n; j++) [sum, at] = [sum + Math.abs(i * n - j * m) * (b[j] - at), b[j]];
  const value = sum / m / n;
  if (m === 1) return { value, normalised: null, n: m + n, reason: "one value has no standard deviation" };
  const { squares, constant } = moments(a);
  if (constant) return { value, normalised: null, n: m + n, reason: "the values of the first sample are all equal" };
  return { value, normalised: value / Math.sqrt(squares / (m - 1)), n: m + n };
}
