import pl from "nodejs-polars";
import { Buffer } from "node:buffer";
import { extname } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { raggedRows } from "./_diagnose.ts";
import type { OpenFile } from "./_open_file.ts";
import type { Frame } from "./frame.ts";

type Options = Partial<pl.ReadCsvOptions> & { truncateRaggedLines: boolean };

/** How many rows tell the types of the columns; if a later value does not fit, all rows do. */
export const INFER_ROWS = 20_000;
const LEADING_ZERO = /^[+-]?0\d/;

/**
 * Reads a CSV file as Polars does, but keeps codes such as "08123" as text, and refuses ragged rows and repeated names, which
 * Polars mends in silence.
 */
export function readCsv(path: string, file: OpenFile, sep: string): Frame {
  // Polars takes a path without a known ending for the data itself.
  const isNamed = [".csv", ".tsv"].includes(extname(file.path));
  const data = isNamed ? file.path : Buffer.from(Deno.readFileSync(file.path));
  const base: Options = { sep, truncateRaggedLines: false };
  const dtypes = Object.fromEntries(codeColumns(data, base).map((name) => [name, pl.Utf8]));
  const frame = readTyped(data, { ...base, dtypes }, file);
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

function readTyped(data: string | Buffer, options: Options, file: OpenFile): Frame {
  try {
    return pl.readCSV(data, { ...options, inferSchemaLength: INFER_ROWS });
  } catch (error) {
    if (!(error as Error).message.startsWith("could not parse")) throw error;
    return pl.readCSV(data, { ...options, inferSchemaLength: countLines(Deno.readFileSync(file.path)) });
  }
}

/** The columns in whose first rows a number starts with a zero: codes, which are no numbers. */
function codeColumns(data: string | Buffer, options: Options): string[] {
  const head = pl.readCSV(data, { ...options, inferSchemaLength: 0, nRows: INFER_ROWS });
  return head.columns.filter((name) => {
    return head.getColumn(name).toArray().some((value: unknown) =>
      typeof value === "string" && LEADING_ZERO.test(value)
    );
  });
}

function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}
