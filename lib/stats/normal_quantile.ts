import { checkFraction } from "../core/checks.ts";
import { normalCdf } from "./normal_cdf.ts";

/**
 * The value below which a standard normal variable falls with probability p.
 *
 * Equals `scipy.stats.norm.ppf` to about 1e-14. A rational start (Abramowitz and Stegun 26.2.23, error below 4.5e-4) is
 * refined by three Halley steps on {@linkcode normalCdf}.
 *
 * @param p a probability between 0 and 1, exclusive
 * @returns the quantile
 * @throws {RangeError} if p is not such a probability
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(normalQuantile(0.975), 1.959963984540054, 1e-13);
 * ```
 */
export function normalQuantile(p: number): number {
  checkFraction("compute the normal quantile", "p", p);
  if (p > 0.5) return -lowerQuantile(1 - p);
  return lowerQuantile(p);
}

function lowerQuantile(p: number): number {
  if (p === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(p));
  let x = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let step = 0; step < 3; step++) {
    const density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    const newton = (normalCdf(x) - p) / density;
    x -= newton / (1 + x * newton / 2);
  }
  return x;
}
