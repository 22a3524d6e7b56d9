import { dirname } from "@std/path";

/** A file of lines to which lines are appended. */
export interface LineFile extends Disposable {
  /** Appends lines; they are on disk when it resolves. */
  append(line: string): Promise<void>;
}

/** The lines of a file, without one at the end that a crash cut short. */
export interface ReadLines {
  /** The lines, without their ends. */
  readonly lines: readonly string[];
  /** How many bytes they have; what comes after was cut short. */
  readonly bytes: number;
}

const MOST_BYTES = 2 ** 29;

/** Reads the lines of a file of at most 512 MiB; null where there is no such file. */
export function readLines(path: string): ReadLines | null {
  let data: Uint8Array;
  try {
    const { size } = Deno.statSync(path);
    if (size > MOST_BYTES) throw new RangeError(`it may have at most ${MOST_BYTES} bytes, received ${size}`);
    data = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const bytes = data.lastIndexOf(10) + 1;
  const text = new TextDecoder("utf-8", { fatal: true }).decode(data.subarray(0, bytes));
  return { lines: text === "" ? [] : text.slice(0, -1).split("\n"), bytes };
}

/**
 * Opens a file for lines, and makes it and its folder where they are missing.
 *
 * Lines that come while others are being written share one write and one sync, so many at a time cost little more than one.
 *
 * @param path the file
 * @param bytes where its whole lines end; what is cut short after them is removed
 */
export function openLines(path: string, bytes: number): LineFile {
  Deno.mkdirSync(dirname(path), { recursive: true });
  const file = Deno.openSync(path, { create: true, append: true });
  if (file.statSync().size > bytes) file.truncateSync(bytes);
  let queued: string[] = [];
  let writing: Promise<void> | undefined;
  const flush = async () => {
    // Those that come in the same turn are taken along.
    await Promise.resolve();
    const data = new TextEncoder().encode(queued.join(""));
    queued = [];
    writing = undefined;
    for (let done = 0; done < data.length;) done += file.writeSync(data.subarray(done));
    await file.syncData();
  };
  let before: Promise<void> = Promise.resolve();
  return {
    append(line) {
      queued.push(`${line}\n`);
      if (writing === undefined) {
        writing = before.then(flush);
        // A failed write is told to those who waited for it; the next ones try again.
        before = writing.catch(() => {});
      }
      return writing;
    },
    [Symbol.dispose]: () => file.close(),
  };
}
