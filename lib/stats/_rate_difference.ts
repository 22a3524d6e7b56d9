import { type Estimate, undefinedEstimate } from "./estimate.ts";

/**
 * The difference of two independent proportions with Wilson intervals, with Newcombe's hybrid score interval (Statist. Med. 17
 * (1998) 873-890, method 10).
 */
export function rateDifference(first: Estimate, second: Estimate, level: number): Estimate {
  const n = first.n + second.n;
  if (first.value === null || second.value === null) {
    return undefinedEstimate("one of the groups has no such items", { n, method: "newcombe", level });
  }
  const [a, b] = [first, second] as { value: number; low: number; high: number }[];
  const value = a.value - b.value;
  return {
    value,
    low: Math.max(-1, value - Math.hypot(a.value - a.low, b.high - b.value)),
    high: Math.min(1, value + Math.hypot(a.high - a.value, b.value - b.low)),
    level,
    n,
    method: "newcombe",
  };
}
