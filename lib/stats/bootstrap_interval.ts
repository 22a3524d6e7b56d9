import { checkFraction } from "../core/checks.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { normalCdf } from "./normal_cdf.ts";
import { normalQuantile } from "./normal_quantile.ts";
import type { Resamples } from "./resample.ts";
import { quantileSorted } from "./quantile_sorted.ts";

/** One component of a bootstrap. */
export interface Bootstrapped {
  /** How many items were resampled. */
  readonly n: number;
  /** The statistic on the items themselves; NaN when undefined. */
  readonly value: number;
  /** The statistic on each resample; NaN where undefined. */
  readonly replicates: ArrayLike<number>;
  /** The statistic without an item of cell c; needed for BCa only. */
  readonly jackknife?: ArrayLike<number>;
  /** How many items each cell of the jackknife stands for, default 1. */
  readonly cells?: ArrayLike<number>;
}

const FEWEST_FOR_BCA = 20;
const LARGEST_UNDEFINED_PART = 0.05;
const ROUNDING = 1e-12;
const NOT_ASKED = "no interval was asked for (resamples is 0)";

/**
 * An estimate with its bootstrap interval.
 *
 * BCa (bias-corrected and accelerated, equal to `scipy.stats.bootstrap(method="BCa")` for the same replicates) when there are
 * at least 20 items and a jackknife; the percentile interval otherwise. Efron, JASA 82 (1987) 171-185. When all replicates are
 * equal, or more than 5 % of them are undefined, the interval is undefined and says so: a point is not an interval. Without
 * replicates there is the value only, with the method "none".
 *
 * @param data value, replicates and jackknife
 * @param options `level`: confidence, default 0.95; `method`: "bca" or "percentile" to force one; `reason`: why the value is
 *   undefined, if it is
 * @returns the estimate
 * @throws {RangeError} if the level is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const replicates = Float64Array.from({ length: 1001 }, (_, i) => i / 1000);
 * const { low, high } = bootstrapInterval({ n: 9, value: 0.5, replicates });
 * assertAlmostEquals(low!, 0.025, 1e-12);
 * assertAlmostEquals(high!, 0.975, 1e-12);
 * ```
 */
export function bootstrapInterval(
  data: Bootstrapped,
  options: { level?: number; method?: "bca" | "percentile"; reason?: string } = {},
): Estimate {
  const { level = DEFAULT_LEVEL, reason = "it is undefined on these items" } = options;
  checkFraction("compute a bootstrap interval", "level", level);
  const { n, value } = data;
  const standard = n >= FEWEST_FOR_BCA && data.jackknife !== undefined ? "bca" : "percentile";
  const isAsked = data.replicates.length > 0;
  const wanted = isAsked ? options.method ?? standard : "none";
  if (Number.isNaN(value)) return undefinedEstimate(reason, { n, method: wanted, level });
  if (!isAsked) return undefinedEstimate(NOT_ASKED, { n, method: wanted, level, value });

  const sorted = Float64Array.from(data.replicates).filter((replicate) => !Number.isNaN(replicate)).sort();
  const lost = data.replicates.length - sorted.length;
  if (lost > LARGEST_UNDEFINED_PART * data.replicates.length) {
    const why = `the statistic is undefined in ${lost} of ${data.replicates.length} resamples`;
    return undefinedEstimate(why, { n, method: wanted, level, value });
  }
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  if (most - least <= ROUNDING * Math.max(Math.abs(least), Math.abs(most))) {
    const why = "every resample gives the same value, which says nothing about its uncertainty";
    return undefinedEstimate(why, { n, method: wanted, level, value });
  }
  const tail = (1 - level) / 2;
  const bca = wanted === "bca" && data.jackknife !== undefined ? bcaTails(data, data.jackknife, sorted, tail) : null;
  const [lower, upper] = bca ?? [tail, 1 - tail];
  return {
    value,
    low: quantileSorted(sorted, lower),
    high: quantileSorted(sorted, upper),
    level,
    n,
    method: bca === null ? "percentile" : "bca",
  };
}

/**
 * The estimate of one component of {@linkcode resample}'s result.
 *
 * @param data the resamples
 * @param component which number of the statistic, from 0
 * @param options as for {@linkcode bootstrapInterval}
 * @returns the estimate
 */
export function intervalOf(
  data: Resamples,
  component: number,
  options: { level?: number; method?: "bca" | "percentile"; reason?: string } = {},
): Estimate {
  return bootstrapInterval({
    n: data.n,
    value: data.values[component],
    replicates: data.replicates[component],
    jackknife: data.jackknife[component],
    cells: data.cells,
  }, options);
}

/** Null where the correction is undefined: all replicates on one side of the value, or a jackknife without spread. */
function bcaTails(
  { value, cells }: Bootstrapped,
  jackknife: ArrayLike<number>,
  sorted: Float64Array,
  tail: number,
): [number, number] | null {
  const below = (countBelow(sorted, value, false) + countBelow(sorted, value, true)) / (2 * sorted.length);
  const acceleration = skewOf(jackknife, cells);
  if (below <= 0 || below >= 1 || Number.isNaN(acceleration)) return null;
  const bias = normalQuantile(below);
  const shifted = (p: number) => {
    const z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - acceleration * z));
  };
  return [shifted(tail), shifted(1 - tail)];
}

function skewOf(jackknife: ArrayLike<number>, cells?: ArrayLike<number>): number {
  let [n, sum] = [0, 0];
  for (let c = 0; c < jackknife.length; c++) {
    const weight = cells?.[c] ?? 1;
    if (weight === 0) continue;
    n += weight;
    sum += weight * jackknife[c];
  }
  let [squares, cubes] = [0, 0];
  for (let c = 0; c < jackknife.length; c++) {
    const weight = cells?.[c] ?? 1;
    if (weight === 0) continue;
    const gap = sum / n - jackknife[c];
    squares += weight * gap * gap;
    cubes += weight * gap * gap * gap;
  }
  return squares === 0 ? NaN : cubes / (6 * squares ** 1.5);
}

function countBelow(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
