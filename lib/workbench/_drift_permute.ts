import { random, shuffle } from "../core/random.ts";
import { addUnit, type UnitTable } from "./_drift_units.ts";

/** Numbers that tell how far two lists of counts are apart; it writes them to `out`. */
export type Distances = (reference: Int32Array, current: Int32Array, out: Float64Array) => void;

/** What a permutation test found, by component of the distances. */
export interface Permuted {
  /** The distances of the samples themselves. */
  readonly observed: Float64Array;
  /** The part of the divisions with at least such a distance; null where there is nothing to exchange. */
  readonly pValues: readonly (number | null)[];
  /** The mean over the divisions: what the distances are without drift. */
  readonly means: Float64Array;
  /** The smallest p-value that could have been found. */
  readonly smallest: number;
  /** Whether all divisions were tried. */
  readonly exact: boolean;
  /** Why there are no p-values. */
  readonly reason?: string;
}

/** A sum in another order may differ by this much. */
const SLACK = 1e-12;

/**
 * A permutation test that the units of both samples are exchangeable: whole units change sides, and a unit that has items in
 * both swaps them. All divisions are tried when there are no more of them than `permutations`, otherwise so many random ones,
 * and the p-value is (b + 1) / (m + 1).
 */
export function permuteUnits(
  table: UnitTable,
  distances: Distances,
  options: { components: number; permutations: number; seed: number },
): Permuted {
  const { components, permutations, seed } = options;
  const { onlyReference, onlyCurrent, shared, cells } = table;
  const chosen = onlyReference.length;
  const movable = new Int32Array(chosen + onlyCurrent.length);
  movable.set(onlyReference);
  movable.set(onlyCurrent, chosen);
  const total = new Int32Array(cells);
  const [reference, current] = [new Int32Array(cells), new Int32Array(cells)];
  const out = new Float64Array(components);
  const [observed, sums, atLeast] = [0, 1, 2].map(() => new Float64Array(components));
  const ofReference = Uint8Array.from({ length: movable.length }, (_, i) => i < chosen ? 1 : 0);
  const swapped = new Uint8Array(shared.length);

  /** The unit's items, whichever sample they came from. */
  const move = (into: Int32Array, index: number) => {
    addUnit(into, index < chosen ? table.reference : table.current, movable[index]);
  };
  for (let i = 0; i < movable.length; i++) move(total, i);
  // Only what goes to the smaller side is added up, the other side is the rest.
  const [few, many, mark] = 2 * chosen <= movable.length ? [reference, current, 1] : [current, reference, 0];
  const measure = () => {
    few.fill(0);
    for (let i = 0; i < movable.length; i++) if (ofReference[i] === mark) move(few, i);
    for (let cell = 0; cell < cells; cell++) many[cell] = total[cell] - few[cell];
    for (let i = 0; i < shared.length; i++) {
      addUnit(swapped[i] === 1 ? current : reference, table.reference, shared[i]);
      addUnit(swapped[i] === 1 ? reference : current, table.current, shared[i]);
    }
    distances(reference, current, out);
  };
  measure();
  observed.set(out);
  const divisions = choices(movable.length, chosen) * 2 ** shared.length;
  if (divisions < 2) {
    const reason = "there is nothing to exchange: each frame needs a cluster of its own, or both need shared ones";
    return { observed, pValues: Array.from(observed, () => null), means: observed, smallest: 1, exact: true, reason };
  }

  let tried = 0;
  const see = () => {
    measure();
    tried++;
    for (let c = 0; c < components; c++) {
      sums[c] += out[c];
      if (!(out[c] < observed[c] - SLACK * Math.max(1, Math.abs(observed[c])))) atLeast[c]++;
    }
  };
  const exact = divisions <= permutations;
  if (exact) allDivisions(ofReference, swapped, see);
  else {
    const source = random(seed);
    for (let time = 0; time < permutations; time++) {
      shuffle(ofReference, source);
      for (let i = 0; i < swapped.length; i++) swapped[i] = source() < 2 ** 31 ? 1 : 0;
      see();
    }
  }
  const extra = exact ? 0 : 1;
  const pValues = Array.from(atLeast, (count) => (count + extra) / (tried + extra));
  return { observed, pValues, means: sums.map((sum) => sum / tried), smallest: 1 / (tried + extra), exact };
}

function choices(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= Math.min(k, n - k) && count < 1e15; i++) count = count * (n - i + 1) / i;
  return Math.round(count);
}

/** Every way to set the marks with as many ones as there are, times every way to swap. */
function allDivisions(marks: Uint8Array, swapped: Uint8Array, see: () => void): void {
  const ones = marks.reduce((sum, mark) => sum + mark, 0);
  const allSwaps = () => {
    for (let mask = 0; mask < 2 ** swapped.length; mask++) {
      for (let i = 0; i < swapped.length; i++) swapped[i] = (mask >> i) & 1;
      see();
    }
  };
  const place = (from: number, left: number): void => {
    if (left === 0) return allSwaps();
    for (let i = from; i <= marks.length - left; i++) {
      marks[i] = 1;
      place(i + 1, left - 1);
      marks[i] = 0;
    }
  };
  marks.fill(0);
  place(0, ones);
}
