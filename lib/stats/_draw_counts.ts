import { drawBinomial } from "./_draw_binomial.ts";
import type { RandomBlocks } from "../core/random.ts";

const WORTH_A_BINOMIAL = 32;
const BLOCK = 4096;

/**
 * A sampler of bootstrap counts: how often each cell is met when as many items as there are get drawn with replacement.
 *
 * That is the multinomial distribution. Large cells are drawn one by one from their conditional binomials, what remains is
 * drawn item by item from the small cells: cells that hold most items cost nearly nothing, whatever their size.
 *
 * @param cells how many items each cell holds
 * @param source the random source
 * @returns a function that fills its argument, of the same length, with fresh counts
 */
export function countSampler(cells: Int32Array, source: RandomBlocks): (counts: Int32Array) => void {
  const { drawLarge, items } = divided(cells, source);
  const block = new Uint32Array(BLOCK);
  const scale = items.length / 4294967296;
  return (counts) => {
    counts.fill(0);
    let left = drawLarge((cell, drawn) => counts[cell] = drawn);
    while (left > 0) {
      const many = Math.min(left, BLOCK);
      source.fill(block, many);
      for (let i = 0; i < many; i++) counts[items[(block[i] * scale) | 0]]++;
      left -= many;
    }
  };
}

/**
 * A sampler of sums of such draws, which are those of {@linkcode countSampler} from the same source: nothing is counted where
 * every item can be added as it is drawn.
 *
 * @param cells how many items each cell holds
 * @param values the number that each item of a cell adds
 * @param source the random source
 * @returns a function that gives a fresh sum
 */
export function sumSampler(cells: Int32Array, values: Float64Array, source: RandomBlocks): () => number {
  const { drawLarge, items } = divided(cells, source);
  const numbers = Float64Array.from(items, (cell) => values[cell]);
  const block = new Uint32Array(BLOCK);
  const scale = items.length / 4294967296;
  return () => {
    let ofLarge = 0;
    let left = drawLarge((cell, drawn) => ofLarge += drawn * values[cell]);
    // A sum of its own: one that a closure holds is not kept in a register.
    let sum = ofLarge;
    while (left > 0) {
      const many = Math.min(left, BLOCK);
      source.fill(block, many);
      for (let i = 0; i < many; i++) sum += numbers[(block[i] * scale) | 0];
      left -= many;
    }
    return sum;
  };
}

/** How the large cells are drawn, which tells how many draws are left for the others, and the cell of each item of those. */
function divided(cells: Int32Array, source: RandomBlocks): {
  drawLarge: (met: (cell: number, drawn: number) => void) => number;
  items: Int32Array;
} {
  const n = cells.reduce((sum, count) => sum + count, 0);
  const large = Int32Array.from(cells.keys()).filter((cell) => cells[cell] >= WORTH_A_BINOMIAL)
    .sort((a, b) => cells[b] - cells[a] || a - b);
  const items = new Int32Array(large.reduce((rest, cell) => rest - cells[cell], n));
  let filled = 0;
  cells.forEach((count, cell) => {
    if (count < WORTH_A_BINOMIAL) items.fill(cell, filled, filled += count);
  });
  const drawLarge = (met: (cell: number, drawn: number) => void) => {
    let [left, mass] = [n, n];
    for (let i = 0; i < large.length && left > 0; i++) {
      const cell = large[i];
      const drawn = mass === cells[cell] ? left : drawBinomial(source.next, left, cells[cell] / mass);
      met(cell, drawn);
      left -= drawn;
      mass -= cells[cell];
    }
    return left;
  };
  return { drawLarge, items };
}
