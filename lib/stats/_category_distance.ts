import type { AgreementWeights } from "./agreement.ts";

/** How far two categories are apart, by their places in the order; not scaled. */
export function distance(weights: AgreementWeights, i: number, j: number): number {
  if (weights === "none") return i === j ? 0 : 1;
  return weights === "linear" ? Math.abs(i - j) : (i - j) * (i - j);
}

/** The mean distance of each category from one drawn with these probabilities, for all categories in one pass. */
export function chanceDistance(weights: AgreementWeights, parts: Float64Array): Float64Array {
  const k = parts.length;
  const result = new Float64Array(k);
  if (weights === "none") {
    const whole = parts.reduce((sum, part) => sum + part, 0);
    // All others are summed only where a category is nearly all, and the difference would cancel.
    for (let i = 0; i < k; i++) {
      result[i] = parts[i] < 0.5 * whole ? whole - parts[i] : parts.reduce((sum, p, j) => j === i ? sum : sum + p, 0);
    }
    return result;
  }
  // From the first category on, and back from the last: sums of what lies on either side, by distance and its square.
  for (const backward of [false, true]) {
    let [mass, linear, quadratic] = [0, 0, 0];
    for (let step = 0; step < k; step++) {
      const i = backward ? k - 1 - step : step;
      result[i] += weights === "linear" ? linear : quadratic;
      mass += parts[i];
      quadratic += 2 * linear + mass;
      linear += mass;
    }
  }
  return result;
}
