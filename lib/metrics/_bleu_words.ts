import { wordsOf } from "./_words.ts";

/** How BLEU splits texts into words: see {@linkcode bleu}. */
export type BleuTokens = "13a" | "intl" | "char" | "none";

/** The splitters by their names in sacreBLEU. */
export const BLEU_TOKENS: Readonly<Record<BleuTokens, (text: string) => string[]>> = {
  "13a": (text) => wordsOf(splitPeriods(splitMarks(` ${unescaped(text)} `))),
  intl: (text) => wordsOf(splitInternational(text)),
  char: (text) => Array.from(text).filter((character) => wordsOf(character).length > 0),
  none: wordsOf,
};

/** A text without white space at its end. */
export function withoutTrailingSpace(text: string): string {
  let end = text.length;
  while (end > 0 && wordsOf(text[end - 1]).length === 0) end--;
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
