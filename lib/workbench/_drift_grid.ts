import type { Distances } from "./_drift_permute.ts";

/** Two sorted samples on common cells, fine enough for resampling: equal values are never parted. */
export interface Grid {
  /** The mean of the values in each cell. */
  readonly positions: Float64Array;
  /** The largest value of each cell. */
  readonly ends: Float64Array;
  /** How many values of the reference are in each cell. */
  readonly reference: Int32Array;
  /** How many of the current sample. */
  readonly current: Int32Array;
}

const MOST_CELLS = 200;
/** So many values at either end keep cells of their own: they decide what the standard deviation is. */
const TAIL = 50;

/** Puts sorted samples on a grid of about 200 cells with like numbers of values, and one a value at both ends; few values keep a cell each. */
export function gridOf(reference: Float64Array, current: Float64Array): Grid {
  const total = reference.length + current.length;
  const size = total / MOST_CELLS;
  const [positions, ends, first, second]: number[][] = [[], [], [], []];
  let [i, j] = [0, 0];
  while (i + j < total) {
    const [fromI, fromJ, from] = [i, j, i + j];
    const base = j >= current.length || (i < reference.length && reference[i] <= current[j])
      ? reference[i]
      : current[j];
    let [value, rest] = [base, 0];
    do {
      value = j >= current.length || (i < reference.length && reference[i] <= current[j]) ? reference[i] : current[j];
      const before = i + j;
      while (i < reference.length && reference[i] === value) i++;
      while (j < current.length && current[j] === value) j++;
      rest += (value - base) * (i + j - before);
    } while (i + j < total && i + j - from < size && i + j > TAIL && i + j < total - TAIL);
    positions.push(base + rest / (i + j - from));
    ends.push(value);
    first.push(i - fromI);
    second.push(j - fromJ);
  }
  return {
    positions: Float64Array.from(positions),
    ends: Float64Array.from(ends),
    reference: Int32Array.from(first),
    current: Int32Array.from(second),
  };
}

/** The cell in which each value lies. */
export function cellsOf(grid: Grid, values: Float64Array): Int32Array {
  return Int32Array.from(values, (value) => {
    let [low, high] = [0, grid.ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (grid.ends[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

/** On the grid: the Wasserstein distance in standard deviations of the reference, and that of Kolmogorov and Smirnov. */
export function gridDistances({ positions }: Grid): Distances {
  return (reference, current, out) => {
    let [n, m, sum, both] = [0, 0, 0, 0];
    for (let g = 0; g < positions.length; g++) {
      n += reference[g];
      m += current[g];
      sum += reference[g] * positions[g];
      both += (reference[g] + current[g]) * positions[g];
    }
    const [mean, common] = [sum / n, both / (n + m)];
    let [squares, all, i, j, area, widest] = [0, 0, 0, 0, 0, 0];
    for (let g = 0; g < positions.length; g++) {
      squares += reference[g] * (positions[g] - mean) ** 2;
      all += (reference[g] + current[g]) * (positions[g] - common) ** 2;
      i += reference[g];
      j += current[g];
      const gap = Math.abs(i / n - j / m);
      if (gap > widest) widest = gap;
      if (g + 1 < positions.length) area += gap * (positions[g + 1] - positions[g]);
    }
    const unit = isSpread(squares, mean, n) ? Math.sqrt(squares / (n - 1)) : Math.sqrt(all / (n + m - 1));
    out[0] = area === 0 ? 0 : area / unit;
    out[1] = widest;
  };
}

/** Whether a sum of squares is more than what rounding leaves of equal values. */
function isSpread(squares: number, mean: number, n: number): boolean {
  return n > 1 && squares > (1e-14 * mean) ** 2 * n;
}
