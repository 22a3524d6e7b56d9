const MOST_MASKS = 2.5e7;

/**
 * Levenshtein's distance of two sequences of codes, 32 rows of the table at a time.
 *
 * The table is kept as differences between neighbours, one bit each (Myers 1999), in blocks of 32 rows that hand their last
 * horizontal differences on (Hyyrö 2003). It is filled block by block, so that the vertical differences stay in registers.
 *
 * @param rows the shorter sequence, at least one code
 * @param columns the longer one
 * @returns the distance, or null if so many codes are different that their masks would take too much memory
 */
export function blockDistance(rows: Int32Array, columns: Int32Array): number | null {
  const blocks = Math.ceil(rows.length / 32);
  const matches = matchMasks(rows, columns, blocks);
  if (matches === null) return null;
  const { places, masks, kinds } = matches;
  // The differences along the last row of the block above: 1 is one more than on the left, 2 one less.
  const steps = new Uint8Array(columns.length).fill(1);
  for (let block = 0; block < blocks; block++) {
    const edge = block === blocks - 1 ? (rows.length - 1) & 31 : 31;
    const from = block * kinds;
    let [up, down] = [-1, 0];
    for (let j = 0; j < steps.length; j++) {
      const [risen, fallen] = [steps[j] & 1, steps[j] >> 1];
      const match = masks[from + places[j]];
      const vertical = match | down;
      const seen = match | fallen;
      const across = (((seen & up) + up) ^ up) | seen;
      const more = down | ~(across | up);
      const less = up & across;
      steps[j] = (more >>> edge & 1) | (less >>> edge & 1) << 1;
      const [moreLeft, lessLeft] = [more << 1 | risen, less << 1 | fallen];
      up = lessLeft | ~(vertical | moreLeft);
      down = moreLeft & vertical;
    }
  }
  let distance = rows.length;
  for (let j = 0; j < steps.length; j++) distance += (steps[j] & 1) - (steps[j] >> 1);
  return distance;
}

/** Which rows match each column: a bit a row. */
interface Matches {
  /** For each column the number of its code among those of the rows; 0 for a code that no row has. */
  readonly places: Int32Array;
  /** The masks of the codes, block after block. */
  readonly masks: Int32Array;
  /** How many masks a block has. */
  readonly kinds: number;
}

/** A small open table finds the codes. */
function matchMasks(rows: Int32Array, columns: Int32Array, blocks: number): Matches | null {
  let size = 16;
  while (size < rows.length * 2) size *= 2;
  const [codes, numbers] = [new Int32Array(size), new Int32Array(size)];
  const slotOf = (code: number) => {
    let slot = Math.imul(code, 0x9e3779b1) >>> 0 & (size - 1);
    while (numbers[slot] > 0 && codes[slot] !== code) slot = (slot + 1) & (size - 1);
    return slot;
  };
  let kinds = 1;
  for (let i = 0; i < rows.length; i++) {
    const slot = slotOf(rows[i]);
    if (numbers[slot] > 0) continue;
    codes[slot] = rows[i];
    numbers[slot] = kinds++;
  }
  if (kinds * blocks > MOST_MASKS) return null;
  const masks = new Int32Array(kinds * blocks);
  for (let i = 0; i < rows.length; i++) masks[(i >> 5) * kinds + numbers[slotOf(rows[i])]] |= 1 << (i & 31);
  const places = new Int32Array(columns.length);
  for (let j = 0; j < places.length; j++) places[j] = numbers[slotOf(columns[j])];
  return { places, masks, kinds };
}
