import { incompleteGamma } from "./_incomplete_gamma.ts";
import { solveTail } from "./_solve_tail.ts";

/** The point at which a tail of the gamma distribution of shape a has the probability p. */
export function inverseGamma(a: number, options: { p: number; tail: "lower" | "upper" }): number {
  const { p, tail } = options;
  return solveTail(p, (x) => {
    const found = incompleteGamma(a, x);
    return [found[tail], found.front];
  }, { start: a, rising: tail === "lower" });
}
