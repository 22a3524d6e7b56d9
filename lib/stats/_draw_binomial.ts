import type { Random } from "../core/random.ts";
import { logFactorial } from "./log_factorial.ts";

/**
 * One draw from the binomial distribution, in constant time for any n.
 *
 * Transformed rejection (BTRS) of Hörmann, J. Stat. Comput. Simul. 46 (1993) 101-110, where n·min(p, 1 − p) is at least 10,
 * and inversion by the recurrence of the probabilities below.
 */
export function drawBinomial(source: Random, n: number, p: number): number {
  if (p > 0.5) return n - drawBinomial(source, n, 1 - p);
  if (n === 0 || p <= 0) return 0;
  return n * p < 10 ? invert(source, n, p) : reject(source, n, p);
}

function invert(source: Random, n: number, p: number): number {
  const odds = p / (1 - p);
  let term = (1 - p) ** n;
  let left = uniform(source);
  let k = 0;
  while (left > term && k < n) {
    left -= term;
    k++;
    term *= odds * (n - k + 1) / k;
  }
  return k;
}

function reject(source: Random, n: number, p: number): number {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const quick = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * deviation;
  const mode = Math.floor((n + 1) * p);
  const logOdds = Math.log(p / (1 - p));
  const peak = logFactorial(mode) + logFactorial(n - mode);
  while (true) {
    const u = uniform(source) - 0.5;
    const v = uniform(source);
    const room = 0.5 - Math.abs(u);
    const k = Math.floor((2 * a / room + b) * u + centre);
    if (room >= 0.07 && v <= quick) return k;
    if (k < 0 || k > n) continue;
    const height = Math.log(v * alpha / (a / (room * room) + b));
    if (height <= peak - logFactorial(k) - logFactorial(n - k) + (k - mode) * logOdds) return k;
  }
}

function uniform(source: Random): number {
  return (source() + 0.5) / 4294967296;
}
