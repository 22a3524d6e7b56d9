const WORD = /[\p{L}\p{N}_]{2,}/gu;
const SURROGATE = /[\ud800-\udfff]/;

/** Lower-case words of at least two characters, as scikit-learn's default `token_pattern` finds them. */
export function words(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

/**
 * Character n-grams within words, which are padded by a blank on both sides: scikit-learn's analyser `char_wb`. A word that is
 * shorter than n counts once.
 */
export function characterGrams(text: string, shortest = 3, longest = 5): string[] {
  const grams: string[] = [];
  for (const word of text.toLowerCase().split(/\s+/)) {
    if (word === "") continue;
    const padded = ` ${word} `;
    const letters = SURROGATE.test(padded) ? [...padded] : padded;
    for (let n = shortest; n <= longest; n++) {
      const count = Math.max(1, letters.length - n + 1);
      for (let at = 0; at < count; at++) {
        const gram = letters.slice(at, at + n);
        grams.push(typeof gram === "string" ? gram : gram.join(""));
      }
      if (count === 1) break;
    }
  }
  return grams;
}
