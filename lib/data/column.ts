import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import type { Frame } from "./frame.ts";

const MOST_ROWS_TOLD = 10;

/**
 * The values of a column as text: labels that were read as numbers become their digits.
 *
 * @param frame the frame
 * @param name the column
 * @param options `doing`: what the caller does, for messages; `allowNull`: whether missing values are fine (default false)
 * @returns one string, or null, a row
 * @throws {AssayError} if there is no such column (with the nearest name) or values are missing (with row numbers from 1)
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameOf } from "./frame.ts";
 *
 * assertEquals(textColumn(frameOf({ label: [1, 0] }), "label"), ["1", "0"]);
 * ```
 */
export function textColumn<Nulls extends boolean = false>(
  frame: Frame,
  name: string,
  options: { doing?: string; allowNull?: Nulls } = {},
): (Nulls extends true ? string | null : string)[] {
  const { doing = "read a column", allowNull = false } = options;
  const values = columnValues(frame, name, doing);
  if (!allowNull) throwForRows(doing, name, rowsWhere(values, (value) => value === null), "has no value");
  const texts = values.map((value) => value === null || typeof value === "string" ? value : asText(value));
  return texts as (Nulls extends true ? string | null : string)[];
}

/**
 * The values of a column as numbers.
 *
 * @param frame the frame
 * @param name the column
 * @param options `doing`: what the caller does, for messages
 * @returns one number, or null where the value is missing, a row
 * @throws {AssayError} if there is no such column or a value is no number (with row numbers from 1)
 */
export function numberColumn(frame: Frame, name: string, options: { doing?: string } = {}): (number | null)[] {
  const { doing = "read a column" } = options;
  const values = columnValues(frame, name, doing);
  throwForRows(doing, name, rowsWhere(values, (value) => value !== null && !isNumber(value)), "is not a number");
  return values.map((value) => value === null ? null : Number(value));
}

/**
 * The values of a column as Polars gives them, with missing ones as null.
 *
 * @param frame the frame
 * @param name the column
 * @param doing what the caller does, for the message
 * @returns the values
 * @throws {AssayError} if there is no such column, with the nearest name
 */
export function columnValues(frame: Frame, name: string, doing: string): unknown[] {
  if (!frame.columns.includes(name)) {
    throw new AssayError(`Cannot ${doing}`, { problems: [`no column "${name}", ${didYouMean(name, frame.columns)}`] });
  }
  return frame.getColumn(name).toArray().map((value: unknown) => value ?? null);
}

/**
 * The rows, counted from 1, whose value passes a test.
 *
 * @param values the column
 * @param test what to look for
 * @returns row numbers with the values
 */
export function rowsWhere(
  values: readonly unknown[],
  test: (value: unknown) => boolean,
): { row: number; value: unknown }[] {
  return values.flatMap((value, i) => test(value) ? [{ row: i + 1, value }] : []);
}

/**
 * One line that names the first few offending rows of a column.
 *
 * @param name the column
 * @param rows the rows
 * @param what what is wrong with them: "has no value"
 * @returns such as `column "label": row 17 has no value; row 20 has no value (and 3 more)`
 */
export function describeRows(name: string, rows: readonly { row: number; value: unknown }[], what: string): string {
  const shown = rows.slice(0, MOST_ROWS_TOLD).map(({ row, value }) => {
    return value === null ? `row ${row}` : `row ${row} (${describeValue(value)})`;
  });
  const more = rows.length > MOST_ROWS_TOLD ? ` and ${rows.length - MOST_ROWS_TOLD} more` : "";
  return `column "${name}" ${what}: ${shown.join(", ")}${more}`;
}

function throwForRows(doing: string, name: string, rows: { row: number; value: unknown }[], what: string): void {
  if (rows.length > 0) throw new AssayError(`Cannot ${doing}`, { problems: [describeRows(name, rows, what)] });
}

/**
 * Whether a value of a column is a finite number; Polars gives large integers as bigint.
 *
 * @param value the value
 * @returns true for numbers
 */
export function isNumber(value: unknown): boolean {
  return typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value));
}

function asText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
