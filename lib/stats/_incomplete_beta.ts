import { type BetaPoint, binomialKernel } from "./_saddle_point.ts";

const STEPS = 20_000_000;
const CLOSE_TO_ONE = 0.95;

/** Both tails of the beta distribution at a point, neither computed as one minus the other where that would cancel. */
export interface BetaTails {
  /** I_x(a, b). */
  readonly lower: number;
  /** 1 − I_x(a, b). */
  readonly upper: number;
  /** The density of ln(x / (1 − x)): x^a (1 − x)^b / B(a, b). */
  readonly front: number;
}

/**
 * The regularised incomplete beta function and its complement.
 *
 * The continued fraction of Didonato and Morris (ACM TOMS 18, 1992, formula 9) on the side where it converges fast, in
 * O(√(a + b)) steps, times a front factor by the saddle-point method.
 */
export function incompleteBeta(a: number, b: number, point: BetaPoint): BetaTails {
  const { x, y, gap } = point;
  if (x <= 0) return { lower: 0, upper: 1, front: 0 };
  if (y <= 0) return { lower: 1, upper: 0, front: 0 };
  const [small, large] = a < b ? [a, b] : [b, a];
  const front = binomialKernel(a, b, point) * small * (large / (a + b));
  const mirrored = { x: y, y: x, gap: -gap };
  const onLeft = gap >= 0;
  const near = onLeft ? front / fraction(a, b, point) : front / fraction(b, a, mirrored);
  // Only where a shape is far below 1 can the side towards its end hold nearly everything.
  const far = near < CLOSE_TO_ONE
    ? 1 - near
    : onLeft
    ? front / fraction(b, a, mirrored)
    : front / fraction(a, b, point);
  const [lower, upper] = onLeft ? [near, far] : [far, near];
  return { lower: Math.min(1, lower), upper: Math.min(1, upper), front };
}

/** The fraction by which x^a y^b / B(a, b) is divided, by Lentz's method. */
function fraction(a: number, b: number, { x, gap }: BetaPoint): number {
  const tiny = 1e-300;
  let value = a * (gap + 1) / (a + 1) || tiny;
  let [c, d] = [value, 0];
  for (let n = 1; n < STEPS; n++) {
    const at = a + 2 * n;
    const ahead = n * ((b - n) * x);
    const alpha = (a + n - 1) / (at - 1) * ((a + b + n - 1) * x) * (ahead / (at - 1));
    const beta = n + ahead / (at - 1) + (a + n) / (at + 1) * (gap + 1 + n * (2 - x));
    d = 1 / (beta + alpha * d || tiny);
    c = beta + alpha / c || tiny;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 2e-16) break;
  }
  return value;
}
