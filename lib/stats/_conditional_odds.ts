import { fallingRoot, noncentrality } from "./_noncentrality.ts";

const MOST_TABLES = 5_000_000;

/** The conditional maximum likelihood estimate of the odds ratio of a 2 × 2 table without empty margins, and its exact interval. */
export function conditionalOdds(
  cells: readonly (readonly number[])[],
  level: number,
): { value: number; low: number; high: number } {
  const [[a, b], [c, d]] = cells;
  const least = Math.max(0, a - d);
  const most = a + Math.min(b, c);
  if (most - least > MOST_TABLES) {
    throw new RangeError(
      `Cannot compute the exact interval of an odds ratio: the table must have at most ${MOST_TABLES} others with its margins, ` +
        `received ${most - least}; use the method "log", which is as good for so large counts`,
    );
  }
  // Logarithms of the hypergeometric probabilities against the observed one, from the ratios of neighbours.
  const weights = new Float64Array(most - least + 1);
  const at = (k: number) => k - least;
  for (let k = a; k < most; k++) {
    const ratio = Math.log((a + b - k) / (k + 1)) + Math.log((a + c - k) / (d - a + k + 1));
    weights[at(k + 1)] = weights[at(k)] + ratio;
  }
  for (let k = a; k > least; k--) {
    const ratio = Math.log(k / (a + b - k + 1)) + Math.log((d - a + k) / (a + c - k + 1));
    weights[at(k - 1)] = weights[at(k)] + ratio;
  }
  /** Sums over the tables with fewer than a, a, and more, and the mean of the count. */
  const law = (logOdds: number) => {
    let top = -Infinity;
    for (let k = least; k <= most; k++) top = Math.max(top, weights[at(k)] + (k - a) * logOdds);
    let [below, above, excess] = [0, 0, 0];
    for (let k = least; k < a; k++) {
      const chance = Math.exp(weights[at(k)] + (k - a) * logOdds - top);
      below += chance;
      excess += (k - a) * chance;
    }
    for (let k = most; k > a; k--) {
      const chance = Math.exp(weights[at(k)] + (k - a) * logOdds - top);
      above += chance;
      excess += (k - a) * chance;
    }
    const here = Math.exp(-top);
    const sum = below + here + above;
    return { below: below / sum, here: here / sum, above: above / sum, excess: excess / sum };
  };
  const start = Math.log((a + 0.5) / (b + 0.5) * ((d + 0.5) / (c + 0.5)));
  const guess = { start, reach: 1 };
  const tail = (1 - level) / 2;
  const low = a === least ? 0 : Math.exp(noncentrality(1 - tail, (logOdds) => {
    const { below, here, above } = law(logOdds);
    return { lower: below, upper: here + above };
  }, guess));
  const high = a === most ? Infinity : Math.exp(noncentrality(tail, (logOdds) => {
    const { below, here, above } = law(logOdds);
    return { lower: below + here, upper: above };
  }, guess));
  const value = a === least ? 0 : a === most ? Infinity : Math.exp(
    fallingRoot((logOdds) => -law(logOdds).excess, guess),
  );
  return { value, low, high };
}
