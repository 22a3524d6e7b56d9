import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import { columnValues, isNumber, rowsWhere } from "../data/column.ts";
import { type Frame, isFrame } from "../data/frame.ts";

/** What functions may work on, by name: frames and lists. */
export type NamedData = Readonly<Record<string, Frame | readonly unknown[]>>;

/** Values as functions take them, by the name of an argument; a row that lacks one of them is in none. */
export interface DataRows<Name extends string, Value> {
  /** The values, all of one length. */
  readonly values: Readonly<Record<Name, readonly Value[]>>;
  /** How many rows were left out because a value is missing. */
  readonly excluded: number;
}

const MOST_DESCRIBED = 2_000;
const MOST_COLUMNS = 30;
const MOST_VALUES = 1_000_000;

/** The schema of an argument that is a list of numbers or names data. */
export const NUMBERS: Readonly<Record<string, unknown>> = dataSchema("number");

/** The schema of an argument that is a list of labels or names data. */
export const LABELS: Readonly<Record<string, unknown>> = dataSchema("string");

function dataSchema(type: string): Record<string, unknown> {
  return {
    anyOf: [
      { type: "string", minLength: 1, maxLength: 400 },
      { type: "array", items: { type }, minItems: 1, maxItems: 100_000 },
    ],
  };
}

/** What data there is, for the description of a function; empty where there is none. */
export function describeData(data: NamedData): string {
  const described = Object.entries(data).map(([name, value]) => {
    const columns = isFrame(value) ? value.columns : columnsOf(value);
    if (columns.length === 0) return `${name} (${sizeOf(value)} values)`;
    const shown = columns.slice(0, MOST_COLUMNS).map((column) => `${name}.${column}`).join(", ");
    return `${shown}${columns.length > MOST_COLUMNS ? ", …" : ""} (${sizeOf(value)} rows)`;
  });
  if (described.length === 0) return "";
  const text = described.join("; ");
  const cut = text.length > MOST_DESCRIBED ? `${text.slice(0, MOST_DESCRIBED)}…` : text;
  return `Name data of the run in place of a list, as a text; there is: ${cut}`;
}

/**
 * Numbers of several arguments, row by row: lists as they stand, texts as the data that they name. True and false are 1 and 0.
 *
 * @param given the arguments
 * @param data what there is
 * @returns the rows in which none is missing
 * @throws {AssayError} for a name that is unknown, a value that is no number, and lists of different lengths
 */
export function numberRows<Name extends string>(
  given: Readonly<Record<Name, unknown>>,
  data: NamedData,
): DataRows<Name, number> {
  return rows(
    given,
    data,
    (value) => typeof value === "boolean" ? Number(value) : isNumber(value) ? Number(value) : null,
  );
}

/**
 * Labels of several arguments, row by row, as {@linkcode numberRows}; numbers and booleans become texts.
 *
 * @param given the arguments
 * @param data what there is
 * @returns the rows in which none is missing
 */
export function labelRows<Name extends string>(
  given: Readonly<Record<Name, unknown>>,
  data: NamedData,
): DataRows<Name, string> {
  return rows(given, data, (value) => typeof value === "object" ? null : String(value));
}

/** The values that an argument stands for, missing ones as null. */
export function valuesOf(given: unknown, data: NamedData, argument: string): readonly unknown[] {
  if (Array.isArray(given)) return given;
  const text = String(given);
  const at = text.indexOf(".");
  const [name, column] = at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  const value = dataNamed(name, data, argument);
  if (isFrame(value)) {
    if (column !== null) return columnValues(value, column, `use ${argument}`);
    throw cannot(argument, `${name} has columns: name one of ${value.columns.slice(0, MOST_COLUMNS).join(", ")}`);
  }
  if (column === null) return value.map((one) => one ?? null);
  const known = columnsOf(value);
  if (!known.includes(column)) throw cannot(argument, `${name} has no "${column}", ${didYouMean(column, known)}`);
  return value.map((one) => isMap(one) && Object.hasOwn(one, column) ? one[column] ?? null : null);
}

/** The frame or list of a name. */
export function dataNamed(name: string, data: NamedData, argument: string): Frame | readonly unknown[] {
  if (Object.hasOwn(data, name)) return data[name];
  const known = Object.keys(data);
  const hint = known.length === 0
    ? "the step gives no data: pass a list, or let the pipeline say function_data"
    : didYouMean(name, known);
  throw cannot(argument, `no data is named ${describeValue(name)}, ${hint}`);
}

/** An error about one argument of a function. */
export function cannot(argument: string, problem: string): AssayError {
  return new AssayError(`Cannot use ${argument}`, { problems: [problem] });
}

function rows<Name extends string, Value>(
  given: Readonly<Record<Name, unknown>>,
  data: NamedData,
  read: (value: unknown) => Value | null,
): { values: Record<Name, Value[]>; excluded: number } {
  const names = Object.keys(given) as Name[];
  const lists = names.map((name) => {
    const values = valuesOf(given[name], data, name);
    if (values.length > MOST_VALUES) throw cannot(name, `it must have at most ${MOST_VALUES} values`);
    const wrong = rowsWhere(values, (value) => value !== null && read(value) === null);
    if (wrong.length === 0) return values.map((value) => value === null ? null : read(value));
    const shown = wrong.slice(0, 3).map(({ row, value }) => `row ${row} (${describeValue(value)})`).join(", ");
    throw cannot(name, `${wrong.length} of its values cannot be used: ${shown}`);
  });
  const [first] = lists;
  if (lists.some(({ length }) => length !== first.length)) {
    const lengths = names.map((name, i) => `${name} (${lists[i].length})`).join(", ");
    throw cannot(names.join(", "), `they must have the same length, received ${lengths}`);
  }
  const whole = first.map((_, i) => lists.every((list) => list[i] !== null));
  const values = names.map((name, i) => [name, lists[i].filter((_, row) => whole[row])]);
  return {
    values: Object.fromEntries(values) as Record<Name, Value[]>,
    excluded: whole.filter((isWhole) => !isWhole).length,
  };
}

function columnsOf(list: readonly unknown[]): string[] {
  return [...new Set(list.slice(0, 100).flatMap((one) => isMap(one) ? Object.keys(one) : []))];
}

function sizeOf(value: Frame | readonly unknown[]): number {
  return isFrame(value) ? value.height : value.length;
}
