import { isAbsolute, join, relative, resolve } from "@std/path";
import { describeValue } from "./describe_value.ts";

const MOST_LINKS = 40;

/**
 * The absolute path of something that must lie inside a folder, whatever `..` or links an untrusted file wrote.
 *
 * @param root the folder, absolute or relative to the current one
 * @param path the path inside it; absolute paths are refused
 * @returns the absolute path; what exists of it has been followed through links
 * @throws {RangeError} if the path leaves the folder
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => resolveInside("reports", "../lib"), RangeError, "must stay inside");
 * ```
 */
export function resolveInside(root: string, path: string): string {
  const base = realPath(resolve(root));
  const target = isAbsolute(path) ? path : realPath(join(base, path));
  if (isAbsolute(path) || !isInside(base, target)) {
    throw new RangeError(
      `Cannot use the path: it must stay inside ${describeValue(root)}, received ${describeValue(path)}`,
    );
  }
  return target;
}

/**
 * Whether a path is the folder itself or lies below it; links are not followed.
 *
 * @param root an absolute folder
 * @param path an absolute path
 * @returns true when inside
 */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}

function realPath(path: string, links = 0): string {
  if (links > MOST_LINKS) throw new RangeError(`Cannot use the path: ${describeValue(path)} goes round in links`);
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotADirectory) {
      throw new RangeError(
        `Cannot use the path: part of the path is a file, not a folder, received ${describeValue(path)}`,
      );
    }
    if (error instanceof Deno.errors.FilesystemLoop) {
      throw new RangeError(`Cannot use the path: ${describeValue(path)} goes round in links`);
    }
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    // A link to what does not exist yet would be written through, so it counts as what it points to.
    const target = linkTarget(path);
    const parent = join(path, "..");
    if (target !== null) return realPath(resolve(parent, target), links + 1);
    return parent === path ? path : join(realPath(parent, links), path.slice(parent.length));
  }
}

function linkTarget(path: string): string | null {
  try {
    return Deno.lstatSync(path).isSymlink ? Deno.readLinkSync(path) : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
