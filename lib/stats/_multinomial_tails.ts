import { betaPoint, binomialKernel } from "./_saddle_point.ts";

/**
 * The exact p-value of counts under given probabilities, and that of the least likely outcome, by enumerating all outcomes.
 *
 * @param counts the observed counts
 * @param parts the probability of each, which add up to 1
 * @returns the total probability of the outcomes that are no likelier than the observed one, and than the least likely one
 */
export function multinomialTails(
  counts: readonly number[],
  parts: readonly number[],
): { pValue: number; least: number } {
  const groups = counts.length;
  // The part of each group among itself and those after it, so that an outcome is a chain of binomial draws.
  const shares = new Float64Array(groups);
  for (let i = groups - 1, after = 0; i >= 0; i--) {
    shares[i] = parts[i] / (after + parts[i]);
    after += parts[i];
  }
  const draw = (i: number, taken: number, rest: number) =>
    binomialKernel(taken, rest - taken, betaPoint(taken, rest - taken, shares[i]));
  const n = counts.reduce((sum, count) => sum + count, 0);
  let [observed, left] = [1, n];
  counts.slice(0, -1).forEach((count, i) => {
    observed *= draw(i, count, left);
    left -= count;
  });
  // Rounding must not tell apart what is equally likely.
  const slack = 1 + 1e-9;
  let [pValue, smallest] = [0, Infinity];
  const walk = (i: number, rest: number, probability: number, seen: (probability: number) => void) => {
    if (i === groups - 1) return seen(probability);
    for (let taken = 0; taken <= rest; taken++) walk(i + 1, rest - taken, probability * draw(i, taken, rest), seen);
  };
  walk(0, n, 1, (probability) => {
    if (probability <= observed * slack) pValue += probability;
    smallest = Math.min(smallest, probability);
  });
  let least = 0;
  walk(0, n, 1, (probability) => {
    if (probability <= smallest * slack) least += probability;
  });
  return { pValue: Math.min(1, pValue), least: Math.min(1, least) };
}
