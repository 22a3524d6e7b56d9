import { codeRoom, isSpace, keepCodes, unitsOf, type Vocabulary, wordsOf } from "./_words.ts";

/** How BLEU splits texts into words: see {@linkcode bleu}. */
export type BleuTokens = "13a" | "intl" | "char" | "none";

/** The splitters by their names in sacreBLEU. */
export const BLEU_TOKENS: Readonly<Record<BleuTokens, (text: string) => string[]>> = {
  "13a": (text) => wordsOf(splitPeriods(splitMarks(` ${unescaped(text)} `))),
  intl: (text) => wordsOf(splitInternational(text)),
  char: (text) => Array.from(text).filter((character) => !isSpace(character.charCodeAt(0))),
  none: wordsOf,
};

/** The numbers of a text's words. */
export function codeBleuWords(text: string, tokens: BleuTokens, vocabulary: Vocabulary): Int32Array {
  if (tokens === "none") return vocabulary.codeText(text);
  return (tokens === "13a" ? code13a(unescaped(text), vocabulary) : null) ?? vocabulary.code(BLEU_TOKENS[tokens](text));
}

/**
 * What `splitMarks` and `splitPeriods` give, in one way through the text; null where two periods or commas stand side by side, as
 * then the replacements get into each other's way.
 */
function code13a(text: string, vocabulary: Vocabulary): Int32Array | null {
  const [units, codes] = [unitsOf(text), codeRoom(text.length)];
  const kindAt = (place: number) => place >= 0 && place < text.length ? KINDS[units[place]] ?? LETTER : GAP;
  let [count, start] = [0, -1];
  for (let i = 0; i < text.length; i++) {
    const unit = units[i];
    const kind = unit < KINDS.length ? KINDS[unit] : isSpace(unit) ? GAP : LETTER;
    let isAlone = kind === MARK;
    if (kind === POINT) {
      const next = kindAt(i + 1);
      if (next === POINT) return null;
      isAlone = next !== DIGIT || kindAt(i - 1) !== DIGIT;
    } else if (kind === DASH) isAlone = kindAt(i - 1) === DIGIT;
    if (isAlone || kind === GAP) {
      if (start >= 0) codes[count++] = vocabulary.number(units, start, i);
      start = -1;
      if (isAlone) codes[count++] = vocabulary.number(units, i, i + 1);
    } else if (start < 0) start = i;
  }
  if (start >= 0) codes[count++] = vocabulary.number(units, start, text.length);
  return keepCodes(codes, count);
}

const [LETTER, DIGIT, GAP, MARK, POINT, DASH] = [0, 1, 2, 3, 4, 5];

/** What the ASCII characters are to `code13a`. */
const KINDS = Uint8Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  if (isSpace(unit)) return GAP;
  if (/[0-9]/.test(character)) return DIGIT;
  if (/[.,]/.test(character)) return POINT;
  return character === "-" ? DASH : splitMarks(character) === character ? LETTER : MARK;
});

/** A text without white space at its end. */
export function withoutTrailingSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Marks of punctuation and symbols apart, but not apostrophes, dashes, periods and commas. */
export function splitMarks(text: string): string {
  return text.replace(/[{-~[-` -&(-+:-@/]/g, " $& ");
}

/** Periods and commas apart unless between digits, and a dash behind a digit. */
export function splitPeriods(text: string): string {
  return text
    .replace(/([^0-9])([.,])/g, "$1 $2 ")
    .replace(/([.,])([^0-9])/g, " $1 $2")
    .replace(/([0-9])(-)/g, "$1 $2 ");
}

/** Four escapes undone, in the order in which mteval-v13a undoes them. */
export function unescapeMarkup(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
}

function unescaped(text: string): string {
  return unescapeMarkup(text.replaceAll("<skipped>", "").replaceAll("-\n", "").replaceAll("\n", " "));
}

/** Punctuation apart unless between digits, symbols always, by Unicode's categories (mteval-v14). */
function splitInternational(text: string): string {
  return text
    .replace(/(\P{N})(\p{P})/gu, "$1 $2 ")
    .replace(/(\p{P})(\P{N})/gu, " $1 $2")
    .replace(/\p{S}/gu, " $& ");
}
