import { dirname, join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { resolveInside } from "../core/resolve_inside.ts";
import type { DraftFile } from "./_new_draft.ts";

/**
 * Why files cannot be written where they should be.
 *
 * @param files the files
 * @param options `root`: the repository's root; `force`: whether existing ones may be replaced
 * @returns a line a problem
 */
export function writeProblems(files: readonly DraftFile[], options: { root: string; force: boolean }): string[] {
  const { root, force } = options;
  const created = files.filter(({ isChange }) => !isChange);
  const isThere = new Map(created.map(({ path }) => [path, exists(join(root, path))]));
  // The main file comes first: where only a file beside it exists, that one belongs to something else.
  const isReplaced = force && isThere.get(created[0]?.path) === true;
  return files.flatMap(({ path }) => {
    const outside = escapes(root, path);
    if (outside !== null) return [outside];
    if (isThere.get(path) !== true || isReplaced) return [];
    const remedy = force ? "it belongs to something else: choose another name" : "choose another name, or give --force";
    return [`${path} exists: ${remedy}`];
  });
}

/**
 * Writes all files, then those that are generated from them, or none.
 *
 * @param files the files
 * @param options `root`: the repository's root; `generate`: makes the other files once these are there
 * @returns the paths that were written
 * @throws {AssayError} if a file may not be written; then all are as before
 */
export async function writeFiles(
  files: readonly DraftFile[],
  options: { root: string; generate: () => Promise<readonly DraftFile[]> },
): Promise<string[]> {
  const { root, generate } = options;
  const before = new Map<string, Uint8Array<ArrayBuffer> | null>();
  const folders: string[] = [];
  const write = ({ path, text }: DraftFile) => {
    const target = resolveInside(root, path);
    folders.push(...makeFolders(dirname(target)));
    before.set(target, exists(target) ? Deno.readFileSync(target) : null);
    Deno.writeTextFileSync(target, text);
    return path;
  };
  try {
    const written = files.map(write);
    return [...written, ...(await generate()).map(write)];
  } catch (error) {
    for (const [path, bytes] of before) putBack(path, bytes);
    folders.toReversed().forEach((folder) => Deno.removeSync(folder));
    const isRefused = error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied;
    if (!isRefused) throw error;
    const problem = "files may not be written here; use the task of deno.json, in the root of the project";
    throw new AssayError("Cannot write", { problems: [problem], cause: error });
  }
}

function putBack(path: string, bytes: Uint8Array<ArrayBuffer> | null): void {
  if (bytes !== null) Deno.writeFileSync(path, bytes);
  else if (exists(path)) Deno.removeSync(path);
}

/** The folders that had to be made, the outer one first. */
function makeFolders(folder: string): string[] {
  if (exists(folder)) return [];
  const outer = makeFolders(dirname(folder));
  Deno.mkdirSync(folder);
  return [...outer, folder];
}

function escapes(root: string, path: string): string | null {
  try {
    resolveInside(root, path);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
