import { incompleteGamma } from "./_incomplete_gamma.ts";
import { poissonKernel } from "./_saddle_point.ts";

/**
 * Both tails of the noncentral chi-square distribution at x, each in full relative precision.
 *
 * The mixture of central ones with df + 2j degrees of freedom by the Poisson probabilities of j: sums of positive numbers only.
 * The central tails follow from one another by adding, downwards for the lower tail and upwards for the upper.
 */
export function noncentralChiSquare(x: number, df: number, noncentrality: number): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const [a, y, mean] = [df / 2, x / 2, noncentrality / 2];
  // Far out in a tail the terms are largest where j (a + j) = mean · y.
  const balance = 2 * mean * y / (a + Math.sqrt(a * a + 4 * mean * y));
  return {
    lower: mixture(Math.min(mean, balance), "lower"),
    upper: mixture(Math.max(mean, balance), "upper"),
  };

  function mixture(middle: number, tail: "lower" | "upper"): number {
    const { first, last } = mixtureRange(middle);
    const upwards = tail === "upper";
    let j = upwards ? first : last;
    let central = incompleteGamma(a + j, y)[tail];
    let sum = 0;
    for (; j >= first && j <= last; j += upwards ? 1 : -1) {
      sum += poissonKernel(j, mean) * central;
      central += poissonKernel(upwards ? a + j : a + j - 1, y);
    }
    return Math.min(1, sum);
  }
}

/** The terms around the largest of a Poisson mixture that can matter: all others are below 1e-17 of it. */
export function mixtureRange(middle: number): { first: number; last: number } {
  const reach = 12 * Math.sqrt(middle) + 40;
  return { first: Math.max(0, Math.floor(middle - reach)), last: Math.ceil(middle + reach) };
}
