import { describeValue } from "../core/describe_value.ts";

/** A table of counts with its margins. */
export interface CountTable {
  /** The counts by row. */
  readonly cells: readonly (readonly number[])[];
  /** The sum of each row. */
  readonly rows: readonly number[];
  /** The sum of each column. */
  readonly columns: readonly number[];
  /** The sum of all. */
  readonly total: number;
}

/**
 * The table as numbers of its own, with its margins.
 *
 * @param doing what the caller does, for the message
 * @param table rows of counts, all of one length
 * @returns the table
 * @throws {RangeError} if it has fewer than two rows or columns, is not rectangular, or a cell is no whole number of at least 0
 */
export function checkTable(doing: string, table: readonly (readonly number[])[]): CountTable {
  const width = table[0]?.length ?? 0;
  if (table.length < 2 || width < 2) {
    throw new RangeError(
      `Cannot ${doing}: table must have at least two rows and two columns, received ${table.length} × ${width}`,
    );
  }
  const columns = new Array<number>(width).fill(0);
  const rows = table.map((row, i) => {
    if (row.length !== width) {
      throw new RangeError(
        `Cannot ${doing}: table[${i}] must have ${width} columns as the first row, received ${row.length}`,
      );
    }
    return row.reduce((sum, count, j) => {
      if (!Number.isSafeInteger(count) || count < 0) {
        throw new RangeError(
          `Cannot ${doing}: table[${i}][${j}] must be a whole number of at least 0, received ${describeValue(count)}`,
        );
      }
      columns[j] += count;
      return sum + count;
    }, 0);
  });
  return { cells: table.map((row) => [...row]), rows, columns, total: rows.reduce((sum, count) => sum + count, 0) };
}
