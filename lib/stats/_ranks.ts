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
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => sample[i] - sample[j]);
  const ranks = new Float64Array(n);
  const ties: number[] = [];
  let tieSum = 0;
  for (let start = 0; start < n;) {
    let end = start + 1;
    while (end < n && sample[order[end]] === sample[order[start]]) end++;
    for (let i = start; i < end; i++) ranks[order[i]] = (start + 1 + end) / 2;
    const size = end - start;
    ties.push(size);
    tieSum += size * size * size - size;
    start = end;
  }
  return { ranks, ties, tieSum };
}
