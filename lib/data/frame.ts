import pl from "nodejs-polars";

/** A Polars frame. Notebooks and steps use it directly; see the Polars documentation for what it can do. */
export type Frame = pl.DataFrame;

/**
 * Makes a frame of columns.
 *
 * @param columns the values by column name, all of one length; null where there is none
 * @param options `numbers`: columns that hold numbers even if all their values are null; others then have the type of text
 * @returns the frame
 * @throws {RangeError} if the lengths differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(frameOf({ text: ["a", "b"], score: [1, null] }).columns, ["text", "score"]);
 * ```
 */
export function frameOf(
  columns: Record<string, readonly (string | number | boolean | null)[]>,
  options: { numbers?: readonly string[] } = {},
): Frame {
  const lengths = Object.entries(columns).map(([name, values]) => `${name} (${values.length})`);
  if (new Set(Object.values(columns).map((values) => values.length)).size > 1) {
    throw new RangeError(`Cannot make a frame: all columns must have one length, received ${lengths.join(", ")}`);
  }
  const series = Object.entries(columns).map(([name, values]) => {
    if (values.some((value) => value !== null)) return pl.Series(name, [...values]);
    return pl.Series(name, [...values], options.numbers?.includes(name) ? pl.Float64 : pl.Utf8);
  });
  return pl.DataFrame(series);
}

/**
 * Whether a value is a frame.
 *
 * @param value anything
 * @returns true for a Polars frame
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([isFrame(frameOf({ a: ["x"] })), isFrame([{ a: "x" }])], [true, false]);
 * ```
 */
export function isFrame(value: unknown): value is Frame {
  return pl.DataFrame.isDataFrame(value);
}

/**
 * The rows of a frame as maps.
 *
 * @param frame the frame
 * @returns one map a row, from column to value
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rowsOf(frameOf({ a: ["x", null] })), [{ a: "x" }, { a: null }]);
 * ```
 */
export function rowsOf(frame: Frame): Record<string, unknown>[] {
  return frame.toRecords();
}

/**
 * The rows of a frame that a mask selects, in their order.
 *
 * @param frame the frame
 * @param mask one value a row
 * @returns a new frame
 */
export function selectRows(frame: Frame, mask: readonly boolean[]): Frame {
  const name = "\u0000mask";
  return frame.withColumn(pl.Series(name, [...mask], pl.Bool)).filter(pl.col(name)).drop(name);
}

/**
 * Puts frames with the same columns below each other.
 *
 * @param frames at least one
 * @returns a new frame
 */
export function concatFrames(frames: readonly Frame[]): Frame {
  return frames.length === 1 ? frames[0] : pl.concat([...frames]);
}
