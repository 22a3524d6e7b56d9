/** A sequence of codes, and how the matching of one order of n-grams left it. */
interface Walk {
  readonly codes: Int32Array;
  /** The number of the n-gram that begins at each place, or −1. */
  readonly grams: Int32Array;
}

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
  const walks: Walk[] = [...references, sequence].map((codes) => ({ codes, grams: new Int32Array(codes.length) }));
  const answer = walks.pop()!;
  const entries = references.reduce((sum, codes) => sum + codes.length, 0);
  const table = entries <= COMMON_ENTRIES ? COMMON_TABLE : new PairTable(entries);
  for (let order = 1; order <= orders; order++) {
    table.clear();
    const [most, count] = [table.most, table.count];
    for (const { codes, grams } of walks) {
      count.fill(0, 0, table.size);
      for (let i = 0; i + order <= codes.length; i++) {
        const gram = table.add(grams[i], codes[i + order - 1]);
        grams[i] = gram;
        if (++count[gram] > most[gram]) most[gram] = count[gram];
      }
    }
    count.fill(0, 0, table.size);
    const { codes, grams } = answer;
    let [hits, alive] = [0, 0];
    for (let i = 0; i + order <= codes.length; i++) {
      if (grams[i] < 0) continue;
      const gram = table.find(grams[i], codes[i + order - 1]);
      grams[i] = gram;
      if (gram < 0) continue;
      alive++;
      if (++count[gram] <= most[gram]) hits++;
    }
    matches[order - 1] = hits;
    if (alive === 0) break;
  }
  return matches;
}

/** How many n-grams a sequence of a length has. */
export function gramCount(length: number, order: number): number {
  return Math.max(0, length - order + 1);
}

/** Numbers pairs of codes, exactly: open addressing in typed arrays, emptied in no time by a new stamp. */
class PairTable {
  size = 0;
  readonly most: Int32Array;
  readonly count: Int32Array;
  readonly #mask: number;
  readonly #stamps: Int32Array;
  readonly #firsts: Int32Array;
  readonly #seconds: Int32Array;
  readonly #numbers: Int32Array;
  #stamp = 0;

  constructor(entries: number) {
    let slots = 16;
    while (slots < entries * 2) slots *= 2;
    this.#mask = slots - 1;
    this.#stamps = new Int32Array(slots);
    this.#firsts = new Int32Array(slots);
    this.#seconds = new Int32Array(slots);
    this.#numbers = new Int32Array(slots);
    this.most = new Int32Array(entries);
    this.count = new Int32Array(entries);
  }

  clear(): void {
    this.#stamp++;
    this.most.fill(0, 0, this.size);
    this.count.fill(0, 0, this.size);
    this.size = 0;
  }

  find(first: number, second: number): number {
    const slot = this.#slotOf(first, second);
    return this.#stamps[slot] === this.#stamp ? this.#numbers[slot] : -1;
  }

  add(first: number, second: number): number {
    const slot = this.#slotOf(first, second);
    if (this.#stamps[slot] === this.#stamp) return this.#numbers[slot];
    this.#stamps[slot] = this.#stamp;
    this.#firsts[slot] = first;
    this.#seconds[slot] = second;
    return this.#numbers[slot] = this.size++;
  }

  #slotOf(first: number, second: number): number {
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second + 0x7ed55d16, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = Math.imul(hash, 0xc2b2ae35) >>> 7 & this.#mask;
    while (
      this.#stamps[slot] === this.#stamp && (this.#firsts[slot] !== first || this.#seconds[slot] !== second)
    ) slot = (slot + 1) & this.#mask;
    return slot;
  }
}

/** Sentences share one small table, since making it would take longer than using it. */
const COMMON_ENTRIES = 2048;
const COMMON_TABLE = new PairTable(COMMON_ENTRIES);
