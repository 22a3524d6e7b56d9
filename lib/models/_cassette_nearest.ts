import { visible } from "../core/escape.ts";
import type { Exchange } from "./_cassette_line.ts";

const MOST_WORDS = 500;
const MOST_CANDIDATES = 20;
const MOST_EDITED = 400;
const MOST_LINES = 10;
const MOST_WIDTH = 160;

/**
 * The recorded request that is nearest to one that is missing. The words that two texts share choose the candidates, the edit
 * distance of what is between their common beginning and end chooses among them, so the time is bounded for any cassette.
 *
 * @param text the missing request in words
 * @param exchanges what is recorded
 * @returns the nearest one; undefined where there is none
 */
export function nearest(text: string, exchanges: Iterable<Exchange>): Exchange | undefined {
  const words = wordsOf(text);
  const candidates: { exchange: Exchange; overlap: number }[] = [];
  for (const exchange of exchanges) {
    candidates.push({ exchange, overlap: overlapOf(words, wordsOf(exchange.request)) });
  }
  candidates.sort((a, b) => b.overlap - a.overlap);
  let best: Exchange | undefined;
  let least = Infinity;
  for (const { exchange } of candidates.slice(0, MOST_CANDIDATES)) {
    const distance = distanceOf(text, exchange.request);
    if (distance < least) [best, least] = [exchange, distance];
  }
  return best;
}

/**
 * What differs between two texts, at most 10 lines: those of the recorded one begin with "-", those of the asked one with "+".
 *
 * @param recorded the recorded request in words
 * @param asked the missing request in words
 * @returns the lines; empty where the texts are equal
 */
export function difference(recorded: string, asked: string): string[] {
  const [a, b] = [recorded.split("\n"), asked.split("\n")];
  const start = commonStart(a, b);
  const end = commonStart(a.slice(start).reverse(), b.slice(start).reverse());
  const [removed, added] = [a, b].map((lines) => lines.slice(start, lines.length - end));
  const half = MOST_LINES / 2;
  const show = (lines: string[], others: string[], sign: string) =>
    lines.slice(0, Math.max(half, MOST_LINES - others.length)).map((line, i) =>
      `${sign} ${around(line, others[i] ?? "")}`
    );
  return [...show(removed, added, "-"), ...show(added, removed, "+")];
}

/** The part of a line where it begins to differ from another. */
function around(line: string, other: string): string {
  const at = Math.max(0, commonStart(line, other) - MOST_WIDTH / 4);
  const from = line.length <= MOST_WIDTH ? 0 : at;
  const part = line.slice(from, from + MOST_WIDTH).toWellFormed();
  return visible(`${from > 0 ? "…" : ""}${part}${from + MOST_WIDTH < line.length ? "…" : ""}`);
}

function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const [word] of text.matchAll(/\S{1,40}/g)) {
    if (words.size >= MOST_WORDS) break;
    words.add(word);
  }
  return words;
}

function overlapOf(a: Set<string>, b: Set<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return 2 * shared / Math.max(1, a.size + b.size);
}

function distanceOf(a: string, b: string): number {
  const start = commonStart(a, b);
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [inA, inB] = [a, b].map((text) => text.slice(start, text.length - end));
  const beyond = Math.max(0, Math.max(inA.length, inB.length) - MOST_EDITED);
  return beyond + editDistance(inA.slice(0, MOST_EDITED), inB.slice(0, MOST_EDITED));
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, replaced);
    }
    previous = row;
  }
  return previous[b.length];
}

function commonStart<T>(a: ArrayLike<T>, b: ArrayLike<T>): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}
