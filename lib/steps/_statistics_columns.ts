import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { columnValues, describeRows, isNumber, rowsWhere } from "../data/column.ts";
import type { Frame } from "../data/frame.ts";

/** Tells a problem of one field of a test. */
export type Report = (at: readonly (string | number)[], problem: string) => void;

/** A column of the frame or a list, and where the pipeline names it. */
export interface Source {
  /** The column's name, or that of the field that holds the list. */
  readonly label: string;
  /** The keys that lead to it in the test. */
  readonly at: readonly (string | number)[];
  /** Its values, null where one is missing. */
  readonly values: readonly unknown[];
}

/** Reads one value: null where it is missing, undefined where it is of another kind. */
type Read<T> = (value: unknown) => T | null | undefined;

/** Values as numbers; true is 1 and false 0. */
export const asNumber: Read<number> = (value) =>
  value === null ? null : typeof value === "boolean" || isNumber(value) ? Number(value) : undefined;

/** True and false, or 1 and 0. */
export const asBinary: Read<number> = (value) => {
  const number = asNumber(value);
  return number === null || number === 0 || number === 1 ? number : undefined;
};

/** Names of categories, as texts. */
export const asLabel: Read<string> = (value) =>
  value === null
    ? null
    : typeof value === "string" || typeof value === "boolean" || isNumber(value)
    ? String(value)
    : undefined;

const WANTED = new Map<Read<never> | Read<number> | Read<string>, string>([
  [asNumber, "is not a number"],
  [asBinary, "is neither true (1) nor false (0)"],
  [asLabel, "is neither a text nor a number nor true or false"],
]);

/** The values that a field names; null, with the problem told, where there is no such column. */
export function sourceOf(
  given: string | readonly unknown[],
  at: readonly (string | number)[],
  { frame, report }: { frame: Frame | undefined; report: Report },
): Source | null {
  const field = at.reduce<string>((text, part) => typeof part === "number" ? `${text}[${part}]` : `${part}`, "");
  if (typeof given !== "string") return { label: field, at, values: given.map((value) => value ?? null) };
  if (frame === undefined) return null;
  if (!frame.columns.includes(given)) {
    report(at, `no column "${given}", ${didYouMean(given, frame.columns)}`);
    return null;
  }
  return { label: given, at, values: columnValues(frame, given, "run statistics") };
}

/** Each value as it is read; null, with the problem told, where some cannot be. */
export function readValues<T>({ label, at, values }: Source, read: Read<T>, report: Report): (T | null)[] | null {
  const result = values.map(read);
  if (!result.includes(undefined)) return result as (T | null)[];
  const wrong = rowsWhere(values, (value) => read(value) === undefined);
  report(at, describeRows(label, wrong, WANTED.get(read as Read<number>) ?? "cannot be used"));
  return null;
}

/** The rows that no list lacks, and how many were left out; null, with the problem told, for different lengths. */
export function completeRows(
  lists: readonly { source: Source; values: readonly unknown[] }[],
  report: Report,
): { rows: number[]; excluded: number } | null {
  const [{ values: first }] = lists;
  const other = lists.find(({ values }) => values.length !== first.length);
  if (other !== undefined) {
    const lengths = lists.map(({ source, values }) => `${source.label} (${values.length})`).join(", ");
    report(other.source.at, `must have as many values as the others, received ${lengths}`);
    return null;
  }
  const rows: number[] = [];
  first.forEach((_, row) => {
    if (lists.every(({ values }) => values[row] !== null)) rows.push(row);
  });
  return { rows, excluded: first.length - rows.length };
}

/**
 * The categories of labels, each once: true before false and 1 before 0, so that the event comes first; other numbers ascending;
 * else by their letters.
 */
export function categoriesOf(labels: readonly string[]): string[] {
  const found = [...new Set(labels)];
  if (found.every((label) => ["true", "false"].includes(label))) return found.sort().reverse();
  if (found.every((label) => ["0", "1"].includes(label))) return found.sort().reverse();
  const areNumbers = found.every((label) => label.trim() !== "" && Number.isFinite(Number(label)));
  if (areNumbers) return found.sort((a, b) => Number(a) - Number(b));
  return found.sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
}

/** The categories in the order in which the test names them; null, with the problem told, where one does not occur. */
export function namedCategories(
  known: readonly string[],
  names: readonly (string | number | boolean)[],
  report: Report,
): string[] | null {
  const wanted = names.map(String);
  const unknown = wanted.findIndex((name) => !known.includes(name));
  if (unknown === -1) return wanted;
  const { length } = known;
  const hint = length === 0 ? "there are no rows" : didYouMean(wanted[unknown], known);
  report(["groups", unknown], `no group ${describeValue(names[unknown])}, ${hint}`);
  return null;
}
