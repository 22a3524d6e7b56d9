import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { formatNumber } from "../core/format.ts";
import { columnValues, numberColumn, textColumn } from "../data/column.ts";
import type { Frame } from "../data/frame.ts";
import type { SystemAnswers } from "../metrics/system_answers.ts";
import { quantileSorted } from "../stats/quantile_sorted.ts";

/** Where the columns of items stand, and which are wanted. */
export interface ItemColumns {
  /** The rows that were asked. */
  readonly items?: Frame;
  /** Columns by which items are sliced. */
  readonly slices?: readonly string[];
  /** The column of clusters. */
  readonly cluster?: string;
}

const DOING = "evaluate";
/** Numbers of more values than this are cut into ranges. */
const MOST_NUMBERS = 10;

/** The answers of each system of a frame, in its order, with what is known of the items. */
export function answersBySystem(
  frame: Frame,
  { items: rows, slices = [], cluster }: ItemColumns = {},
): SystemAnswers[] {
  const items = columnValues(frame, "item", DOING);
  const systems = textColumn(frame, "system", { doing: DOING });
  const references = textColumn(frame, "reference", { doing: DOING, allowNull: true });
  const predictions = textColumn(frame, "prediction", { doing: DOING, allowNull: true });
  const optional = <T>(name: string, read: () => T[]): (T | null)[] =>
    frame.columns.includes(name) ? read() : systems.map(() => null);
  const scores = optional("score", () => numberColumn(frame, "score", { doing: DOING }));
  const failures = optional("failure", () => textColumn(frame, "failure", { doing: DOING, allowNull: true }));
  const repeats = frame.columns.includes("repeat") ? columnValues(frame, "repeat", DOING) : null;
  const names = systems.map((_, i) => `${items[i]}`);
  const wanted = [...new Set(cluster === undefined ? slices : [...slices, cluster])];
  const columns = readColumns({ frame, rows, items }, wanted);
  const clusters = cluster === undefined ? undefined : clustersOf(columns[cluster], cluster);
  const sliced = Object.fromEntries(slices.map((name) => [name, sliceValues(columns[name], names)]));

  const at = new Map<string, number[]>();
  systems.forEach((system, i) => at.has(system) ? at.get(system)!.push(i) : at.set(system, [i]));
  checkItems(at, names, repeats);
  return Array.from(at, ([system, own]) => ({
    system,
    references: own.map((i) => references[i]),
    predictions: own.map((i) => predictions[i]),
    scores: own.map((i) => scores[i]),
    failures: own.map((i) => failures[i]),
    ...(repeats === null ? {} : { items: own.map((i) => names[i]) }),
    ...(clusters === undefined ? {} : { clusters: own.map((i) => clusters[i]) }),
    ...(slices.length === 0
      ? {}
      : { slices: Object.fromEntries(slices.map((name) => [name, own.map((i) => sliced[name][i])])) }),
  }));
}

/** The values of columns of the predictions, or else of the rows that were asked, one a prediction. */
function readColumns(
  { frame, rows, items }: { frame: Frame; rows?: Frame; items: readonly unknown[] },
  names: readonly string[],
): Record<string, readonly unknown[]> {
  const known = [...frame.columns, ...rows?.columns ?? []];
  const problems = names.filter((name) => !known.includes(name)).map((name) => {
    const where = rows === undefined ? "; give the rows that were asked as items if it is one of theirs" : "";
    return `unknown column "${name}", ${didYouMean(name, known)}${where}`;
  });
  const height = rows?.height ?? 0;
  const isRow = (item: unknown) => /^\d+$/.test(`${item}`) && Number(item) < height;
  if (rows !== undefined && names.some((name) => !frame.columns.includes(name))) {
    const odd = items.find((item) => !isRow(item));
    if (odd !== undefined) problems.push(`item ${odd} must be one of the ${height} rows of items, counted from 0`);
  }
  if (problems.length > 0) throw new AssayError("Cannot evaluate", { problems });
  return Object.fromEntries(names.map((name) => {
    if (frame.columns.includes(name)) return [name, columnValues(frame, name, DOING)];
    const values = columnValues(rows!, name, DOING);
    return [name, items.map((item) => values[Number(item)])];
  }));
}

function clustersOf(values: readonly unknown[], name: string): string[] {
  const missing = values.findIndex((value) => value === null || value === undefined);
  if (missing < 0) return values.map(String);
  throw new AssayError("Cannot evaluate", {
    problems: [`row ${missing + 1} column "${name}" must name a cluster, received nothing; leave such rows out`],
  });
}

/** Values as texts; numbers of many values as the ranges between their quartiles that they fall into. */
function sliceValues(given: readonly unknown[], items: readonly string[]): (string | null)[] {
  const values = given.map((value) => value === undefined || Number.isNaN(value) ? null : value);
  const isNumber = (value: unknown) => typeof value === "number" || typeof value === "bigint";
  const known = values.filter((value) => value !== null);
  if (!known.every(isNumber) || new Set(known).size <= MOST_NUMBERS) {
    return values.map((value) => value === null ? null : String(value));
  }
  // Each item counts once, however many systems and repeats answered it.
  const once = new Map(values.map((value, i) => [JSON.stringify([items[i], String(value)]), value]));
  const sorted = Float64Array.from([...once.values()].filter((value) => value !== null), Number).sort();
  const cuts = [...new Set([0.25, 0.5, 0.75].map((p) => quantileSorted(sorted, p)))];
  // As short as tells them apart.
  const short = cuts.map((cut) => formatNumber(cut));
  const names = new Set(short).size === cuts.length ? short : cuts.map(String);
  const labels = [...names, null].map((name, i) => {
    if (name === null) return `above ${names[i - 1]}`;
    return i === 0 ? `to ${name}` : `${names[i - 1]} to ${name}`;
  });
  return values.map((value) => {
    if (value === null) return null;
    const at = cuts.findIndex((cut) => Number(value) <= cut);
    return labels[at < 0 ? cuts.length : at];
  });
}

function checkItems(
  rows: ReadonlyMap<string, readonly number[]>,
  names: readonly string[],
  repeats: readonly unknown[] | null,
): void {
  const items = repeats === null ? names : names.map((name, i) => `${name} (repeat ${repeats[i]})`);
  const remedy = repeats === null ? "; number repeated answers in a column repeat" : " in one repeat";
  const problems: string[] = [];
  const entries = [...rows];
  const expected = entries[0]?.[1].map((i) => items[i]) ?? [];
  for (const [system, at] of entries) {
    if (new Set(at.map((i) => items[i])).size !== at.length) {
      problems.push(`${system} answers an item more than once${remedy}`);
    }
    if (at.length !== expected.length) {
      const counts = `${at.length} items where ${entries[0][0]} answers ${expected.length}`;
      problems.push(`${system} answers ${counts}; keep items without an answer, with an empty prediction`);
    } else if (at.some((i, k) => items[i] !== expected[k])) {
      problems.push(`${system} must answer the same items as ${entries[0][0]} in the same order; sort the rows alike`);
    }
  }
  if (problems.length > 0) throw new AssayError("Cannot evaluate", { problems });
}
