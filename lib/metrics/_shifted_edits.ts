/** Snover's and tercom's limits: longest block, how far it moves, how many shifts are tried, half the width of the search. */
const MOST_SHIFTED = 10;
const FARTHEST = 50;
const MOST_TRIED = 1000;
const HALF_BEAM = 25;
const MOST_WORDS = 5_000;
const MOST_CELLS = 4e6;
const ENDLESS = 1e9;

/** A block of words and the place where it moves to. */
interface Shift {
  readonly gain: number;
  readonly from: number;
  readonly length: number;
  readonly to: number;
}

/** How the words of both sides correspond. */
interface Alignment {
  /** For each word of the reference the word of the answer at or before it, −1 at the beginning. */
  readonly places: Int32Array;
  /** Edited words before each place of the reference, and of the answer. */
  readonly wrongReference: Int32Array;
  readonly wrongAnswer: Int32Array;
}

/**
 * The edits of the translation edit rate: insertions, deletions, substitutions, and shifts of blocks of words.
 *
 * Shifts are searched greedily, as tercom and sacreBLEU do it (Snover et al., AMTA 2006): the one that saves most edits, then the
 * longest, the leftmost and that with the leftmost target, until none saves any or 1,000 were tried. The edit distance looks 25
 * words around the diagonal.
 *
 * @returns the number, or null when the texts are too long
 */
export function shiftedEdits(reference: Int32Array, answer: Int32Array): number | null {
  if (reference.length === 0) return answer.length;
  if (answer.length > MOST_WORDS || reference.length > MOST_WORDS) return null;
  if (answer.length * reference.length > MOST_CELLS) return null;
  const table = new BeamTable(reference, answer.length);
  let [words, shifts, tried] = [answer, 0, 0];
  while (true) {
    const before = table.keep(words);
    const found = bestShift({ words, reference, table, before, tried });
    tried = found.tried;
    if (tried >= MOST_TRIED || found.shift === null || found.shift.gain <= 0) return shifts + before;
    words = shifted(words, found.shift);
    shifts++;
  }
}

function bestShift(
  search: { words: Int32Array; reference: Int32Array; table: BeamTable; before: number; tried: number },
): { shift: Shift | null; tried: number } {
  const { words, reference, table, before } = search;
  const alignment = table.align();
  let { tried } = search;
  let best: Shift | null = null;
  for (let from = 0; from < words.length; from++) {
    const last = Math.min(reference.length - 1, from + FARTHEST);
    for (let at = Math.max(0, from - FARTHEST); at <= last; at++) {
      for (let length = 1; length <= MOST_SHIFTED; length++) {
        const [fromEnd, atEnd] = [from + length, at + length];
        if (fromEnd > words.length || atEnd > reference.length) break;
        if (words[fromEnd - 1] !== reference[atEnd - 1]) break;
        if (!isWorthwhile(alignment, { from, at, length })) continue;
        let previous = -1;
        for (let offset = -1; offset < length; offset++) {
          const to = at + offset < 0 ? 0 : alignment.places[at + offset] + 1;
          if (to === previous) continue;
          previous = to;
          const shift = { from, length, to };
          const gain = before - table.tryOut(shifted(words, shift), Math.min(from, to));
          tried++;
          if (best === null || isBetter({ ...shift, gain }, best)) best = { ...shift, gain };
        }
        if (tried >= MOST_TRIED) return { shift: best, tried };
      }
    }
  }
  return { shift: best, tried };
}

/** Both blocks hold an error, and the words are not aligned with each other already. */
function isWorthwhile(
  { places, wrongReference, wrongAnswer }: Alignment,
  { from, at, length }: { from: number; at: number; length: number },
): boolean {
  return wrongAnswer[from + length] > wrongAnswer[from] && wrongReference[at + length] > wrongReference[at] &&
    !(places[at] >= from && places[at] < from + length);
}

function isBetter(one: Shift, other: Shift): boolean {
  if (one.gain !== other.gain) return one.gain > other.gain;
  if (one.length !== other.length) return one.length > other.length;
  return one.from !== other.from ? one.from < other.from : one.to < other.to;
}

function shifted(words: Int32Array, { from, length, to }: Omit<Shift, "gain">): Int32Array {
  // A target inside the block moves it on by so many words.
  const at = to < from ? to : to > from + length ? to - length : Math.min(to, words.length - length);
  const result = new Int32Array(words);
  if (at < from) result.copyWithin(at + length, at, from);
  else result.copyWithin(from, from + length, at + length);
  result.set(words.subarray(from, from + length), at);
  return result;
}

/** The table of edit distances around the diagonal, for answers of one length; rows of a common beginning are kept. */
class BeamTable {
  readonly #reference: Int32Array;
  /** The rows one after the other. */
  readonly #kept: Int32Array;
  readonly #trial: Int32Array;
  readonly #width: number;
  readonly #ratio: number;
  readonly #half: number;
  #words = new Int32Array(0);

  constructor(reference: Int32Array, length: number) {
    this.#reference = reference;
    this.#width = reference.length + 1;
    this.#ratio = length > 0 ? reference.length / length : 1;
    this.#half = HALF_BEAM < this.#ratio / 2 ? Math.ceil(this.#ratio / 2 + HALF_BEAM) : HALF_BEAM;
    this.#kept = new Int32Array((length + 1) * this.#width).fill(ENDLESS);
    for (let j = 0; j < this.#width; j++) this.#kept[j] = j;
    this.#trial = this.#kept.slice();
  }

  /** The distance of the words, whose rows are kept. */
  keep(words: Int32Array): number {
    this.#words = new Int32Array(words);
    return this.#fill(words, 0, this.#kept);
  }

  /** The distance of other words, which begin with `same` words of those kept. */
  tryOut(words: Int32Array, same: number): number {
    return this.#fill(words, same, this.#trial);
  }

  #fill(words: Int32Array, same: number, rows: Int32Array): number {
    const [n, width, reference] = [words.length, this.#width, this.#reference];
    for (let i = same + 1; i <= n; i++) {
      const diagonal = Math.floor(i * this.#ratio);
      const above = i - 1 === same ? this.#kept : rows;
      const [before, here, word] = [(i - 1) * width, i * width, words[i - 1]];
      const end = i === n ? width : Math.min(width, diagonal + this.#half);
      let j = Math.max(0, diagonal - this.#half);
      if (j === 0) {
        rows[here] = above[before] + 1;
        j = 1;
      }
      // What stands left of the beam is out of reach.
      let left = rows[here + j - 1];
      for (; j < end; j++) {
        const across = above[before + j - 1] + (word === reference[j - 1] ? 0 : 1);
        const over = above[before + j] + 1;
        left = Math.min(across, over, left + 1, ENDLESS);
        rows[here + j] = left;
      }
    }
    return (same === n ? this.#kept : rows)[n * width + width - 1];
  }

  /** Reads the kept rows from the end: a pair of words first, then a word of the answer, then one of the reference. */
  align(): Alignment {
    const [words, reference, rows, width] = [this.#words, this.#reference, this.#kept, this.#width];
    const places = new Int32Array(reference.length);
    const [wrongReference, wrongAnswer] = [new Int32Array(reference.length + 1), new Int32Array(words.length + 1)];
    let [i, j] = [words.length, reference.length];
    while (i > 0 || j > 0) {
      const cost = i > 0 && j > 0 && words[i - 1] === reference[j - 1] ? 0 : 1;
      const [here, above] = [i * width + j, (i - 1) * width + j];
      if (i > 0 && j > 0 && rows[here] === rows[above - 1] + cost) {
        places[j - 1] = i - 1;
        wrongReference[j--] = cost;
        wrongAnswer[i--] = cost;
      } else if (i > 0 && (j === 0 || rows[here] === rows[above] + 1)) wrongAnswer[i--] = 1;
      else {
        places[j - 1] = i - 1;
        wrongReference[j--] = 1;
      }
    }
    for (const wrong of [wrongReference, wrongAnswer]) wrong.forEach((_, k) => k > 0 && (wrong[k] += wrong[k - 1]));
    return { places, wrongReference, wrongAnswer };
  }
}
