import { describeValue } from "../core/describe_value.ts";

/** The p-values in ascending order of size: their indices. Refuses what is no p-value. */
export function orderOf(pValues: readonly number[]): number[] {
  const bad = pValues.find((p) => !(typeof p === "number" && p >= 0 && p <= 1));
  if (bad !== undefined || pValues.includes(undefined as unknown as number)) {
    throw new RangeError(`Cannot adjust p-values: each must be from 0 to 1, received ${describeValue(bad)}`);
  }
  return pValues.map((_, i) => i).sort((i, j) => pValues[i] - pValues[j]);
}

/** Step-up adjustment: from the largest p-value down, each times its factor, and never above the one before. */
export function stepUp(pValues: readonly number[], factor: (rank: number) => number): number[] {
  const order = orderOf(pValues);
  const adjusted = new Array<number>(pValues.length);
  let least = 1;
  for (let rank = order.length - 1; rank >= 0; rank--) {
    least = Math.min(least, factor(rank + 1) * pValues[order[rank]]);
    adjusted[order[rank]] = least;
  }
  return adjusted;
}
