import { betaPoint, binomialKernel } from "./_saddle_point.ts";

/** Probabilities below this part of the largest are left out. */
const NEGLIGIBLE = 1e-19;

/**
 * The mean of a function of a binomial count, summed outwards from the most likely one.
 *
 * @param n the number of trials
 * @param p the probability of a success
 * @param value the function; asked only for counts that have a probability to speak of
 * @returns the mean
 */
export function overBinomial(n: number, p: number, value: (k: number) => number): number {
  if (p <= 0) return value(0);
  if (p >= 1) return value(n);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  const most = binomialKernel(mode, n - mode, betaPoint(mode, n - mode, p));
  let sum = most * value(mode);
  for (let k = mode, weight = most; k < n;) {
    weight *= odds * (n - k) / (k + 1);
    if (weight < most * NEGLIGIBLE) break;
    sum += weight * value(++k);
  }
  for (let k = mode, weight = most; k > 0;) {
    weight *= k / (n - k + 1) / odds;
    if (weight < most * NEGLIGIBLE) break;
    sum += weight * value(--k);
  }
  return sum;
}
