import { findRoot } from "./_find_root.ts";
import { noncentralTDistribution } from "./noncentral_t_distribution.ts";
import { normalQuantile } from "./normal_quantile.ts";

/** The tails of a law at the observed point, by its noncentrality; the lower one falls as the noncentrality grows. */
type TailsAt = (noncentrality: number) => { readonly lower: number; readonly upper: number };

/**
 * The noncentrality at which the lower tail at the observed point is p.
 *
 * Solved on the probit scale, where the tail is nearly a straight line.
 *
 * @param p the wanted lower tail, between 0 and 1
 * @param tails see {@linkcode TailsAt}
 * @param options `start`: a guess; `reach`: how far off it may be; `least`: the smallest noncentrality
 * @returns the noncentrality; `least` if the tail is already below p there
 */
export function noncentrality(
  p: number,
  tails: TailsAt,
  options: { start: number; reach: number; least?: number },
): number {
  const wanted = normalQuantile(p);
  return fallingRoot((at) => {
    const { lower, upper } = tails(at);
    if (lower < upper) return (lower === 0 ? -Infinity : normalQuantile(lower)) - wanted;
    return (upper === 0 ? Infinity : -normalQuantile(upper)) - wanted;
  }, options);
}

/**
 * Where a falling function is 0, from a guess about it.
 *
 * @param gap the function; it may be infinite
 * @param options `start`: a guess; `reach`: how far off it may be, doubled as needed; `least`: the smallest argument
 * @returns the root; `least` if the function is already below 0 there
 */
export function fallingRoot(
  gap: (at: number) => number,
  options: { start: number; reach: number; least?: number },
): number {
  const { start, reach, least = -Infinity } = options;
  let [low, high] = [Math.max(least, start - reach), Math.max(least, start) + reach];
  let [above, below] = [gap(low), gap(high)];
  for (let size = reach; above < 0 && low > least; size *= 2) {
    [high, below] = [low, above];
    low = Math.max(least, low - size);
    above = gap(low);
  }
  if (above <= 0) return low;
  for (let size = reach; below > 0 && high < Number.MAX_VALUE / 4; size *= 2) {
    low = high;
    high += size;
    below = gap(high);
  }
  // No more digits are asked for than the function has.
  const near = (at: number) => {
    const value = gap(at);
    return Math.abs(value) < 1e-14 ? 0 : value;
  };
  return below > 0 ? high : findRoot(near, [low, high]);
}

/** The interval of the noncentrality of t: those at which the observed t is in neither tail of (1 − level) / 2. */
export function noncentralityOfT(t: number, df: number, level: number): [low: number, high: number] {
  const tail = (1 - level) / 2;
  const reach = Math.sqrt(1 + t * t / (2 * df));
  const tails = (shift: number) => {
    const { cdf, sf } = noncentralTDistribution(df, shift);
    return { lower: cdf(t), upper: sf(t) };
  };
  const z = normalQuantile(1 - tail) * reach;
  return [
    noncentrality(1 - tail, tails, { start: t - z, reach }),
    noncentrality(tail, tails, { start: t + z, reach }),
  ];
}
