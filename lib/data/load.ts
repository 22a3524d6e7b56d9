import pl from "nodejs-polars";
import { Buffer } from "node:buffer";
import { AssayError } from "../core/assay_error.ts";
import { digest } from "../core/digest.ts";
import { displayable } from "../core/displayable.ts";
import { csvRecords } from "./_csv_records.ts";
import { invalidJsonLines, invalidUtf8, raggedRows } from "./_diagnose.ts";
import { INFER_ROWS, readCsv } from "./_read_csv.ts";
import { formatOf } from "./format_of.ts";
import { type OpenFile, openFile } from "./_open_file.ts";
import { flattenStructs } from "./flatten_structs.ts";
import type { Frame } from "./frame.ts";

/** Where a frame came from. */
export interface Source {
  /** The path as it was given. */
  readonly path: string;
  /** "csv", "tsv", "jsonl", "json" or "parquet". */
  readonly format: Format;
  /** The file's size. */
  readonly bytes: number;
  /** The SHA-256 of the file, computed when first asked for. Throws if the file has changed since it was loaded. */
  digest(): string;
}

/** A frame and its provenance. */
export interface Dataset {
  /** The data. */
  readonly frame: Frame;
  /** Where it came from. */
  readonly source: Source;
}

/** The file formats that {@linkcode load} reads. */
export type Format = "csv" | "tsv" | "jsonl" | "json" | "parquet";

const INFER_ALL_BELOW = 16 * 2 ** 20;
const SHOWN_ROWS = 10;
const MARK = new Uint8Array([0xef, 0xbb, 0xbf]);

/**
 * Loads a dataset into a Polars frame, at Polars' own speed, and refuses what would load wrongly.
 *
 * Ragged rows, which Polars cuts or fills in silently, are errors with row numbers, and so are bytes that are not UTF-8,
 * repeated column names and files without rows. Nested objects become columns with dotted names (`metadata.domain`). The
 * columns of a JSONL file above 16 MiB are those of its first 20,000 rows.
 *
 * @param path a CSV, TSV, JSONL, JSON (list of objects) or Parquet file, by its ending
 * @param options `format`, where the ending does not tell
 * @returns the frame and its source
 * @throws {AssayError} telling all problems of the file
 *
 * @example
 * ```ts ignore
 * const { frame, source } = load("datasets/intents/intents.jsonl");
 * console.log(frame.height, source.digest());
 * ```
 */
export function load(path: string, options: { format?: Format } = {}): Dataset {
  const file = openFile(path);
  const format = formatOf(path, options.format, `load ${path}`);
  const frame = readFrame(path, file, format);
  if (frame.height === 0) {
    throw new AssayError(`Cannot load ${path}`, {
      problems: [`it has columns (${frame.columns.join(", ")}) but no rows`],
    });
  }
  const source = { path, format, bytes: file.size, digest: digestOf(path, file) };
  return displayable({ frame, source }, () => ({
    "text/plain": frame.toString(),
    "text/html": `${frame.head(SHOWN_ROWS).toHTML()}<p>${frame.height} rows, ${frame.width} columns</p>`,
  }));
}

function readFrame(path: string, file: OpenFile, format: Format): Frame {
  try {
    return flattenStructs(readRaw(path, file, format));
  } catch (error) {
    if (error instanceof AssayError) {
      throw new AssayError(`Cannot load ${path}`, { problems: error.problems, cause: error });
    }
    throw new AssayError(`Cannot load ${path}`, { problems: diagnose(file, format, error as Error), cause: error });
  }
}

function readRaw(path: string, file: OpenFile, format: Format): Frame {
  if (format === "csv" || format === "tsv") return readCsv(path, file, format === "csv" ? "," : "\t");
  if (format === "parquet") return pl.readParquet(file.path);
  if (format === "json") {
    return pl.readJSON(Buffer.from(Deno.readFileSync(file.path)), { format: "json", inferSchemaLength: null });
  }
  const inferSchemaLength = file.size <= INFER_ALL_BELOW ? null : INFER_ROWS;
  // Polars would take wildcards in a name for a pattern, and a byte order mark for data.
  const hasMark = startsWithMark(file.path);
  if (!/[*?[\]]/.test(file.path) && !hasMark) {
    return pl.scanJson(file.path, { inferSchemaLength }).collectSync();
  }
  const bytes = Deno.readFileSync(file.path);
  const data = Buffer.from(bytes.subarray(hasMark ? MARK.length : 0));
  return pl.readJSON(data, { format: "lines", inferSchemaLength });
}

function startsWithMark(path: string): boolean {
  using file = Deno.openSync(path);
  const start = new Uint8Array(MARK.length);
  file.readSync(start);
  return start.every((byte, i) => byte === MARK[i]);
}

function diagnose(file: OpenFile, format: Format, error: Error): string[] {
  const said = error.message.split("\n")[0];
  if (format === "parquet") return [`it is not a Parquet file that Polars can read (${said})`];
  const bytes = Deno.readFileSync(file.path);
  const notText = invalidUtf8(bytes);
  if (notText.length > 0) return notText;
  if (format === "jsonl") {
    const lines = invalidJsonLines(bytes);
    if (lines.length > 0) return lines;
    return [isBlank(bytes) ? "it has no rows, only blank lines" : `the lines do not fit one table (${said})`];
  }
  if (format === "json") return [`it must be a JSON list of objects (${said})`];
  const ragged = raggedRows(bytes, format === "csv" ? "," : "\t");
  if (ragged.length > 0) return ragged;
  const { done } = csvRecords(bytes, ",").next();
  return [done ? "the file is empty" : said];
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

function digestOf(path: string, file: OpenFile): () => string {
  let known: string | undefined;
  return () => {
    if (known !== undefined) return known;
    const now = openFile(path);
    if (now.size !== file.size || now.changed !== file.changed) {
      throw new AssayError(`Cannot compute the digest of ${path}`, {
        problems: ["the file has changed since it was loaded"],
      });
    }
    return known = digest(Deno.readFileSync(file.path));
  };
}
