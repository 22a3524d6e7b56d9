import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { columnValues, describeRows, isNumber, rowsWhere } from "./column.ts";
import type { Frame } from "./frame.ts";

/** What a column must be. */
export interface ColumnRule {
  /** "string", "number", "integer" or "boolean". */
  readonly type?: "string" | "number" | "integer" | "boolean";
  /** Whether missing values are allowed, default false. */
  readonly nullable?: boolean;
  /** The only values allowed. */
  readonly values?: readonly (string | number | boolean)[];
  /** The smallest number allowed. */
  readonly min?: number;
  /** The largest number allowed. */
  readonly max?: number;
  /** The fewest characters allowed, white space around the text not counted. */
  readonly minLength?: number;
  /** The most characters allowed. */
  readonly maxLength?: number;
}

/** What a frame must be. */
export interface Schema {
  /** The rules by column; columns that are not named may hold anything. */
  readonly columns: Readonly<Record<string, ColumnRule>>;
  /** A column whose values must differ. */
  readonly id?: string;
  /** The fewest rows allowed, default 1. */
  readonly minRows?: number;
}

/**
 * Checks a frame against a schema and tells everything that is wrong, with row numbers from 1.
 *
 * @param frame the frame
 * @param schema the rules
 * @returns the frame itself, so that steps can be chained
 * @throws {AssayError} with one problem for each column and rule
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { frameOf } from "./frame.ts";
 *
 * const frame = frameOf({ text: ["hi", null], score: [0.2, 7] });
 * assertThrows(() => validate(frame, { columns: { text: {}, score: { max: 1 } } }), Error, 'column "text" has no value: row 2');
 * ```
 */
export function validate(frame: Frame, schema: Schema): Frame {
  const problems = Object.entries(schema.columns).flatMap(([name, rule]) => checkColumn(frame, name, rule));
  if (schema.id !== undefined) problems.push(...checkIds(frame, schema.id));
  const { minRows = 1 } = schema;
  if (frame.height < minRows) problems.push(`at least ${minRows} rows are needed, received ${frame.height}`);
  if (problems.length > 0) throw new AssayError("The data is not valid", { problems });
  return frame;
}

function checkColumn(frame: Frame, name: string, rule: ColumnRule): string[] {
  if (!frame.columns.includes(name)) return [`no column "${name}", ${didYouMean(name, frame.columns)}`];
  const values = columnValues(frame, name, "validate");
  const problems: string[] = [];
  const report = (wrong: (value: unknown) => boolean, what: string) => {
    const rows = rowsWhere(values, (value) => value !== null && wrong(value));
    if (rows.length > 0) problems.push(describeRows(name, rows, what));
  };
  if (!(rule.nullable ?? false)) {
    const missing = rowsWhere(values, (value) => value === null);
    if (missing.length > 0) problems.push(describeRows(name, missing, "has no value"));
  }
  const { type, min, max, minLength, maxLength, values: allowed } = rule;
  const isNumeric = type === "number" || type === "integer" || min !== undefined || max !== undefined;
  // A file's column is text as soon as one of its values is none of the type: then only those values are told.
  const asRead = isNumeric ? values.map((value) => typeof value === "string" ? fromText(value) : value) : values;
  const fromFile = asRead.some((value) => typeof value === "string");
  const wanted = type ?? (isNumeric ? "number" : undefined);
  if (wanted !== undefined) {
    const wrong = rowsWhere(fromFile ? asRead : values, (value) => value !== null && !hasType(value, wanted));
    if (wrong.length > 0) problems.push(describeRows(name, wrong, `must be of type ${wanted}`));
  }
  if (min !== undefined) report((value) => isNumber(value) && Number(value) < min, `must be at least ${min}`);
  if (max !== undefined) report((value) => isNumber(value) && Number(value) > max, `must be at most ${max}`);
  if (minLength !== undefined) {
    report(
      (value) => String(value).trim().length < minLength,
      `must have at least ${minLength} ${minLength === 1 ? "character" : "characters"}`,
    );
  }
  if (maxLength !== undefined) {
    report((value) => String(value).length > maxLength, `must have at most ${maxLength} characters`);
  }
  if (allowed !== undefined) {
    const listed = allowed.slice(0, 12).map(describeValue).join(", ");
    const names = new Set(allowed.map(String));
    report((value) => !names.has(String(value)), `must be one of ${listed}${allowed.length > 12 ? ", …" : ""}`);
  }
  return problems;
}

function checkIds(frame: Frame, name: string): string[] {
  if (!frame.columns.includes(name)) return [`no column "${name}" for the id, ${didYouMean(name, frame.columns)}`];
  const rows = new Map<unknown, number[]>();
  columnValues(frame, name, "validate").forEach((value, i) => {
    const same = rows.get(value);
    if (same === undefined) rows.set(value, [i + 1]);
    else same.push(i + 1);
  });
  const repeated = [...rows].filter(([, same]) => same.length > 1);
  const told = repeated.slice(0, 10).map(([value, same]) =>
    `${describeValue(value)} in rows ${same.slice(0, 5).join(", ")}`
  );
  const more = repeated.length > 10 ? ` and ${repeated.length - 10} more` : "";
  return repeated.length === 0 ? [] : [`column "${name}" must hold different ids: ${told.join("; ")}${more}`];
}

function fromText(text: string): string | number {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function hasType(value: unknown, type: NonNullable<ColumnRule["type"]>): boolean {
  if (type === "number") return isNumber(value);
  if (type === "integer") return typeof value === "bigint" || Number.isInteger(value);
  return type === "string" ? typeof value === "string" : typeof value === "boolean";
}
