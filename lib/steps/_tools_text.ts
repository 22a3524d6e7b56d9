import { join, relative } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { formatCount } from "../core/format.ts";
import { findExisting, type Found } from "./_file_paths.ts";

/** The most bytes of a file that tools read or write. */
export const MOST_FILE_BYTES = 2 ** 20;

/**
 * Finds a file or folder for a model: of the run's folder first, then of the project. Hidden ones (`.env`, `.git`) and
 * packages are none of its business, whatever link leads there.
 *
 * @param out the run's folder
 * @param path the path inside one of them
 * @returns where it is
 * @throws {AssayError} if there is no such, or it is hidden
 */
export function findForModel(out: string, path: string): Found {
  checkPath(path);
  if (isHidden(path)) throw hidden(path);
  const found = findExisting(out, path);
  // Where a link led to counts, not the name of the link.
  if (isHidden(relative(found.root, found.path))) throw hidden(path);
  return found;
}

/**
 * Throws for a path that no system can take.
 *
 * @param path the path
 * @throws {AssayError} if it holds a NUL character
 */
export function checkPath(path: string): void {
  if (path.includes("\0")) {
    throw new AssayError("Cannot use the path", { problems: ["it must not hold a NUL character"] });
  }
}

/**
 * The text of a file.
 *
 * @param out the run's folder
 * @param path the path inside it or the project
 * @returns the text
 * @throws {AssayError} for a folder, a file of more than 1 MiB, and one that is no UTF-8
 */
export function readText(out: string, path: string): string {
  const { path: real, info } = findForModel(out, path);
  const wrong = info.isDirectory
    ? "it is a folder; Glob lists its files"
    : !info.isFile
    ? "it is no regular file"
    : info.size > MOST_FILE_BYTES
    ? `it has ${formatCount(info.size)} bytes, at most ${formatCount(MOST_FILE_BYTES)} are read; Grep finds lines in it`
    : null;
  if (wrong !== null) throw new AssayError(`Cannot read ${path}`, { problems: [wrong] });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(real));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new AssayError(`Cannot read ${path}`, { problems: ["it is no text in UTF-8"], cause: error });
  }
}

/**
 * Whether a path leads to something that models do not see.
 *
 * @param path the path, from the run's folder or the project
 * @returns true for hidden names and packages
 */
export function isHidden(path: string): boolean {
  const names: string[] = join(path).split(/[/\\]/);
  return names.some((name) => (name.startsWith(".") && name !== "." && name !== "..") || name === "node_modules");
}

function hidden(path: string): AssayError {
  return new AssayError(`Cannot read ${path}`, { problems: ["hidden files and packages are not shown to models"] });
}
