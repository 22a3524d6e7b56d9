import { betaPoint, binomialKernel } from "./_saddle_point.ts";

/** How many of `drawn` items come from the first of two kinds, drawn without replacement. */
export interface Hypergeometric {
  /** The least possible number. */
  readonly least: number;
  /** The largest possible number. */
  readonly most: number;
  /** The probability of a possible number. */
  readonly pmf: (k: number) => number;
}

/** The hypergeometric law by three binomial probabilities, which keep their relative precision for any size (Loader 2000). */
export function hypergeometric(first: number, second: number, drawn: number): Hypergeometric {
  const all = first + second;
  const p = drawn / all;
  const binomial = (k: number, n: number) => binomialKernel(k, n - k, betaPoint(k, n - k, p));
  const whole = binomial(drawn, all);
  return {
    least: Math.max(0, drawn - second),
    most: Math.min(first, drawn),
    pmf: (k) => p === 0 || p === 1 ? 1 : binomial(k, first) * binomial(drawn - k, second) / whole,
  };
}
