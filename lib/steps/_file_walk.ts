import { join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { turnTaker } from "../core/drive.ts";
import { globMatcher } from "./_file_glob.ts";

/** A file or folder below another one. */
export interface Entry {
  /** Its path from that folder, with slashes. */
  readonly path: string;
  /** Its size in bytes; 0 for a folder. */
  readonly size: number;
  /** Whether it is a folder. */
  readonly is_dir: boolean;
}

const MOST_ENTRIES = 10_000;
const MOST_SEEN = 100_000;
const MOST_DEPTH = 64;

/**
 * All files and folders below a folder, sorted by their paths. Links are neither followed nor told, and neither are files that
 * are being written.
 *
 * @param folder the folder, absolute
 * @param options `pattern` that the paths must match, `signal`, and `left`: top folders to leave out
 * @returns the entries
 * @throws {AssayError} if more than 10,000 match, or 100,000 would have to be looked at
 */
export async function walk(
  folder: string,
  options: { pattern?: string; signal?: AbortSignal; without?: readonly string[] } = {},
): Promise<Entry[]> {
  const { pattern, signal, without = [] } = options;
  const isWanted = pattern === undefined ? () => true : globMatcher(pattern);
  const takeTurn = turnTaker(signal);
  const entries: Entry[] = [];
  const waiting = [""];
  let seen = 0;
  while (waiting.length > 0) {
    const parent = waiting.pop()!;
    for (const { name, isSymlink, isDirectory } of Deno.readDirSync(join(folder, parent))) {
      await takeTurn();
      const path = parent === "" ? name : `${parent}/${name}`;
      if (isSymlink || isPartial(name) || without.includes(path)) continue;
      if (++seen > MOST_SEEN) throw tooMany(folder, `looking at more than ${MOST_SEEN}`);
      if (isDirectory && path.split("/").length >= MOST_DEPTH) {
        throw tooMany(folder, `going ${MOST_DEPTH} folders deep`);
      }
      if (isDirectory) waiting.push(path);
      if (!isWanted(path)) continue;
      if (entries.length === MOST_ENTRIES) throw tooMany(folder, `more than ${MOST_ENTRIES}`);
      const size = isDirectory ? 0 : Deno.lstatSync(join(folder, path)).size;
      entries.push({ path, size, is_dir: isDirectory });
    }
  }
  return entries.sort((a, b) => a.path < b.path ? -1 : 1);
}

function isPartial(name: string): boolean {
  return name.startsWith(".") && name.endsWith(".partial");
}

function tooMany(folder: string, what: string): AssayError {
  return new AssayError("Cannot list the files", {
    problems: [`${folder} would need ${what} of them; name a folder inside it, or narrow it with a pattern`],
  });
}
