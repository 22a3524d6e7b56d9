import pl from "nodejs-polars";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { evaluateExpression } from "../core/evaluate_expression.ts";
import { expressionPaths, parseExpression } from "../core/parse_expression.ts";
import { describeRows, rowsWhere } from "./column.ts";
import { computeRows, expressionReads } from "./_transform_expression.ts";
import type { OperationOf } from "./_transform_operations.ts";
import type { Frame } from "./frame.ts";

const MASK = "\u0000mask";
const NEW = "\u0000new";

/**
 * A column with the value of an expression for each row; it takes the place of one of the same name.
 *
 * @param frame the frame
 * @param as the column's name
 * @param options `expression`, and `now`: the clock
 * @returns a new frame
 * @throws {AssayError} for rows whose value cannot be computed, or is of another kind than the others
 */
export function deriveColumn(frame: Frame, as: string, options: { expression: string; now: () => Date }): Frame {
  const expression = parseExpression(options.expression);
  const { reads } = expressionReads(expressionPaths(expression), frame.columns);
  const values = computeRows(frame, reads, (scope) => evaluateExpression(expression, scope, options));
  return frame.withColumn(seriesOf(as, values));
}

/**
 * Replaces values by others. Missing values stay missing, numbers and booleans are found by how they are written.
 *
 * @param frame the frame
 * @param operation the operation, with a mapping
 * @returns a new frame
 * @throws {AssayError} if replaced and kept values are of different kinds
 */
export function mapColumn(frame: Frame, operation: OperationOf<"map">): Frame {
  const { field, as = field, mapping = {}, default: other = "keep" } = operation;
  const column = frame.getColumn(field);
  const type = typeOf(column);
  // Whole numbers are compared as text, since those above 2^53 are not what JavaScript shows.
  const shown = (isInteger(type) ? column.cast(pl.Utf8) : column).toArray() as unknown[];
  const isKept = shown.map((value) => other === "keep" && !(value != null && Object.hasOwn(mapping, textOf(value))));
  const values = shown.map((value, i) => {
    if (value === null || value === undefined || isKept[i]) return null;
    return Object.hasOwn(mapping, textOf(value)) ? mapping[textOf(value)] : other === "null" ? null : other;
  });
  const keptRow = isKept.findIndex((kept, i) => kept && shown[i] != null);
  if (keptRow === -1) return frame.withColumn(seriesOf(as, values));
  const kept = column.toArray()[keptRow];
  const wrong = rowsWhere(values, (value) => value !== null && kindOf(value) !== kindOf(kept));
  if (wrong.length > 0) {
    const remedy = `row ${keptRow + 1} keeps ${describeValue(kept)}; map it too, or say a default`;
    throw new AssayError("Cannot map", {
      problems: [`${describeRows(field, wrong, "is mapped to another kind of value")}, while ${remedy}`],
    });
  }
  const isWhole = isInteger(type) && values.every((value) => value === null || Number.isSafeInteger(value));
  const isNothing = values.every((value) => value === null);
  const replaced = isNothing ? pl.lit(null) : isWhole ? pl.col(NEW).cast(pl.Int64) : pl.col(NEW);
  return frame.withColumns(seriesOf(NEW, values), pl.Series(MASK, isKept, pl.Bool))
    .withColumn(pl.when(pl.col(MASK)).then(pl.col(field)).otherwise(replaced).alias(as))
    .drop(MASK, NEW);
}

/**
 * The type of a column as Polars writes it: "Int64", "List(DataType(String))".
 *
 * @param column the column
 * @returns the type
 */
export function typeOf(column: pl.Series): string {
  return String(column.dtype).replace(/^DataType\((.*)\)$/, "$1");
}

/**
 * Whether a type holds whole numbers.
 *
 * @param type the type
 * @returns whether it does
 */
export function isInteger(type: string): boolean {
  return /^U?Int\d+$/.test(type);
}

/**
 * How a value is written, as a key or as a column's name.
 *
 * @param value a number, text, boolean or date
 * @returns the text
 */
export function textOf(value: unknown): string {
  return value instanceof Date
    ? value.toISOString()
    : typeof value === "object"
    ? JSON.stringify(value)
    : String(value);
}

function seriesOf(name: string, values: readonly unknown[]): pl.Series {
  const kinds = new Map<string, number>();
  values.forEach((value, i) => {
    if (value !== null && !kinds.has(kindOf(value))) kinds.set(kindOf(value), i + 1);
  });
  const told = Array.from(kinds, ([kind, row]) => `${kind} (row ${row})`).join(", ");
  const problem = kinds.size > 1
    ? `must be of one kind, received ${told}`
    : kinds.has("an object") || kinds.has("a list of values of different kinds")
    ? `must be texts, numbers, booleans, dates or lists of these, received ${told}`
    : null;
  if (problem !== null) {
    throw new AssayError("Cannot make a column", { problems: [`the values of "${name}" ${problem}`] });
  }
  if (kinds.has("a number")) return pl.Series(name, [...values], pl.Float64);
  if (kinds.has("a boolean")) return pl.Series(name, [...values], pl.Bool);
  return kinds.size === 0 || kinds.has("a text")
    ? pl.Series(name, [...values], pl.Utf8)
    : pl.Series(name, [...values] as Date[]);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    const items = [...new Set(value.filter((item) => item !== null).map(kindOf))];
    if (items.length === 0) return "a list";
    const isPlain = items.length === 1 && !/object|list/.test(items[0]);
    return isPlain ? "a list" : "a list of values of different kinds";
  }
  if (value instanceof Date) return "a date";
  if (typeof value === "string") return "a text";
  if (typeof value === "object") return "an object";
  return typeof value === "bigint" ? "a number" : `a ${typeof value}`;
}
