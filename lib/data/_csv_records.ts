const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A record of a CSV file: the line it starts at (from 1), its number of fields, and whether the line is empty. */
export interface CsvRecord {
  line: number;
  fields: number;
  blank: boolean;
}

/**
 * Counts the fields of each record (RFC 4180 quoting), without building any text: to find ragged rows in large files.
 */
export function* csvRecords(bytes: Uint8Array, separator: string): Generator<CsvRecord> {
  const comma = separator.charCodeAt(0);
  let line = 1;
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length) {
    const start = at;
    const record = { line, fields: 1, blank: false };
    let quoted = false;
    let fieldStart = true;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === NEWLINE) line++;
      if (quoted) {
        if (byte === QUOTE) quoted = false;
        continue;
      }
      if (byte === NEWLINE) break;
      // A doubled quote closes and opens again, so it never ends a field.
      if (byte === QUOTE && (fieldStart || bytes[at - 1] === QUOTE)) quoted = true;
      fieldStart = byte === comma;
      if (fieldStart) record.fields++;
    }
    const length = at - start;
    record.blank = length === 0 || (length === 1 && bytes[start] === RETURN);
    at++;
    yield record;
  }
}
