/** Whether a UTF-16 unit is white space as Python's `str.split()` knows it, which most published text metrics rest on. */
export function isSpace(unit: number): boolean {
  if (unit <= 0x20) return (unit >= 0x09 && unit <= 0x0d) || unit >= 0x1c;
  if (unit < 0x85) return false;
  if (unit < 0x1680) return unit === 0x85 || unit === 0xa0;
  if (unit >= 0x2000 && unit <= 0x200a) return true;
  return [0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000].includes(unit);
}

/** The words of a text: what stands between white space. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  let start = -1;
  for (let i = 0; i < text.length; i++) {
    if (!isSpace(text.charCodeAt(i))) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      words.push(text.slice(start, i));
      start = -1;
    }
  }
  if (start >= 0) words.push(text.slice(start));
  return words;
}

let units = new Uint16Array(1024);

/** The UTF-16 units of a text, in a list that the next call fills anew; reading them there is several times faster. */
export function unitsOf(text: string): Uint16Array {
  if (text.length > units.length) units = new Uint16Array(2 * text.length);
  const list = units;
  for (let i = 0; i < text.length; i++) list[i] = text.charCodeAt(i);
  return list;
}

const ARENA = 2 ** 15;
let arena = new Int32Array(ARENA);
let used = 0;

/** Room for so many codes. The lists of many short texts lie side by side, since to make each by itself takes longer than to fill it. */
export function codeRoom(size: number): Int32Array {
  if (used + size > arena.length) [arena, used] = [new Int32Array(Math.max(ARENA, size)), 0];
  return arena.subarray(used, used + size);
}

/** The first codes of the room that was given last; it will not be given again. */
export function keepCodes(room: Int32Array, count: number): Int32Array {
  used += count;
  return room.subarray(0, count);
}

/**
 * Gives every word a number, the same number for the same word, in the order of their first use.
 *
 * Words are looked up by their characters where they stand in a text: to cut them out would take several times as long. How they
 * are spread over the table is chosen anew in each process, so that no text can be made to fill one place of it.
 */
export class Vocabulary {
  #slots = new Int32Array(1024);
  #hashes = new Int32Array(256);
  #ends = new Int32Array(256);
  #units = new Uint16Array(2048);
  #size = 0;

  /** The numbers of the words. */
  code(words: readonly string[]): Int32Array {
    const codes = new Int32Array(words.length);
    for (let i = 0; i < words.length; i++) codes[i] = this.number(unitsOf(words[i]), 0, words[i].length);
    return codes;
  }

  /** The numbers of the words of a text: what stands between white space. */
  codeText(text: string): Int32Array {
    const [units, codes] = [unitsOf(text), codeRoom(text.length)];
    let [count, start] = [0, -1];
    for (let i = 0; i < text.length; i++) {
      if (!isSpace(units[i])) {
        if (start < 0) start = i;
      } else if (start >= 0) {
        codes[count++] = this.number(units, start, i);
        start = -1;
      }
    }
    if (start >= 0) codes[count++] = this.number(units, start, text.length);
    return keepCodes(codes, count);
  }

  /** The number of the word that stands from `start` to `end` in the units of a text. */
  number(units: Uint16Array, start: number, end: number): number {
    let hash = BEGIN;
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash ^ units[i], SPREAD);
      // Without this step there are words whose hashes are equal whatever the multiplier is.
      hash ^= hash >>> 15;
    }
    const [slots, hashes] = [this.#slots, this.#hashes];
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (; slots[slot] > 0; slot = (slot + 1) & mask) {
      const word = slots[slot] - 1;
      if (hashes[word] === hash && this.#isWord(word, units, start, end)) return word;
    }
    return this.#add(units.subarray(start, end), hash, slot);
  }

  #isWord(word: number, units: Uint16Array, start: number, end: number): boolean {
    const known = this.#units;
    let at = word === 0 ? 0 : this.#ends[word - 1];
    if (this.#ends[word] - at !== end - start) return false;
    for (let i = start; i < end; i++) if (known[at++] !== units[i]) return false;
    return true;
  }

  #add(units: Uint16Array, hash: number, slot: number): number {
    const word = this.#size++;
    const from = word === 0 ? 0 : this.#ends[word - 1];
    if (word >= this.#hashes.length) [this.#hashes, this.#ends] = [doubled(this.#hashes), doubled(this.#ends)];
    while (from + units.length > this.#units.length) this.#units = doubled(this.#units);
    this.#units.set(units, from);
    this.#hashes[word] = hash;
    this.#ends[word] = from + units.length;
    this.#slots[slot] = word + 1;
    if (this.#size * 2 > this.#slots.length) this.#spread();
    return word;
  }

  /** Finds new places for all words in a table twice as large. */
  #spread(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let word = 0; word < this.#size; word++) {
      let slot = this.#hashes[word] & mask;
      while (this.#slots[slot] > 0) slot = (slot + 1) & mask;
      this.#slots[slot] = word + 1;
    }
  }
}

/** Numbers that are different in each process, the second odd; no result depends on them. */
const [BEGIN, SPREAD] = [0, 1].map((odd) => (Math.floor(Math.random() * 2 ** 31) * 2 + odd) | 0);

function doubled<T extends Int32Array | Uint16Array>(list: T): T {
  const larger = (list instanceof Int32Array ? new Int32Array(list.length * 2) : new Uint16Array(list.length * 2)) as T;
  larger.set(list);
  return larger;
}
