import type { Random } from "../core/random.ts";
import { drawBinomial } from "./_draw_binomial.ts";

const WORTH_A_BINOMIAL = 32;

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
export function countSampler(cells: Int32Array, source: Random): (counts: Int32Array) => void {
  const n = cells.reduce((sum, count) => sum + count, 0);
  const large = Array.from(cells.keys()).filter((cell) => cells[cell] >= WORTH_A_BINOMIAL)
    .sort((a, b) => cells[b] - cells[a] || a - b);
  const isLarge = new Set(large);
  const small: number[] = [];
  cells.forEach((count, cell) => {
    if (!isLarge.has(cell)) { for (let i = 0; i < count; i++) small.push(cell); }
  });
  const items = Int32Array.from(small);
  const scale = items.length / 4294967296;
  return (counts) => {
    counts.fill(0);
    let left = n;
    let mass = n;
    for (let i = 0; i < large.length && left > 0; i++) {
      const cell = large[i];
      const drawn = mass === cells[cell] ? left : drawBinomial(source, left, cells[cell] / mass);
      counts[cell] = drawn;
      left -= drawn;
      mass -= cells[cell];
    }
    for (; left > 0; left--) counts[items[(source() * scale) | 0]]++;
  };
}
