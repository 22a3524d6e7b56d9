import { columnValues } from "../data/column.ts";
import type { Frame } from "../data/frame.ts";
import type { Labels } from "./_drift_categorical.ts";
import type { ColumnKind } from "./_drift_finding.ts";
import type { MissingMarks } from "./_drift_missing.ts";
import type { Numbers } from "./_drift_numeric.ts";

/** A column of both frames, ready to be compared. */
export interface ComparableColumn {
  /** How it is compared. */
  readonly kind: ColumnKind;
  /** Which rows have no value. */
  readonly missing: MissingMarks;
  /** Its numbers, where it is numeric. */
  readonly numbers?: { readonly reference: Numbers; readonly current: Numbers };
  /** Its texts, where it is not. */
  readonly labels?: { readonly reference: Labels; readonly current: Labels };
}

/** A column that cannot be compared, and why. */
export interface IncomparableColumn {
  /** Such as "numbers in the reference, texts in the current frame". */
  readonly reason: string;
}

type Stored = "numbers" | "booleans" | "texts" | "dates" | "nothing" | "lists or objects";

/** Sums of squares of larger numbers would overflow. */
const LARGEST = 1e150;
/** Strings are categories where each occurs so often on average, or half as often where there are few. */
const TIMES = 5;
const TIMES_OF_FEW = 2;
const FEW = 10;
const DAY = 86_400_000;

/** Reads a column of both frames, and decides how it is compared unless the caller says so. */
export function readColumn(
  reference: Frame,
  current: Frame,
  about: { name: string; kind?: ColumnKind },
): ComparableColumn | IncomparableColumn {
  const { name, kind } = about;
  const frames = [reference, current];
  const [first, second] = frames.map((frame) => storedAs(frame, name));
  const stored = first === "nothing" ? second : first;
  if (stored === "nothing") return { reason: "neither frame has a value" };
  if ([first, second].includes("lists or objects")) return { reason: "it holds lists or objects" };
  if (second !== "nothing" && second !== stored) {
    return { reason: `it holds ${first} in the reference and ${second} in the current frame` };
  }
  const isNumeric = stored === "numbers" || stored === "dates";
  if (kind === "numeric" && !isNumeric) return { reason: `it holds ${stored}, which cannot be compared as numbers` };
  const valuesOf = (frame: Frame) => columnValues(frame, name, "detect drift");
  if (isNumeric && (kind ?? "numeric") === "numeric") {
    const numbers = frames.map((frame) => numbersOf(typedValues(frame, name) ?? valuesOf(frame)));
    if (numbers.some(({ sample }) => sample.values.some((x) => Math.abs(x) > LARGEST))) {
      return { reason: `it holds numbers above ${LARGEST} in size` };
    }
    return {
      kind: "numeric",
      missing: { reference: numbers[0].missing, current: numbers[1].missing },
      numbers: { reference: numbers[0].sample, current: numbers[1].sample },
    };
  }
  const values = frames.map(valuesOf);
  const labels = values.map(labelsOf);
  return {
    kind: kind ?? (stored === "booleans" ? "categorical" : kindOfTexts(values)),
    missing: { reference: labels[0].missing, current: labels[1].missing },
    labels: { reference: labels[0].sample, current: labels[1].sample },
  };
}

function storedAs(frame: Frame, name: string): Stored {
  const column = frame.getColumn(name);
  if (column.nullCount() === column.length) return "nothing";
  const type = String(frame.dtypes[frame.columns.indexOf(name)]).replace(/^DataType\((.*)\)$/, "$1");
  if (/^(U?Int|Float|Decimal)/.test(type)) return "numbers";
  if (/^Bool/.test(type)) return "booleans";
  if (/^(String|Utf8|Categorical|Enum)/.test(type)) return "texts";
  return /^Date/.test(type) ? "dates" : "lists or objects";
}

function kindOfTexts(frames: readonly (readonly unknown[])[]): ColumnKind {
  const distinct = new Set<unknown>();
  let total = 0;
  for (const values of frames) {
    for (const value of values) {
      if (value === null) continue;
      total++;
      distinct.add(value);
    }
  }
  const times = distinct.size <= FEW ? TIMES_OF_FEW : TIMES;
  return total >= times * distinct.size ? "categorical" : "text";
}

/** The numbers of a column without nulls, much faster than value by value; null where Polars has no such list. */
function typedValues(frame: Frame, name: string): ArrayLike<number | bigint> | null {
  const column = frame.getColumn(name);
  const type = String(frame.dtypes[frame.columns.indexOf(name)]);
  return /^DataType\((Float(32|64)|Int(8|16|32|64))\)$/.test(type) && column.nullCount() === 0
    ? column.toTypedArray()
    : null;
}

/** Dates count in days; what is not finite counts as missing. */
function numbersOf(column: ArrayLike<unknown>): { sample: Numbers; missing: Uint8Array } {
  const [values, rows] = [new Float64Array(column.length), new Int32Array(column.length)];
  const missing = new Uint8Array(column.length);
  let length = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    const number = value === null ? NaN : value instanceof Date ? value.getTime() / DAY : Number(value);
    if (!Number.isFinite(number)) {
      missing[row] = 1;
      continue;
    }
    values[length] = number;
    rows[length++] = row;
  }
  return { sample: { values: values.slice(0, length), rows: rows.slice(0, length) }, missing };
}

function labelsOf(column: readonly unknown[]): { sample: Labels; missing: Uint8Array } {
  const [values, rows]: [string[], number[]] = [[], []];
  const missing = new Uint8Array(column.length);
  column.forEach((value, row) => {
    if (value === null) missing[row] = 1;
    else {
      values.push(value instanceof Date ? value.toISOString() : String(value));
      rows.push(row);
    }
  });
  return { sample: { values, rows: Int32Array.from(rows) }, missing };
}
