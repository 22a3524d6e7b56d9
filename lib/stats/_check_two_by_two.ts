import { checkTable, type CountTable } from "./_check_table.ts";

/**
 * The 2 × 2 table with its margins.
 *
 * @param doing what the caller does, for the message
 * @param table two rows of two counts
 * @returns the table
 * @throws {RangeError} if it is not 2 × 2 or a count is no whole number of at least 0
 */
export function checkTwoByTwo(doing: string, table: readonly (readonly number[])[]): CountTable {
  const found = checkTable(doing, table);
  if (found.cells.length === 2 && found.columns.length === 2) return found;
  throw new RangeError(
    `Cannot ${doing}: table must be 2 × 2, received ${found.cells.length} × ${found.columns.length}`,
  );
}
