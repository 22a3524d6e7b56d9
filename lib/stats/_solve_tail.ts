const STEPS = 500;
const FAR = 1e4;

/**
 * The point r > 0 at which a tail probability is p, by Newton's method on ln(tail) against ln(r).
 *
 * The logarithm of a tail of a log-concave density is concave, so the steps come from one side and cannot run away; a bracket
 * catches what underflows.
 *
 * @param p the wanted probability, above 0, best at most ½
 * @param tail the probability at r, and the size of its derivative by ln(r)
 * @param options `start`: a point inside the support; `rising`: whether the tail grows with r, as a lower tail does
 * @returns the point; 0 or Infinity where it is beyond the numbers
 */
export function solveTail(
  p: number,
  tail: (r: number) => [value: number, slope: number],
  options: { start: number; rising: boolean },
): number {
  const { start, rising } = options;
  let [low, high] = [0, Infinity];
  let [r, last] = [start, Infinity];
  for (let i = 0; i < STEPS && r > 0 && r < Infinity; i++) {
    const [value, slope] = tail(r);
    if (value === p) return r;
    if ((value < p) === rising) low = r;
    else high = r;
    const ratio = value / p;
    const gap = ratio > 0 && ratio < Infinity ? Math.log(ratio) : Math.log(value) - Math.log(p);
    const step = (rising ? -gap : gap) * value / slope;
    const newton = r * Math.exp(step);
    const size = Math.abs(step);
    if (size < 3e-16 || (size < 1e-9 && size >= last)) return newton;
    last = size;
    r = newton > low && newton < high ? newton : between(low, high);
  }
  return r;

  function between(low: number, high: number): number {
    if (low === 0) return high / FAR;
    return high === Infinity ? low * FAR : Math.sqrt(low) * Math.sqrt(high);
  }
}
