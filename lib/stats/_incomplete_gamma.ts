import { poissonKernel } from "./_saddle_point.ts";
import { logGammaOnePlus } from "./log_gamma.ts";

const STEPS = 50_000_000;

/** Both tails of the gamma distribution at a point, neither computed as one minus the other where that would cancel. */
export interface GammaTails {
  /** P(a, x). */
  readonly lower: number;
  /** Q(a, x) = 1 − P(a, x). */
  readonly upper: number;
  /** The density of ln x: x^a e^(−x) / Γ(a). */
  readonly front: number;
}

/**
 * The regularised incomplete gamma functions of the shape a > 0 at x ≥ 0.
 *
 * The series of P below x = a + 1 and Legendre's continued fraction of Q above (DLMF 8.11.4 and 8.9.2), both in O(√a) steps; for
 * a, x < 1 the alternating series, whose leading term is taken as expm1 so that Q does not cancel.
 */
export function incompleteGamma(a: number, x: number): GammaTails {
  if (x <= 0) return { lower: 0, upper: 1, front: 0 };
  if (x === Infinity) return { lower: 1, upper: 0, front: 0 };
  const kernel = poissonKernel(a, x);
  const front = kernel * a;
  if (x < a + 1) {
    const lower = Math.min(1, kernel * series(a, x));
    return { lower, upper: a < 1 && x < 1.5 ? smallUpper(a, x) : 1 - lower, front };
  }
  const upper = Math.min(1, front / fraction(a, x));
  return { lower: 1 - upper, upper, front };
}

/** Q for small a and x: 1 − x^a / Γ(a + 1) · (1 + Σ a (−x)^k / ((a + k) k!)). */
function smallUpper(a: number, x: number): number {
  const logLead = a * Math.log(x) - logGammaOnePlus(a);
  let [term, sum] = [1, 0];
  for (let k = 1; k < 60; k++) {
    term *= -x / k;
    sum += term * a / (a + k);
  }
  return -Math.expm1(logLead) - Math.exp(logLead) * sum;
}

function series(a: number, x: number): number {
  let [term, sum] = [1, 1];
  for (let k = 1; k < STEPS; k++) {
    term *= x / (a + k);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum;
}

function fraction(a: number, x: number): number {
  const tiny = 1e-300;
  let value = x + 1 - a || tiny;
  let [c, d] = [value, 0];
  for (let k = 1; k < STEPS; k++) {
    const alpha = k * (a - k);
    const beta = x + 1 - a + 2 * k;
    d = 1 / (beta + alpha * d || tiny);
    c = beta + alpha / c || tiny;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 2e-16) break;
  }
  return value;
}
