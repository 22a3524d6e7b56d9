import pl from "nodejs-polars";
import { Buffer } from "node:buffer";
import { extname } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { digest } from "../core/digest.ts";
import { escapeHtml } from "../core/escape.ts";
import { displayable } from "../core/displayable.ts";
import { csvRecords } from "./_csv_records.ts";
import { invalidJsonLines, invalidUtf8, raggedRows } from "./_diagnose.ts";
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

const FORMATS: Record<string, Format> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".json": "json",
  ".parquet": "parquet",
};
const INFER_ALL_BELOW = 16 * 2 ** 20;
const INFER_ROWS = 20_000;

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
  const format = options.format ?? FORMATS[extname(path).toLowerCase()];
  if (format === undefined) {
    const known = Object.keys(FORMATS).join(", ");
    throw new AssayError(`Cannot load ${path}`, {
      problems: [`the ending must be one of ${known}, received "${extname(path)}"; or say the format`],
    });
  }
  const frame = flattenStructs(readFrame(path, file, format));
  if (frame.height === 0) {
    throw new AssayError(`Cannot load ${path}`, {
      problems: [`it has columns (${frame.columns.join(", ")}) but no rows`],
    });
  }
  const source = { path, format, bytes: file.size, digest: digestOf(path, file) };
  return displayable({ frame, source }, () => ({
    "text/plain": frame.toString(),
    "text/html": `<pre>${escapeHtml(frame.toString())}</pre>`,
  }));
}

function readFrame(path: string, file: OpenFile, format: Format): Frame {
  try {
    if (format === "csv" || format === "tsv") return readCsv(path, file, format === "csv" ? "," : "\t");
    if (format === "parquet") return pl.readParquet(file.path);
    if (format === "json") return pl.readJSON(Buffer.from(Deno.readFileSync(file.path)), { format: "json" });
    const inferSchemaLength = file.size <= INFER_ALL_BELOW ? null : INFER_ROWS;
    return pl.scanJson(file.path, { inferSchemaLength }).collectSync();
  } catch (error) {
    if (error instanceof AssayError) throw error;
    throw new AssayError(`Cannot load ${path}`, { problems: diagnose(file, format, error as Error), cause: error });
  }
}

function readCsv(path: string, file: OpenFile, sep: string): Frame {
  // Polars takes a path without a known ending for the data itself.
  const named = [".csv", ".tsv"].includes(extname(file.path).toLowerCase());
  const data = named ? file.path : Buffer.from(Deno.readFileSync(file.path));
  const read = (inferSchemaLength: number) => {
    return pl.readCSV(
      data,
      { sep, inferSchemaLength, truncateRaggedLines: false } as unknown as Partial<pl.ReadCsvOptions>,
    );
  };
  let frame: Frame;
  try {
    frame = read(INFER_ROWS);
  } catch (error) {
    // A value further down does not fit the type of the first rows: look at all of them.
    if (!(error as Error).message.startsWith("could not parse")) throw error;
    frame = read(countLines(Deno.readFileSync(file.path)));
  }
  const repeated = frame.columns.filter((name) => /_duplicated_\d+$/.test(name));
  if (repeated.length > 0) {
    const names = [...new Set(repeated.map((name) => `"${name.replace(/_duplicated_\d+$/, "")}"`))];
    throw new AssayError(`Cannot load ${path}`, {
      problems: [`column names must differ, received ${names.join(", ")} twice`],
    });
  }
  const last = frame.columns.at(-1);
  // Polars fills rows that are too short with nulls at their end, so only then they are looked for.
  if (last !== undefined && frame.getColumn(last).nullCount() > 0) {
    const problems = raggedRows(Deno.readFileSync(file.path), sep);
    if (problems.length > 0) throw new AssayError(`Cannot load ${path}`, { problems });
  }
  return frame;
}

function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}

function diagnose(file: OpenFile, format: Format, error: Error): string[] {
  const said = error.message.split("\n")[0];
  if (format === "parquet") return [`it is not a Parquet file that Polars can read (${said})`];
  const bytes = Deno.readFileSync(file.path);
  const notText = invalidUtf8(bytes);
  if (notText.length > 0) return notText;
  if (format === "jsonl") {
    const lines = invalidJsonLines(bytes);
    return lines.length > 0 ? lines : [`the lines do not fit one table (${said})`];
  }
  if (format === "json") return [`it must be a JSON list of objects (${said})`];
  const ragged = raggedRows(bytes, format === "csv" ? "," : "\t");
  if (ragged.length > 0) return ragged;
  const { done } = csvRecords(bytes, ",").next();
  return [done ? "the file is empty" : said];
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
