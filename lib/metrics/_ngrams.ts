/**
 * How many n-grams of a sequence occur in references, each counted at most as often as in the reference that has it most often.
 *
 * Order by order an n-gram is numbered by its first n − 1 codes and its last one, so the numbers are exact, and the time is
 * proportional to the length times the order.
 *
 * @param references the sequences to match against
 * @param sequence the sequence whose n-grams are counted
 * @param orders the highest n
 * @returns the matches for n = 1, 2, …
 */
export function clippedMatches(
  references: readonly Int32Array[],
  sequence: Int32Array,
  orders: number,
): Int32Array {
  const matches = new Int32Array(orders);
  let entries = 0;
  for (const codes of references) entries += codes.length;
  const table = tableFor(entries);
  const { most } = table;
  // The number of the n-gram that begins at each place of the references, one after the other, and of the sequence; −1 for none.
  const grams = entries + sequence.length <= COMMON_GRAMS.length
    ? COMMON_GRAMS.fill(0, 0, entries + sequence.length)
    : new Int32Array(entries + sequence.length);
  for (let order = 1; order <= orders; order++) {
    table.clear();
    let from = 0;
    for (let r = 0; r < references.length; r++) {
      const codes = references[r];
      if (r === 0) countFirst(table, grams, codes, order);
      else countFurther(table, grams, codes, { order, from });
      from += codes.length;
    }
    let [hits, alive] = [0, 0];
    for (let i = 0; i + order <= sequence.length; i++) {
      const before = grams[entries + i];
      if (before < 0) continue;
      const gram = table.find(before, sequence[i + order - 1]);
      grams[entries + i] = gram;
      if (gram < 0) continue;
      alive++;
      if (most[gram] === 0) continue;
      most[gram]--;
      hits++;
    }
    matches[order - 1] = hits;
    if (alive === 0) break;
  }
  return matches;
}

function countFirst(table: PairTable, grams: Int32Array, codes: Int32Array, order: number): void {
  const { most } = table;
  for (let i = 0; i + order <= codes.length; i++) {
    const gram = table.add(grams[i], codes[i + order - 1]);
    grams[i] = gram;
    most[gram]++;
  }
}

function countFurther(
  table: PairTable,
  grams: Int32Array,
  codes: Int32Array,
  { order, from }: { order: number; from: number },
): void {
  const { most, count } = table;
  for (let gram = 0; gram < table.size; gram++) count[gram] = 0;
  for (let i = 0; i + order <= codes.length; i++) {
    const gram = table.add(grams[from + i], codes[i + order - 1]);
    grams[from + i] = gram;
    if (++count[gram] > most[gram]) most[gram] = count[gram];
  }
}

/** How many n-grams a sequence of a length has. */
export function gramCount(length: number, order: number): number {
  return Math.max(0, length - order + 1);
}

/** Numbers pairs of codes, exactly: open addressing in one typed array, emptied in no time by a new stamp. */
class PairTable {
  /** How many pairs there are. */
  size = 0;
  /** How often each occurs in the reference that has it most often. */
  readonly most: Int32Array;
  /** How often each occurs in the present reference. */
  readonly count: Int32Array;
  readonly #mask: number;
  /** Stamp, first, second and number of the pair at each slot. */
  readonly #slots: Int32Array;
  #stamp = 0;

  constructor(entries: number) {
    let slots = 16;
    while (slots < entries * 2) slots *= 2;
    this.#mask = slots - 1;
    this.#slots = new Int32Array(slots * 4);
    this.most = new Int32Array(entries);
    this.count = new Int32Array(entries);
  }

  clear(): void {
    this.#stamp++;
    this.size = 0;
  }

  find(first: number, second: number): number {
    const at = this.#placeOf(first, second);
    return this.#slots[at] === this.#stamp ? this.#slots[at + 3] : -1;
  }

  add(first: number, second: number): number {
    const [at, slots] = [this.#placeOf(first, second), this.#slots];
    if (slots[at] === this.#stamp) return slots[at + 3];
    slots[at] = this.#stamp;
    slots[at + 1] = first;
    slots[at + 2] = second;
    this.most[this.size] = this.count[this.size] = 0;
    return slots[at + 3] = this.size++;
  }

  #placeOf(first: number, second: number): number {
    const [slots, mask, stamp] = [this.#slots, this.#mask, this.#stamp];
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second + 0x7ed55d16, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = (Math.imul(hash, 0xc2b2ae35) >>> 7) & mask;
    while (slots[slot * 4] === stamp && (slots[slot * 4 + 1] !== first || slots[slot * 4 + 2] !== second)) {
      slot = (slot + 1) & mask;
    }
    return slot * 4;
  }
}

/** Texts of a size share a table, since making it would take longer than using it; it is no larger than the nearest cache if it can. */
const LARGEST_SHARED = 4096;
const SHARED = new Map<number, PairTable>();
const COMMON_GRAMS = new Int32Array(2 * LARGEST_SHARED);

function tableFor(entries: number): PairTable {
  if (entries > LARGEST_SHARED) return new PairTable(entries);
  let room = 64;
  while (room < entries) room *= 2;
  let table = SHARED.get(room);
  if (table === undefined) SHARED.set(room, table = new PairTable(room));
  return table;
}
