import { checkInteger } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { blockDistance } from "./_edit_blocks.ts";
import { transposingDistance, unrestrictedDistance } from "./_edit_transposing.ts";
import { MOST_CHARACTERS } from "./_item_scores.ts";

/** Which edits count as one: see {@linkcode editDistance}. */
export type EditKind = "levenshtein" | "osa" | "damerau";

/** The most steps of the bit-parallel and of the plain algorithm, each about a second. */
const MOST_BLOCK_STEPS = 3e8;
const MOST_CELLS = 2.5e7;

/**
 * The least number of edits that turn one text into the other.
 *
 * The edits are insertion, deletion and substitution of one character ("levenshtein"); with "osa" also the transposition of two
 * neighbours that are not edited again (optimal string alignment); with "damerau" the unrestricted Damerau-Levenshtein
 * distance, which is a metric while OSA is not. Characters are Unicode code points, not UTF-16 units and not graphemes;
 * nothing is normalised, so "é" in NFC and NFD are at distance 2: normalise both with `normalize("NFC")` where that is meant.
 * Levenshtein is computed 32 characters at a time (Myers, J. ACM 46 (1999) 395-415; in blocks by Hyyrö, 2003).
 *
 * @param a one text
 * @param b the other
 * @param options `kind`: default "levenshtein"; `most`: stop looking and return `most + 1` when the distance is larger
 * @returns the distance, 0 to the length of the longer text in code points
 * @throws {RangeError} if a text is longer than 1 MiB, or both together are too long to be compared in about a second
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(editDistance("kitten", "sitting"), 3);
 * assertEquals([editDistance("ca", "abc", { kind: "osa" }), editDistance("ca", "abc", { kind: "damerau" })], [3, 2]);
 * assertEquals(editDistance("👍", "👎"), 1);
 * ```
 */
export function editDistance(a: string, b: string, options: { kind?: EditKind; most?: number } = {}): number {
  const { kind = "levenshtein", most } = options;
  if (most !== undefined) checkInteger("compute the edit distance", "most", most, { min: 0 });
  if (!["levenshtein", "osa", "damerau"].includes(kind)) {
    throw new RangeError(
      `Cannot compute the edit distance: kind must be levenshtein, osa or damerau, received ${describeValue(kind)}`,
    );
  }
  for (const text of [a, b]) {
    if (text.length > MOST_CHARACTERS) throw tooLong(`${text.length} characters`);
  }
  const found = sequenceDistance(codePoints(a), codePoints(b), { kind, most });
  if (found === null) throw tooLong(`${a.length} and ${b.length} characters`);
  return found;
}

/** Code points of a text; a lone surrogate stands for itself. */
export function codePoints(text: string): Int32Array {
  const codes = new Int32Array(text.length);
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code >= 0xd800 && code <= 0xdbff) {
      code = text.codePointAt(i)!;
      if (code > 0xffff) i++;
    }
    codes[n++] = code;
  }
  return codes.subarray(0, n);
}

/** The distance of two sequences of codes, or null when they are too long to be compared. */
export function sequenceDistance(
  a: Int32Array,
  b: Int32Array,
  options: { kind?: EditKind; most?: number } = {},
): number | null {
  const { kind = "levenshtein", most = Infinity } = options;
  let [start, ends] = [0, [a.length, b.length]];
  while (start < ends[0] && start < ends[1] && a[start] === b[start]) start++;
  while (ends[0] > start && ends[1] > start && a[ends[0] - 1] === b[ends[1] - 1]) ends = [ends[0] - 1, ends[1] - 1];
  const [one, two] = [a.subarray(start, ends[0]), b.subarray(start, ends[1])];
  const [short, long] = one.length <= two.length ? [one, two] : [two, one];
  if (short.length === 0 || long.length - short.length > most) return Math.min(long.length, most + 1);
  if (kind === "levenshtein") {
    if (Math.ceil(short.length / 32) * long.length > MOST_BLOCK_STEPS) return null;
    const found = blockDistance(short, long);
    return found === null ? null : Math.min(found, most + 1);
  }
  if (short.length * long.length > MOST_CELLS) return null;
  const found = kind === "osa" ? transposingDistance(short, long) : unrestrictedDistance(short, long);
  return Math.min(found, most + 1);
}

function tooLong(received: string): RangeError {
  return new RangeError(
    `Cannot compute the edit distance: the texts must be short enough to be compared in about a second, received ${received}`,
  );
}
