import { findRoot } from "./_find_root.ts";
import { normalQuantile } from "./normal_quantile.ts";

const LARGEST = 1e12;

/**
 * The smallest effect at which a rising power reaches a value, to about 1e-15 of its size, and never below it.
 *
 * Solved on the probit scale, where power is nearly a straight line.
 *
 * @param at the power, 0 to 1, as a function of an effect of at least 0; it must not fall
 * @param wanted the value, between 0 and 1
 * @param options `most`: the largest possible effect, default without bound
 * @returns the effect, at which the function is at least the value; null where even the largest does not reach it
 */
export function smallestEffect(
  at: (effect: number) => number,
  wanted: number,
  { most = Infinity }: { most?: number } = {},
): number | null {
  if (at(0) >= wanted) return 0;
  let [low, high] = [0, Math.min(most, 1)];
  while (at(high) < wanted) {
    if (high === most || high >= LARGEST) return null;
    [low, high] = [high, Math.min(most, 2 * high)];
  }
  const target = normalQuantile(wanted);
  const gap = (x: number) => {
    const power = at(x);
    return power <= 0 ? -Infinity : power >= 1 ? Infinity : normalQuantile(power) - target;
  };
  let effect = findRoot(gap, [low, high]);
  // Rounding may leave the root a trifle short.
  for (let step = Number.EPSILON; at(effect) < wanted && step < 1; step *= 2) {
    effect = Math.min(high, effect * (1 + step));
  }
  return effect;
}
