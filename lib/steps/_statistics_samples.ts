import type { Frame } from "../data/frame.ts";
import {
  asBinary,
  asLabel,
  asNumber,
  categoriesOf,
  completeRows,
  namedCategories,
  readValues,
  type Report,
  type Source,
  sourceOf,
} from "./_statistics_columns.ts";
import type { TestFields } from "./_statistics_fields.ts";
import { formOf, type Samples, type StatisticalTest } from "./_statistics_found.ts";

/** More groups or categories than this are a mistaken column. */
const MOST_GROUPS = 1000;
const MOST_CELLS = 10_000;

/** The samples of a test with what is to be told of them. */
export interface ReadSamples extends Samples {
  /** The name and the size of each. */
  readonly sizes: readonly { readonly name: string; readonly n: number }[];
  /** How many values, pairs or rows were left out because a value is missing. */
  readonly excluded: number;
  /** How many rows belong to other groups than those named. */
  readonly outside: number;
  /** The categories of a table's rows and columns. */
  readonly table?: { readonly rows: readonly string[]; readonly columns: readonly string[] };
  /** Why these samples allow no test. */
  readonly reason?: string;
}

/** Where samples are read from. */
interface Reading {
  readonly fields: TestFields;
  readonly test: StatisticalTest;
  readonly frame: Frame | undefined;
  readonly report: Report;
}

/** The samples that a test names; null, with the problems told, where they cannot be read. */
export function readSamples(reading: Reading): ReadSamples | null {
  const { fields, test } = reading;
  const form = formOf(test, fields.parameters);
  if (form === "table") return fields.table === undefined ? crossed(reading) : counted(reading, fields.table);
  if (fields.group !== undefined) return grouped(reading);
  if (form === "two" || form === "several") return independent(reading);
  return aligned(reading);
}

/** The columns and lists that hold values, in their order; null where one is not known. */
function sourcesOf({ fields, frame, report }: Reading): Source[] | null {
  const { value, first, second, columns = [] } = fields;
  const named = [["value", value], ["first", first], ["second", second]] as const;
  const given = [
    ...named.flatMap(([role, list]) => list === undefined ? [] : [{ at: [role], list }]),
    ...columns.map((list, i) => ({ at: ["columns", i], list })),
  ];
  return whole(given.map(({ at, list }) => sourceOf(list, at, { frame, report })));
}

/** One sample, pairs or matched samples: rows that lack a value are left out of all. */
function aligned(reading: Reading): ReadSamples | null {
  const { fields, test, frame, report } = reading;
  const sources = sourcesOf(reading);
  const cluster = fields.cluster === undefined ? null : sourceOf(fields.cluster, ["cluster"], { frame, report });
  const clusters = cluster === null ? null : readValues(cluster, asLabel, report);
  if (sources === null || (fields.cluster !== undefined && clusters === null)) return null;
  const read = test.values === "binary" ? asBinary : asNumber;
  const lists = whole(sources.map((source) => {
    const values = readValues(source, read, report);
    return values === null ? null : { source, values };
  }));
  if (lists === null) return null;
  const named = cluster === null || clusters === null ? [] : [{ source: cluster, values: clusters }];
  const complete = completeRows([...lists, ...named], report);
  if (complete === null) return null;
  const { rows, excluded } = complete;
  return {
    values: lists.map(({ values }) => rows.map((row) => values[row] as number)),
    ...(clusters === null ? {} : { clusters: rows.map((row) => clusters[row] as string) }),
    sizes: sources.map(({ label }) => ({ name: label, n: rows.length })),
    excluded,
    outside: 0,
  };
}

/** Independent samples, a column or a list each: every one loses its own missing values. */
function independent(reading: Reading): ReadSamples | null {
  const sources = sourcesOf(reading);
  const lists = whole((sources ?? []).map((source) => readValues(source, asNumber, reading.report)));
  if (sources === null || lists === null) return null;
  const values = lists.map((list) => list.filter((value) => value !== null));
  return {
    values,
    sizes: sources.map(({ label }, i) => ({ name: label, n: values[i].length })),
    excluded: lists.reduce((sum, list, i) => sum + list.length - values[i].length, 0),
    outside: 0,
  };
}

/** One column of values, split by a column of groups. */
function grouped(reading: Reading): ReadSamples | null {
  const { fields, test, frame, report } = reading;
  const sources = sourcesOf(reading);
  const by = sourceOf(fields.group ?? [], ["group"], { frame, report });
  if (by === null || sources === null) return null;
  const labels = readValues(by, asLabel, report);
  const numbers = readValues(sources[0], asNumber, report);
  if (labels === null || numbers === null) return null;
  const complete = completeRows([{ source: sources[0], values: numbers }, { source: by, values: labels }], report);
  if (complete === null) return null;
  const { rows, excluded } = complete;
  const known = categoriesOf(rows.map((row) => labels[row] as string));
  const names = fields.groups === undefined ? known : namedCategories(known, fields.groups, report);
  if (names === null) return null;
  const most = formOf(test, fields.parameters) === "two" ? 2 : MOST_GROUPS;
  if (names.length > most) {
    const remedy = most === 2 ? "; name two of them in groups" : "";
    report(["group"], `"${by.label}" must have at most ${most} groups for ${fields.test}, ${received(names)}${remedy}`);
    return null;
  }
  const byName = new Map(names.map((name) => [name, [] as number[]]));
  let outside = 0;
  for (const row of rows) {
    const list = byName.get(labels[row] as string);
    if (list === undefined) outside++;
    else list.push(numbers[row] as number);
  }
  const values = names.map((name) => byName.get(name) ?? []);
  const reason = names.length < 2 ? `"${by.label}" has fewer than two groups` : undefined;
  const sizes = names.map((name, i) => ({ name, n: values[i].length }));
  return { values, sizes, excluded, outside, ...(reason === undefined ? {} : { reason }) };
}

/** Two columns of categories, counted against each other. */
function crossed(reading: Reading): ReadSamples | null {
  const { fields, test, report } = reading;
  const sources = sourcesOf(reading);
  if (sources === null) return null;
  const [, event] = sources;
  if (test.table === "event" && readValues(event, asBinary, report) === null) return null;
  const lists = whole(sources.map((source) => {
    const values = readValues(source, asLabel, report);
    return values === null ? null : { source, values };
  }));
  const complete = lists === null ? null : completeRows(lists, report);
  if (lists === null || complete === null) return null;
  const pairs = complete.rows.map((row) => lists.map(({ values }) => values[row] as string));
  const [first, second] = [0, 1].map((i) => categoriesOf(pairs.map((pair) => pair[i])));
  const rows = fields.groups === undefined ? first : namedCategories(first, fields.groups, report);
  if (rows === null) return null;
  // An event that never happens, or always does, is one all the same.
  const columns = test.table === "event" && second.length < 2 ? eventsLike(second) : second;
  const sides = [rows, columns];
  if (isTooLarge(sides, sources, reading)) return null;
  const { cells, outside } = countPairs(pairs, rows, columns);
  const narrow = sides.findIndex((side) => side.length < 2);
  return {
    values: [],
    cells,
    table: { rows, columns },
    sizes: rows.map((name, i) => ({ name, n: total(cells[i]) })),
    excluded: complete.excluded,
    outside,
    ...(narrow === -1 ? {} : { reason: `"${sources[narrow].label}" has fewer than two different values` }),
  };
}

/** Whether a table has too many rows, columns or cells for the test, with the problem told. */
function isTooLarge(
  sides: readonly string[][],
  sources: readonly Source[],
  { fields, test, report }: Reading,
): boolean {
  const most = test.table === undefined ? MOST_GROUPS : 2;
  const wide = sides.flatMap((side, i) => side.length > most ? [i] : []);
  for (const i of wide) {
    const { label, at } = sources[i];
    const remedy = i === 0 && most === 2 ? "; name two of them in groups" : "";
    const problem = `must have at most ${most} different values for ${fields.test}, ${received(sides[i])}${remedy}`;
    report(at, `"${label}" ${problem}`);
  }
  const size = sides[0].length * sides[1].length;
  if (wide.length > 0 || size <= MOST_CELLS) return wide.length > 0;
  report(sources[0].at, `the table must have at most ${MOST_CELLS} cells, received ${size}`);
  return true;
}

function countPairs(pairs: readonly string[][], rows: readonly string[], columns: readonly string[]) {
  const [rowOf, columnOf] = [rows, columns].map((names) => new Map(names.map((name, i) => [name, i])));
  const cells = rows.map(() => new Array<number>(columns.length).fill(0));
  let outside = 0;
  for (const [first, second] of pairs) {
    const [row, column] = [rowOf.get(first), columnOf.get(second)];
    if (row === undefined || column === undefined) outside++;
    else cells[row][column]++;
  }
  return { cells, outside };
}

function eventsLike([only = "true"]: readonly string[]): string[] {
  return ["true", "false"].includes(only) ? ["true", "false"] : ["1", "0"];
}

/** A table that the pipeline itself gives. */
function counted({ test, report }: Reading, cells: readonly (readonly number[])[]): ReadSamples | null {
  if (test.table !== undefined && (cells.length !== 2 || cells[0].length !== 2)) {
    report(["table"], `must be 2 × 2, received ${cells.length} × ${cells[0].length}`);
    return null;
  }
  const rows = cells.map((_, i) => `row ${i + 1}`);
  const columns = cells[0].map((_, i) => `column ${i + 1}`);
  const sizes = rows.map((name, i) => ({ name, n: total(cells[i]) }));
  return { values: [], cells, table: { rows, columns }, sizes, excluded: 0, outside: 0 };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function received(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return `received ${names.length}: ${shown}${names.length > 5 ? ", …" : ""}`;
}

/** The list, if nothing in it is null. */
function whole<T>(list: readonly (T | null)[]): T[] | null {
  const found = list.filter((one) => one !== null);
  return found.length === list.length ? found as T[] : null;
}
