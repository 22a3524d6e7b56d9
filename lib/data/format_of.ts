import { extname } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import type { Format } from "./load.ts";

/** The formats by the ending of a file's name. */
export const FORMATS: Readonly<Record<string, Format>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".json": "json",
  ".parquet": "parquet",
};

/**
 * The format of a file, by its ending where it is not said.
 *
 * @param path the file
 * @param format what was said, or undefined
 * @param doing what cannot be done without, for messages: "load a.bin"
 * @returns the format
 * @throws {AssayError} for an ending that is not known
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatOf("a.NDJSON", undefined, "load a.NDJSON"), "jsonl");
 * ```
 */
export function formatOf(path: string, format: Format | undefined, doing: string): Format {
  const found = format ?? FORMATS[extname(path).toLowerCase()];
  if (found !== undefined) return found;
  const known = Object.keys(FORMATS).join(", ");
  throw new AssayError(`Cannot ${doing}`, {
    problems: [`the ending must be one of ${known}, received "${extname(path)}"; or say the format`],
  });
}
