/** White space as Python's `str.split()` knows it, which most published text metrics rest on. */
// deno-lint-ignore no-control-regex
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The words of a text: what stands between white space. */
export function wordsOf(text: string): string[] {
  return text.split(SPACE).filter((word) => word !== "");
}

/** Gives every word a number, the same number for the same word. */
export class Vocabulary {
  readonly #codes = new Map<string, number>();

  /** The numbers of the words. */
  code(words: readonly string[]): Int32Array {
    const codes = new Int32Array(words.length);
    for (let i = 0; i < words.length; i++) {
      let code = this.#codes.get(words[i]);
      if (code === undefined) this.#codes.set(words[i], code = this.#codes.size);
      codes[i] = code;
    }
    return codes;
  }
}
