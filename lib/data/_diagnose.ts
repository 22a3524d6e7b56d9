import { describeValue } from "../core/describe_value.ts";
import { csvRecords } from "./_csv_records.ts";

const MOST_PROBLEMS = 10;

/** Ragged and blank rows of a CSV file; rows are counted from 1 without the header, lines with it. */
export function raggedRows(bytes: Uint8Array, separator: string): string[] {
  const problems: string[] = [];
  let expected = 0;
  let row = 0;
  let more = 0;
  for (const { line, fields, blank } of csvRecords(bytes, separator)) {
    if (row === 0) expected = fields;
    const ragged = row > 0 && (fields !== expected || (blank && expected > 1));
    if (ragged && problems.length >= MOST_PROBLEMS) more++;
    else if (ragged) {
      const what = blank ? "is blank" : `has ${fields} ${fields === 1 ? "field" : "fields"}`;
      problems.push(`row ${row} (line ${line}) ${what}, the header has ${expected}`);
    }
    row++;
  }
  return more === 0 ? problems : [...problems, `and ${more} more such rows`];
}

/** Lines that are not UTF-8. */
export function invalidUtf8(bytes: Uint8Array): string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return eachLine(bytes, (line) => {
    try {
      decoder.decode(line);
    } catch {
      return "is not UTF-8; convert the file, for example with iconv -f latin1 -t utf-8";
    }
  });
}

/** Lines of a JSONL file that are not one JSON object. */
export function invalidJsonLines(bytes: Uint8Array): string[] {
  const decoder = new TextDecoder();
  return eachLine(bytes, (line) => {
    const text = decoder.decode(line).trim();
    if (text === "") return undefined;
    try {
      const value = JSON.parse(text);
      if (value !== null && typeof value === "object" && !Array.isArray(value)) return undefined;
      return `must be a JSON object, received ${describeValue(value)}`;
    } catch (error) {
      return `is not valid JSON (${(error as Error).message.slice(0, 120)})`;
    }
  });
}

function eachLine(bytes: Uint8Array, check: (line: Uint8Array) => string | undefined): string[] {
  const problems: string[] = [];
  let more = 0;
  let line = 0;
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    line++;
    const problem = check(bytes.subarray(start, end));
    if (problem !== undefined && problems.length < MOST_PROBLEMS) problems.push(`line ${line} ${problem}`);
    else if (problem !== undefined) more++;
    start = end + 1;
  }
  return more === 0 ? problems : [...problems, `and ${more} more such lines`];
}
