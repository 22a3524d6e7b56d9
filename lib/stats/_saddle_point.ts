/**
 * Binomial and Poisson probabilities for real arguments without cancellation: Stirling's error and the deviance are computed
 * on their own, so that no large logarithms are subtracted. Loader, "Fast and accurate computation of binomial probabilities"
 * (2000).
 *
 * @module
 */

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/** ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π for x > 0, to about 2e-15 absolutely. */
export function stirlingError(x: number): number {
  let [at, sum] = [x, 0];
  for (; at < 16; at++) sum += (at + 0.5) * Math.log1p(1 / at) - 1;
  const s = 1 / (at * at);
  const series = 1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * 691 / 360360))));
  return sum + series / at;
}

/** x ln(x / mean) + mean − x, at least 0, where `gap` is x − mean in full precision. */
export function deviance(x: number, mean: number, gap: number): number {
  if (x === 0) return mean;
  const v = gap / (x + mean);
  if (!(Math.abs(v) < 0.5)) {
    const ratio = x / mean;
    return x * (ratio > 0 && ratio < Infinity ? Math.log(ratio) : Math.log(x) - Math.log(mean)) - gap;
  }
  const square = v * v;
  let [sum, power] = [0, v];
  for (let k = 3;; k += 2) {
    power *= square;
    const next = sum + power / k;
    if (next === sum) break;
    sum = next;
  }
  return gap * v + 2 * x * sum;
}

/** mean^x e^(−mean) / Γ(x + 1), the Poisson probability of a real x ≥ 0; `gap` is x − mean. */
export function poissonKernel(x: number, mean: number, gap: number = x - mean): number {
  if (x === 0) return Math.exp(-mean);
  if (mean === 0) return 0;
  return Math.exp(-stirlingError(x) - deviance(x, mean, gap)) / (ROOT_TWO_PI * Math.sqrt(x));
}

/** A point between 0 and 1 for the shapes a and b: x, 1 − x, and a(1 − x) − bx, each in full relative precision. */
export interface BetaPoint {
  /** The point. */
  readonly x: number;
  /** One minus the point. */
  readonly y: number;
  /** a·y − b·x, which is a − (a + b)x. */
  readonly gap: number;
}

/** Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) · x^a · y^b, the binomial probability of real counts a, b ≥ 0. */
export function binomialKernel(a: number, b: number, { x, y, gap }: BetaPoint): number {
  if (a === 0) return Math.exp(b * (x < 0.5 ? Math.log1p(-x) : Math.log(y)));
  if (b === 0) return Math.exp(a * (y < 0.5 ? Math.log1p(-y) : Math.log(x)));
  if (x === 0 || y === 0) return 0;
  const n = a + b;
  const [small, large] = a < b ? [a, b] : [b, a];
  const errors = stirlingError(n) - stirlingError(large) - stirlingError(small);
  const deviances = deviance(a, n * x, gap) + deviance(b, n * y, -gap);
  return Math.exp(errors - deviances) / (ROOT_TWO_PI * Math.sqrt(small) * Math.sqrt(large / n));
}

/** The point x for the shapes a and b, its gap computed with the rounding errors of sum and product put back. */
export function betaPoint(a: number, b: number, x: number): BetaPoint {
  const n = a + b;
  const part = n - a;
  const lostInSum = (a - (n - part)) + (b - part);
  const product = n * x;
  const [nHigh, xHigh] = [upperHalf(n), upperHalf(x)];
  const [nLow, xLow] = [n - nHigh, x - xHigh];
  const lostInProduct = ((nHigh * xHigh - product) + nHigh * xLow + nLow * xHigh) + nLow * xLow;
  return { x, y: 1 - x, gap: ((a - product) - lostInProduct) - lostInSum * x };
}

/** The upper 26 bits of a number (Dekker's split). */
function upperHalf(value: number): number {
  const scaled = 134217729 * value;
  return scaled - (scaled - value);
}
