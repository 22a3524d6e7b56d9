import type { Distances } from "./_drift_permute.ts";

/** The Jensen-Shannon divergence in bits of the first `top` cells and all others together; NaN for an empty list. */
export function divergenceOf(top: number): Distances {
  return (reference, current, out) => {
    let [n, m] = [0, 0];
    for (let cell = 0; cell < reference.length; cell++) {
      n += reference[cell];
      m += current[cell];
    }
    if (n === 0 || m === 0) {
      out[0] = NaN;
      return;
    }
    let [sum, restOfP, restOfQ] = [0, 1, 1];
    const last = Math.min(top, reference.length);
    for (let cell = 0; cell < last; cell++) {
      const [p, q] = [reference[cell] / n, current[cell] / m];
      restOfP -= p;
      restOfQ -= q;
      sum += term(p, q);
    }
    if (last < reference.length) sum += term(Math.max(0, restOfP), Math.max(0, restOfQ));
    out[0] = Math.min(1, Math.max(0, sum / 2));
  };
}

function term(p: number, q: number): number {
  const mean = (p + q) / 2;
  return (p > 0 ? p * Math.log2(p / mean) : 0) + (q > 0 ? q * Math.log2(q / mean) : 0);
}

/** The share of the current items whose cell the reference lacks; NaN for an empty list. */
export const unknownShare: Distances = (reference, current, out) => {
  let [unknown, total] = [0, 0];
  for (let cell = 0; cell < current.length; cell++) {
    total += current[cell];
    if (reference[cell] === 0) unknown += current[cell];
  }
  out[0] = total === 0 ? NaN : unknown / total;
};
