/** A continuous distribution. Every argument is checked, and no function ever returns NaN. */
export interface ContinuousDistribution {
  /** The density at x. */
  readonly pdf: (x: number) => number;
  /** The probability of at most x: the lower tail. */
  readonly cdf: (x: number) => number;
  /** The probability of more than x: the upper tail, in full relative precision, not as 1 − cdf. */
  readonly sf: (x: number) => number;
  /** The point below which the probability is p, 0 to 1; the ends of the support for 0 and 1. */
  readonly quantile: (p: number) => number;
  /** The point above which the probability is p, 0 to 1: `isf` in scipy, precise for tiny p. */
  readonly upperQuantile: (p: number) => number;
}

/** A distribution of counts. Every argument is checked, and no function ever returns NaN. */
export interface DiscreteDistribution {
  /** The probability of exactly k. */
  readonly pmf: (k: number) => number;
  /** The probability of at most k: the lower tail. */
  readonly cdf: (k: number) => number;
  /** The probability of more than k: the upper tail, in full relative precision, not as 1 − cdf. */
  readonly sf: (k: number) => number;
  /** The smallest count k with cdf(k) ≥ p, for p from 0 to 1. */
  readonly quantile: (p: number) => number;
}
