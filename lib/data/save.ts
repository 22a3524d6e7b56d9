import { basename, dirname, join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { describeRows, rowsWhere } from "./column.ts";
import type { Frame } from "./frame.ts";
import { formatOf } from "./format_of.ts";
import type { Format } from "./load.ts";

/** What {@linkcode save} wrote. */
export interface Saved {
  /** The path as it was given. */
  readonly path: string;
  /** "csv", "tsv", "jsonl", "json" or "parquet". */
  readonly format: Format;
  /** The file's size. */
  readonly bytes: number;
}

/**
 * Writes a frame to a file that `load` reads back with the same values, and refuses what the format cannot hold.
 *
 * The file is written beside its place and then moved, so a reader never sees half of it; an older file is replaced.
 *
 * @param frame the frame, with at least one column
 * @param path where to write: CSV, TSV, JSONL, JSON (list of objects) or Parquet, by its ending; the folder must exist
 * @param options `format`, where the ending does not tell
 * @returns what was written
 * @throws {AssayError} for lists in CSV, for NaN and infinities in JSON, and for unknown endings
 *
 * @example
 * ```ts ignore
 * save(frame, "reports/clean.parquet");
 * ```
 */
export function save(frame: Frame, path: string, options: { format?: Format } = {}): Saved {
  const format = formatOf(path, options.format, `save ${path}`);
  const bytes = encodeFrame(frame, format);
  const partial = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.partial`);
  try {
    // Deno writes, not Polars, which the task's permissions do not confine.
    Deno.writeFileSync(partial, bytes, { createNew: true });
    Deno.renameSync(partial, path);
  } catch (error) {
    removeIfThere(partial);
    throw new AssayError(`Cannot save ${path}`, { problems: [whyNot(error as Error)], cause: error });
  }
  return { path, format, bytes: bytes.length };
}

/**
 * A frame as the bytes of a file.
 *
 * Missing values are empty fields in CSV and TSV, where the empty text is `""`; in JSON they are null.
 *
 * @param frame the frame, with at least one column
 * @param format the file's format
 * @returns the bytes
 * @throws {AssayError} telling all columns that the format cannot hold
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameOf } from "./frame.ts";
 *
 * const bytes = encodeFrame(frameOf({ text: ["a", null], n: [1.5, 2] }), "csv");
 * assertEquals(new TextDecoder().decode(bytes), "text,n\na,1.5\n,2.0\n");
 * ```
 */
export function encodeFrame(frame: Frame, format: Format): Uint8Array {
  const problems = frame.width === 0 ? ["it has no columns"] : problemsOf(frame, format);
  if (problems.length > 0) throw new AssayError(`Cannot write the frame as ${format}`, { problems });
  try {
    return write(frame, format);
  } catch (error) {
    const said = (error as Error).message.split("\n")[0];
    throw new AssayError(`Cannot write the frame as ${format}`, { problems: [said], cause: error });
  }
}

function write(frame: Frame, format: Format): Uint8Array {
  if (format === "csv") return frame.writeCSV();
  // The option is `separator`; `sep`, as for reading, is ignored in silence and gives commas.
  if (format === "tsv") return frame.writeCSV({ separator: "\t" });
  if (format === "parquet") return frame.writeParquet();
  return frame.writeJSON({ format: format === "jsonl" ? "lines" : "json" });
}

/** What Polars would refuse without naming it, or lose in silence. */
function problemsOf(frame: Frame, format: Format): string[] {
  const types = frame.dtypes.map((type) => String(type));
  return frame.columns.flatMap((name, i) => {
    if (format === "csv" || format === "tsv") {
      const isNested = /^DataType\((List|Array|Struct|Object)\b/.test(types[i]);
      return isNested ? [`column "${name}" holds lists or objects; write JSONL, JSON or Parquet, or leave it out`] : [];
    }
    // Polars writes NaN and infinities as null.
    if (format === "parquet" || !types[i].includes("Float")) return [];
    const wrong = rowsWhere(frame.getColumn(name).toArray(), isNotFinite);
    return wrong.length === 0 ? [] : [describeRows(name, wrong, "is NaN or infinite, which JSON cannot hold")];
  });
}

function isNotFinite(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return value !== null && typeof value === "object" && Object.values(value).some(isNotFinite);
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    // What could not be made need not go.
    const expected = [Deno.errors.NotFound, Deno.errors.NotADirectory, Deno.errors.NotCapable];
    if (!expected.some((kind) => error instanceof kind)) throw error;
  }
}

function whyNot(error: Error): string {
  if (error instanceof Deno.errors.NotFound) return "its folder does not exist";
  if (error instanceof Deno.errors.NotCapable) {
    return "it lies outside of what this task may write; choose another folder, or grant it with --allow-write";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "the folder may not be written by this user";
  return error.message;
}
