/** The most steps of the bit-parallel length and of the table, each well below a second. */
const MOST_BLOCK_STEPS = 1e8;
const MOST_CELLS = 2.5e7;

/**
 * The length of the longest common subsequence, 32 rows at a time (Hyyrö, 2004), or null when the sequences are too long.
 *
 * A row's bit stays set as long as the length does not grow there.
 */
export function commonLength(a: Int32Array, b: Int32Array): number | null {
  const [rows, columns] = a.length <= b.length ? [a, b] : [b, a];
  const blocks = Math.ceil(rows.length / 32);
  if (blocks * columns.length > MOST_BLOCK_STEPS) return null;
  const places = new Map<number, Int32Array>();
  for (let i = 0; i < rows.length; i++) {
    let mask = places.get(rows[i]);
    if (mask === undefined) places.set(rows[i], mask = new Int32Array(blocks));
    if (places.size * blocks > MOST_CELLS) return null;
    mask[i >> 5] |= 1 << (i & 31);
  }
  const still = new Int32Array(blocks).fill(-1);
  for (let j = 0; j < columns.length; j++) {
    const mask = places.get(columns[j]);
    if (mask === undefined) continue;
    let carry = 0;
    for (let block = 0; block < blocks; block++) {
      const value = still[block];
      const sum = (value >>> 0) + ((value & mask[block]) >>> 0) + carry;
      carry = sum > 0xffffffff ? 1 : 0;
      still[block] = sum | (value & ~mask[block]);
    }
  }
  let length = 0;
  for (let i = 0; i < rows.length; i++) if ((still[i >> 5] >>> (i & 31) & 1) === 0) length++;
  return length;
}

/** Whether tables of the two lengths in all are small enough. */
export function isTableSmall(rows: number, columns: number): boolean {
  return rows * columns <= MOST_CELLS;
}

/**
 * Marks the places of `a` that belong to one longest common subsequence with `b`. Of several the one is taken that Google's
 * ROUGE takes: read from the end, equal items first, then back in `a` unless `b` keeps more.
 */
export function markCommon(a: Int32Array, b: Int32Array, marks: Uint8Array): void {
  const width = b.length + 1;
  const table = new Int32Array((a.length + 1) * width);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j < width; j++) {
      const at = i * width + j;
      table[at] = a[i - 1] === b[j - 1] ? table[at - width - 1] + 1 : Math.max(table[at - width], table[at - 1]);
    }
  }
  let [i, j] = [a.length, b.length];
  while (i > 0 && j > 0) {
    if (a[i - 1] === b[j - 1]) {
      marks[--i] = 1;
      j--;
    } else if (table[i * width + j - 1] > table[(i - 1) * width + j]) j--;
    else i--;
  }
}
