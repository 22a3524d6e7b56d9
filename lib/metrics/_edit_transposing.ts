/** Optimal string alignment: Levenshtein with transpositions of neighbours that are not edited again; three rows of memory. */
export function transposingDistance(short: Int32Array, long: Int32Array): number {
  const width = short.length + 1;
  let [older, previous, row] = [
    new Int32Array(width),
    Int32Array.from({ length: width }, (_, j) => j),
    new Int32Array(width),
  ];
  for (let i = 1; i <= long.length; i++) {
    row[0] = i;
    for (let j = 1; j < width; j++) {
      const cost = long[i - 1] === short[j - 1] ? 0 : 1;
      let best = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + cost);
      const swapped = i > 1 && j > 1 && long[i - 1] === short[j - 2] && long[i - 2] === short[j - 1];
      if (swapped) best = Math.min(best, older[j - 2] + 1);
      row[j] = best;
    }
    [older, previous, row] = [previous, row, older];
  }
  return previous[short.length];
}

/**
 * The unrestricted Damerau-Levenshtein distance, by Lowrance and Wagner (J. ACM 22 (1975) 177-183).
 *
 * A transposition reaches back to the row where the column's character was last seen and the column where the row's was. Only the
 * rows where a character of the short text was last seen are ever read again, so one row a distinct character is kept.
 */
export function unrestrictedDistance(short: Int32Array, long: Int32Array): number {
  const width = short.length + 1;
  const seen = new Map<number, { row: number; above: Int32Array }>();
  let previous = Int32Array.from({ length: width }, (_, j) => j);
  for (let i = 1; i <= long.length; i++) {
    const row = new Int32Array(width);
    row[0] = i;
    let column = 0;
    for (let j = 1; j < width; j++) {
      const equal = long[i - 1] === short[j - 1];
      let best = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (equal ? 0 : 1));
      const last = seen.get(short[j - 1]);
      if (last !== undefined && column > 0) {
        best = Math.min(best, last.above[column - 1] + (i - last.row - 1) + 1 + (j - column - 1));
      }
      if (equal) column = j;
      row[j] = best;
    }
    seen.set(long[i - 1], { row: i, above: previous });
    previous = row;
  }
  return previous[short.length];
}
