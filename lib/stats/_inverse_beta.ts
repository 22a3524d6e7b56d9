import { incompleteBeta } from "./_incomplete_beta.ts";
import { solveTail } from "./_solve_tail.ts";

/**
 * The odds x / (1 − x) of the point at which a tail of the beta distribution of the shapes a and b has the probability p.
 *
 * Odds, because they keep their relative precision at both ends of the scale.
 */
export function inverseBeta(a: number, b: number, options: { p: number; tail: "lower" | "upper" }): number {
  const { p, tail } = options;
  return solveTail(p, (odds) => {
    // x = odds / (1 + odds), y = 1 / (1 + odds), so a·y − b·x = (a − b·odds) / (1 + odds).
    const [x, y] = odds > 1e300 ? [1, 1 / odds] : [odds / (1 + odds), 1 / (1 + odds)];
    const found = incompleteBeta(a, b, { x, y, gap: odds > 1e300 ? -b : (a - b * odds) * y });
    return [found[tail], found.front];
  }, { start: a / b, rising: tail === "lower" });
}
