/** Characters that are words of their own where no space parts words. */
const ALONE = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}";
const WORD = new RegExp(`[${ALONE}]|(?:(?![${ALONE}])[\\p{L}\\p{M}\\p{N}])+`, "gu");

/** The words of a text in lower case: runs of letters, marks and digits; characters of scripts without spaces stand alone. */
export function wordsIn(text: string): string[] {
  return text.normalize("NFC").toLowerCase().match(WORD) ?? [];
}

/** How many characters a text has, as code points. */
export function characterCount(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    // The second half of a pair of surrogates is no character of its own.
    const unit = text.charCodeAt(i);
    const isSecondHalf = unit >= 0xdc00 && unit < 0xe000 && i > 0 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800;
    if (!isSecondHalf) count++;
  }
  return count;
}

const SCRIPTS = [
  "Latin",
  "Cyrillic",
  "Greek",
  "Arabic",
  "Hebrew",
  "Devanagari",
  "Bengali",
  "Thai",
  "Hangul",
  "Hiragana",
  "Katakana",
  "Han",
];

const KINDS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ...SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, "u")] as const),
  ["other letters", /[\p{L}\p{M}]/u],
  ["digits", /\p{N}/u],
  ["white space", /[\s\p{Z}]/u],
  ["punctuation", /\p{P}/u],
  ["symbols", /\p{S}/u],
];

/** The kinds of characters, in the order of their numbers. */
export const CHARACTER_KINDS: readonly string[] = [...KINDS.map(([name]) => name), "other"];

const kindByCode = new Map<number, number>();

/** The kind of each character of a text, by its number in {@linkcode CHARACTER_KINDS}. */
export function characterKinds(text: string): number[] {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    const known = kindByCode.get(code);
    if (known !== undefined) return known;
    const found = KINDS.findIndex(([, pattern]) => pattern.test(character));
    const kind = found === -1 ? KINDS.length : found;
    kindByCode.set(code, kind);
    return kind;
  });
}
