import { ascendingOrder, inOrder } from "./ascending_order.ts";

/** The ranks of a sample, from 1, equal values sharing the mean of theirs. */
export interface Ranks {
  /** The rank of each value, in the order of the sample. */
  readonly ranks: Float64Array;
  /** How many values share each rank, ascending. */
  readonly ties: readonly number[];
  /** Σ (t³ − t) over the groups of equal values. */
  readonly tieSum: number;
}

/** Mid-ranks of the sample. */
export function midRanks(sample: ArrayLike<number>): Ranks {
  const n = sample.length;
  const order = ascendingOrder(sample);
  const sorted = inOrder(new Float64Array(sample), order);
  const ranks = new Float64Array(n);
  const ties: number[] = [];
  let tieSum = 0;
  for (let start = 0; start < n;) {
    const value = sorted[start];
    let end = start + 1;
    while (end < n && sorted[end] === value) end++;
    const size = end - start;
    const rank = (start + 1 + end) / 2;
    for (; start < end; start++) ranks[order[start]] = rank;
    ties.push(size);
    tieSum += size * size * size - size;
  }
  return { ranks, ties, tieSum };
}
