import { AssayError } from "../core/assay_error.ts";
import { checkFraction } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { DEFAULT_SEED, random, shuffled } from "../core/random.ts";
import { textColumn } from "./column.ts";
import { type Frame, selectRows } from "./frame.ts";

/** The result of {@linkcode split}. */
export interface Split {
  /** The rows to learn from. */
  readonly train: Frame;
  /** The rows to evaluate on. */
  readonly test: Frame;
}

/**
 * Splits a frame into rows to learn from and rows to evaluate on.
 *
 * With `stratify`, each class gives its share (largest remainders fill up), at least one row to either side. Both parts keep
 * the order of the rows. The same frame and seed give the same split.
 *
 * @param frame the rows
 * @param options `test`: which part is for evaluation, between 0 and 1, default 0.25; `stratify`: a column whose classes keep
 *   their shares; `seed`
 * @returns both parts
 * @throws {RangeError} if `test` is out of range
 * @throws {AssayError} if there are fewer than two rows, no such column, or classes with a single row under `stratify`
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameOf } from "./frame.ts";
 *
 * const { train, test } = split(frameOf({ label: ["a", "a", "a", "a", "b", "b"] }), { test: 0.5, stratify: "label" });
 * assertEquals([train.height, test.height], [3, 3]);
 * ```
 */
export function split(
  frame: Frame,
  options: { test?: number; stratify?: string; seed?: number } = {},
): Split {
  const { test = 0.25, stratify, seed = DEFAULT_SEED } = options;
  checkFraction("split", "test", test);
  if (frame.height < 2) {
    throw new AssayError("Cannot split", { problems: [`at least two rows are needed, received ${frame.height}`] });
  }
  const classes = stratify === undefined
    ? new Map([["", Array.from({ length: frame.height }, (_, i) => i)]])
    : rowsByClass(textColumn(frame, stratify, { doing: "split" }), stratify);
  const source = random(seed);
  const quotas = allocate([...classes.values()].map((rows) => rows.length), test);
  const forTest = new Array<boolean>(frame.height).fill(false);
  [...classes.values()].forEach((rows, i) => {
    for (const row of shuffled(rows, source).slice(0, quotas[i])) forTest[row] = true;
  });
  return { train: selectRows(frame, forTest.map((isTest) => !isTest)), test: selectRows(frame, forTest) };
}

function rowsByClass(labels: readonly string[], column: string): Map<string, number[]> {
  const classes = new Map<string, number[]>();
  labels.forEach((label, row) => {
    const rows = classes.get(label);
    if (rows === undefined) classes.set(label, [row]);
    else rows.push(row);
  });
  const single = [...classes].filter(([, rows]) => rows.length === 1);
  if (single.length > 0) {
    const problems = single.slice(0, 10).map(([label, [row]]) => {
      return `column "${column}": the class ${describeValue(label)} has one row (row ${row + 1}); ` +
        "a stratified split needs two of each: add rows, drop the class, or leave out stratify";
    });
    if (single.length > 10) problems.push(`and ${single.length - 10} more such classes`);
    throw new AssayError("Cannot split", { problems });
  }
  return new Map([...classes].sort(([a], [b]) => a < b ? -1 : 1));
}

/** How many rows of each class go to the test part: largest remainders, then 1 to size − 1 each. */
function allocate(sizes: readonly number[], test: number): number[] {
  const quotas = sizes.map((size) => Math.floor(size * test));
  const missing = Math.round(sizes.reduce((sum, size) => sum + size, 0) * test) -
    quotas.reduce((sum, quota) => sum + quota, 0);
  const order = sizes.map((size, i) => ({ i, rest: size * test - quotas[i] })).sort((a, b) =>
    b.rest - a.rest || a.i - b.i
  );
  for (const { i } of order.slice(0, Math.max(0, missing))) quotas[i]++;
  return quotas.map((quota, i) => Math.min(sizes[i] - 1, Math.max(1, quota)));
}
