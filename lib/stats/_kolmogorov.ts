import { binomialKernel } from "./_saddle_point.ts";

/** P(K > z) for Kolmogorov's limit law: the alternating series far out, the theta form near 0. */
export function kolmogorovTail(z: number): number {
  if (z <= 0) return 1;
  if (z < 1) {
    let sum = 0;
    for (let k = 1; k < 40; k += 2) sum += Math.exp(-((k * Math.PI / z) ** 2) / 8);
    return 1 - Math.sqrt(2 * Math.PI) / z * sum;
  }
  let [sum, sign] = [0, 1];
  for (let k = 1; k < 10; k++, sign = -sign) sum += sign * Math.exp(-2 * (k * z) ** 2);
  return Math.min(1, 2 * sum);
}

/**
 * P(D⁺ ≥ d) for n values: the exact one-sided law, a sum of positive terms.
 *
 * Birnbaum and Tingey, Ann. Math. Stat. 22 (1951) 592-596.
 */
export function oneSidedTail(n: number, d: number): number {
  if (d <= 0) return 1;
  if (d >= 1) return 0;
  let sum = 0;
  for (let j = Math.floor(n * (1 - d)); j >= 0; j--) {
    const q = d + j / n;
    const rest = 1 - d - j / n;
    if (rest < 0) continue;
    const gap = -n * d;
    sum += binomialKernel(j, n - j, { x: q, y: rest, gap }) * d / q;
  }
  return Math.min(1, sum);
}

/** From n·d² of this on, twice the one-sided tail is the two-sided one to 4e-11. */
const FAR = 4.2;

/**
 * P(D ≥ d) for n values.
 *
 * Exact by the matrix of Marsaglia, Tsang and Wang (J. Stat. Software 8(18), 2003) near the centre, twice the one-sided tail
 * beyond. For more values than `largestExact` the centre is Vrbik's refined limit (2018), which was off by less than 1e-5 from
 * 1,000 values on.
 */
export function twoSidedTail(n: number, d: number, largestExact: number): number {
  if (d <= 0.5 / n) return 1;
  if (d >= 1) return 0;
  const square = n * d * d;
  if (square >= FAR) return Math.min(1, 2 * oneSidedTail(n, d));
  if (n > largestExact) {
    const z = Math.sqrt(n) * d;
    return kolmogorovTail(z + 1 / (6 * Math.sqrt(n)) + (z - 1) / (4 * n));
  }
  return Math.max(0, 1 - durbinMatrix(n, d));
}

/** P(D < d): n!/n^n times the middle of the n-th power of Durbin's matrix. */
function durbinMatrix(n: number, d: number): number {
  const k = Math.floor(n * d) + 1;
  const h = k - n * d;
  const m = 2 * k - 1;
  const inverse = new Float64Array(m + 2).fill(1);
  for (let i = 1; i <= m + 1; i++) inverse[i] = inverse[i - 1] / i;
  const start = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m && j <= i + 1; j++) {
      let value = 1;
      if (j === 0) value -= h ** (i + 1);
      if (i === m - 1) value -= h ** (m - j);
      if (j === 0 && i === m - 1) value += Math.max(0, 2 * h - 1) ** m;
      start[i * m + j] = value * inverse[i - j + 1];
    }
  }
  let [matrix, exponent] = power({ matrix: start, m }, n);
  let value = matrix[(k - 1) * m + k - 1];
  for (let i = 1; i <= n; i++) {
    value *= i / n;
    if (value < 1e-140) [value, exponent] = [value * 1e140, exponent - 140];
  }
  return value * 10 ** exponent;
}

function power(base: { matrix: Float64Array; m: number }, n: number): [matrix: Float64Array, exponent: number] {
  const { matrix, m } = base;
  if (n === 1) return [matrix, 0];
  const [half, halfExponent] = power(base, n >> 1);
  let square = product(half, half, m);
  let exponent = 2 * halfExponent;
  if (n % 2 === 1) square = product(square, matrix, m);
  const middle = square[(m >> 1) * m + (m >> 1)];
  if (middle > 1e140) {
    square = square.map((value) => value * 1e-140);
    exponent += 140;
  }
  return [square, exponent];
}

function product(a: Float64Array, b: Float64Array, m: number): Float64Array {
  const result = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < m; k++) {
      const factor = a[i * m + k];
      if (factor === 0) continue;
      for (let j = 0; j < m; j++) result[i * m + j] += factor * b[k * m + j];
    }
  }
  return result;
}
