const MOST_MASKS = 2.5e7;

/**
 * Levenshtein's distance of two sequences of codes, 32 rows of the table at a time.
 *
 * The table is kept as differences between neighbours, one bit each (Myers 1999), in blocks of 32 rows that hand their last
 * horizontal difference on (Hyyrö 2003).
 *
 * @param rows the shorter sequence, at least one code
 * @param columns the longer one
 * @returns the distance, or null if so many codes are different that their masks would take too much memory
 */
export function blockDistance(rows: Int32Array, columns: Int32Array): number | null {
  const blocks = Math.ceil(rows.length / 32);
  const matches = matchMasks(rows, blocks);
  if (matches === null) return null;
  const { places, masks } = matches;
  const up = new Int32Array(blocks).fill(-1);
  const down = new Int32Array(blocks);
  const last = 1 << ((rows.length - 1) & 31);
  let distance = rows.length;
  for (let j = 0; j < columns.length; j++) {
    const place = places.find(columns[j]);
    let carry = 1;
    for (let block = 0; block < blocks; block++) {
      const [raised, lowered] = [up[block], down[block]];
      let match = place < 0 ? 0 : masks[place * blocks + block];
      const vertical = match | lowered;
      if (carry < 0) match |= 1;
      const across = (((match & raised) + raised) ^ raised) | match;
      let more = lowered | ~(across | raised);
      let less = raised & across;
      const edge = block === blocks - 1 ? last : 1 << 31;
      const next = (more & edge) !== 0 ? 1 : (less & edge) !== 0 ? -1 : 0;
      more = more << 1;
      less = less << 1;
      if (carry > 0) more |= 1;
      else if (carry < 0) less |= 1;
      up[block] = less | ~(vertical | more);
      down[block] = more & vertical;
      carry = next;
    }
    distance += carry;
  }
  return distance;
}

interface Places {
  /** Where the masks of a code stand, or −1. */
  find(code: number): number;
}

/** For each code of the rows a bit in each row where it stands; a small open table finds the code. */
function matchMasks(rows: Int32Array, blocks: number): { places: Places; masks: Int32Array } | null {
  let size = 16;
  while (size < rows.length * 2) size *= 2;
  const [codes, slots] = [new Int32Array(size), new Int32Array(size).fill(-1)];
  const slotOf = (code: number) => {
    let slot = Math.imul(code, 0x9e3779b1) >>> 0 & (size - 1);
    while (slots[slot] >= 0 && codes[slot] !== code) slot = (slot + 1) & (size - 1);
    return slot;
  };
  let known = 0;
  for (const code of rows) {
    const slot = slotOf(code);
    if (slots[slot] >= 0) continue;
    codes[slot] = code;
    slots[slot] = known++;
  }
  if (known * blocks > MOST_MASKS) return null;
  const masks = new Int32Array(known * blocks);
  for (let i = 0; i < rows.length; i++) masks[slots[slotOf(rows[i])] * blocks + (i >> 5)] |= 1 << (i & 31);
  return { places: { find: (code) => slots[slotOf(code)] }, masks };
}
