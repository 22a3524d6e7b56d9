/**
 * The interval of a difference of two probabilities of dominance, −1 to 1, which turns asymmetric towards the ends.
 *
 * Feng and Cliff, "Monte Carlo evaluation of ordinal d with improved confidence interval", J. Mod. Appl. Stat. Methods 3 (2004)
 * 322-332.
 */
export function dominanceInterval(
  value: number,
  about: { variance: number; quantile: number },
): [low: number, high: number] {
  const { variance, quantile } = about;
  const rest = 1 - value * value;
  const square = quantile * quantile * variance;
  const reach = Math.sqrt(square) * Math.sqrt(rest * rest + square);
  const scale = rest + square;
  return [Math.max(-1, (value * rest - reach) / scale), Math.min(1, (value * rest + reach) / scale)];
}
