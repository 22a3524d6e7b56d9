import { AssayError } from "../core/assay_error.ts";
import { type Condition, parseCondition } from "../core/condition.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import type { Scope } from "../core/template.ts";
import { columnValues } from "./column.ts";
import type { Frame } from "./frame.ts";

const MOST_ROWS_TOLD = 10;
const STAND_IN = "the_field";
const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_]*(\.[\p{L}\p{M}\p{N}_]+)*$/u;

/** A column that an expression names, and where its scope has it. */
export interface Read {
  /** The column's name. */
  readonly column: string;
  /** The names in the scope from the outside in. */
  readonly path: readonly string[];
}

/**
 * The condition of a filter. With a `field` it may begin with an operator: `{field: n, condition: "> 5"}` is `n > 5`.
 *
 * @param filter the operation
 * @returns the parsed condition
 * @throws {AssayError} with every problem
 */
export function operationCondition(filter: { field?: string; condition: unknown }): Condition {
  const { field, condition } = filter;
  if (field === undefined || typeof condition !== "string") return parseCondition(condition);
  try {
    if (NAME.test(field)) return parseCondition(`${field} ${condition}`);
    return withField(parseCondition(`${STAND_IN} ${condition}`), field) as Condition;
  } catch (error) {
    // What names its columns itself needs no field before it.
    try {
      return parseCondition(condition);
    } catch {
      throw error;
    }
  }
}

/**
 * The columns that the names of an expression stand for: the longest column that a name begins with, dots included.
 *
 * @param paths the names of the expression
 * @param columns the columns of the frame
 * @returns what is to be read, each column once, and what is wrong
 */
export function expressionReads(
  paths: readonly (readonly string[])[],
  columns: readonly string[],
): { reads: Read[]; problems: string[] } {
  const reads = new Map<string, Read>();
  const problems: string[] = [];
  for (const path of paths) {
    let length = path.length;
    while (length > 0 && !columns.includes(path.slice(0, length).join("."))) length--;
    const column = path.slice(0, length).join(".");
    if (length > 0) reads.set(JSON.stringify(path.slice(0, length)), { column, path: path.slice(0, length) });
    else if (path.length === 0) problems.push('"@" stands for an item of a list; name a column');
    else problems.push(`no column "${path.join(".")}", ${didYouMean(path.join("."), columns)}`);
  }
  const all = [...reads.values()];
  for (const outer of all) {
    for (const inner of all) {
      if (inner.path.length <= outer.path.length || !outer.path.every((name, i) => name === inner.path[i])) continue;
      problems.push(`"${outer.column}" and "${inner.column}" cannot be named together; rename one of them`);
    }
  }
  return { reads: all, problems };
}

/**
 * Computes a value for each row; each column is read once, and only those that are named.
 *
 * @param frame the frame
 * @param reads the columns to read
 * @param compute the value of a row; its argument is only valid during the call
 * @returns the values
 * @throws {AssayError} with the rows, counted from 1, for which nothing can be computed
 */
export function computeRows<Value>(
  frame: Frame,
  reads: readonly Read[],
  compute: (scope: Scope) => Value,
): Value[] {
  const scope: Record<string, unknown> = Object.create(null);
  const slots = reads.map(({ column, path }) => {
    const object = path.slice(0, -1).reduce<Record<string, unknown>>((at, name) => {
      return (at[name] ??= Object.create(null)) as Record<string, unknown>;
    }, scope);
    return { object, name: path[path.length - 1], values: columnValues(frame, column, "read a column") };
  });
  const results: Value[] = [];
  const failures = new Map<string, number[]>();
  let failed = 0;
  for (let row = 0; row < frame.height && failed < MOST_ROWS_TOLD; row++) {
    for (const { object, name, values } of slots) object[name] = values[row];
    try {
      results.push(compute(scope));
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      failed++;
      failures.set(error.message, [...failures.get(error.message) ?? [], row + 1]);
    }
  }
  if (failed === 0) return results;
  const problems = Array.from(failures, ([message, rows]) => {
    return `${rows.length === 1 ? "row" : "rows"} ${rows.join(", ")}: ${message}`;
  });
  if (failed === MOST_ROWS_TOLD) problems.push("and perhaps more rows: it was given up here");
  throw new AssayError("Cannot compute rows", { problems });
}

/** Puts a column whose name is no name of expressions, such as one with spaces, in the place of its stand-in. */
function withField(node: unknown, field: string): unknown {
  if (Array.isArray(node)) return node.map((item) => withField(item, field));
  if (node === null || typeof node !== "object") return node;
  const { kind, path } = node as { kind?: string; path?: string[] };
  if (kind === "path") return path![0] === STAND_IN ? { kind, path: [field, ...path!.slice(1)] } : node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withField(value, field)]));
}
