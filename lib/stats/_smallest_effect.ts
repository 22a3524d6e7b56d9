import { findRoot } from "./_find_root.ts";

const LARGEST = 1e12;

/**
 * The smallest effect at which a rising function reaches a value, to about 1e-15 of its size, and never below it.
 *
 * @param at the function of an effect of at least 0; it must not fall
 * @param wanted the value
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
  let effect = findRoot((x) => at(x) - wanted, [low, high]);
  // Rounding may leave the root a trifle short.
  for (let step = Number.EPSILON; at(effect) < wanted && step < 1; step *= 2) {
    effect = Math.min(high, effect * (1 + step));
  }
  return effect;
}
