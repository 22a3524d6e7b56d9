/**
 * The remedy for an unknown name: the nearest known one, or the list of all.
 *
 * Nearest by the Damerau-Levenshtein distance (optimal string alignment), at most a third of the name's length away.
 *
 * @param name what was given
 * @param known what is allowed, in the order in which to list it
 * @returns `did you mean "x"?` or `known: a, b, c`
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(didYouMean("metric", ["metrics", "model"]), 'did you mean "metrics"?');
 * assertEquals(didYouMean("xyz", ["metrics", "model"]), "known: metrics, model");
 * ```
 */
export function didYouMean(name: string, known: readonly string[]): string {
  const wanted = name.toLowerCase().slice(0, 100);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase().slice(0, 100));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  if (best !== undefined) return `did you mean "${best}"?`;
  if (known.length === 0) return "nothing is known here";
  const shown = known.slice(0, 30).join(", ");
  return known.length > 30 ? `known: ${shown}, … (${known.length} in all)` : `known: ${shown}`;
}

function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, substitution);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    [older, previous] = [previous, row];
  }
  return previous[b.length];
}
